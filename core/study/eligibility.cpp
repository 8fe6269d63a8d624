#include "study/eligibility.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace second_read::study {
namespace {

constexpr int kFewestSlices = 5;
// A head is about 150 by 190 by 230 mm; cropped and skull-stripped ones smaller, fields of view with a margin
// larger.
constexpr double kSmallestSide = 80, kLargestSide = 600, kThinnest = 20;

/// Body parts (PS3.16 annex L and common spellings) that are certainly no head. Anything else may be one: the
/// attribute is often empty, local or wrong.
bool isElsewhere(const std::string& bodyPart) {
    constexpr std::array<const char*, 27> parts = {
        "ABDOMEN", "CHEST",    "THORAX", "LUNG",   "HEART", "CARDIAC", "BREAST",    "SPINE",     "PELVIS",
        "HIP",     "KNEE",     "LEG",    "FOOT",   "ANKLE", "HAND",    "WRIST",     "ELBOW",     "SHOULDER",
        "LIVER",   "PROSTATE", "UTERUS", "KIDNEY", "AORTA", "ARM",     "EXTREMITY", "WHOLEBODY", "HEPAT"};
    return std::any_of(parts.begin(), parts.end(),
                       [&](const char* part) { return bodyPart.find(part) != std::string::npos; });
}

} // namespace

std::string whyNotAHead(const std::array<int, 3>& matrix, const std::array<double, 3>& spacing) {
    if (*std::min_element(matrix.begin(), matrix.end()) < kFewestSlices)
        return "too few slices (" + std::to_string(*std::min_element(matrix.begin(), matrix.end())) +
               "; at least " + std::to_string(kFewestSlices) + " are needed)";
    std::array<double, 3> sides{};
    for (std::size_t i = 0; i < 3; ++i) sides[i] = matrix[i] * spacing[i];
    std::sort(sides.begin(), sides.end());
    if (sides[0] >= kThinnest && sides[1] >= kSmallestSide && sides[2] <= kLargestSide) return {};
    std::array<char, 96> text{};
    std::snprintf(text.data(), text.size(), "a field of view of %.0f x %.0f x %.0f mm is not that of a head",
                  matrix[0] * spacing[0], matrix[1] * spacing[1], matrix[2] * spacing[2]);
    return text.data();
}

Hindrance hindranceOf(const FileFacts& file, const Stack& stack, Sequence sequence,
                      const std::string& recognisedWhy) {
    if (!file.unusable.empty()) return {file.unusable};
    if (file.modality != "MR")
        return {(file.modality.empty() ? std::string("no modality given") : "modality " + file.modality) +
                ", not MR"};
    if (file.format.samples != 1 || !file.format.photometric.starts_with("MONOCHROME"))
        return {file.sopClass.starts_with("1.2.840.10008.5.1.4.1.1.7") ? "a colour secondary capture"
                                                                       : "a colour image"};
    if (file.sopClass.starts_with("1.2.840.10008.5.1.4.1.1.7"))
        return {"a secondary capture, not an image from the scanner"};
    if (isElsewhere(file.bodyPart))
        return {"body part " + file.bodyPart + ", not the head", Hindrance::Kind::BodyPart};
    if (sequence == Sequence::Other) return {recognisedWhy};
    if (!stack.affine) return {"no position or orientation"};
    if (stack.gaps) return {"slices are missing"};
    const FrameFacts& first = *stack.frames.front();
    return {whyNotAHead({first.columns, first.rows, static_cast<int>(stack.frames.size())},
                        {stack.spacing.x(), stack.spacing.y(), stack.spacing.z()})};
}

} // namespace second_read::study
