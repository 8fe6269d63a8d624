#include "study/diffusion.h"

#include <cmath>
#include <cstdlib>

#include "study/siemens_csa.h"

namespace second_read::study {
namespace {

constexpr double kLargest = 100'000; // s/mm2: beyond any scanner

std::optional<double> plausible(std::optional<double> b) {
    return b && *b >= 0 && *b < kLargest ? b : std::nullopt;
}

std::optional<Eigen::Vector3d> direction(const std::optional<std::vector<double>>& v) {
    if (!v) return std::nullopt;
    const Eigen::Vector3d vector((*v)[0], (*v)[1], (*v)[2]);
    if (!(vector.norm() > 0.1)) return std::nullopt;
    return vector.normalized();
}

/// "b=1000(0.1,0.2,0.3)", "*ep_b1000#3": the number behind `mark`.
std::optional<double> numberBehind(const std::string& text, const char* mark) {
    const auto at = text.find(mark);
    if (at == std::string::npos) return std::nullopt;
    const char* start = text.c_str() + at + std::char_traits<char>::length(mark);
    char* end = nullptr;
    const double value = std::strtod(start, &end);
    return end == start ? std::nullopt : plausible(value);
}

std::optional<double> privateNumber(DcmItem& item, std::uint16_t group, const char* creator,
                                    std::uint8_t element) {
    const auto tag = privateTag(item, group, creator, element);
    return tag ? numberAt(item, *tag) : std::nullopt;
}

std::optional<std::vector<double>> privateVector(DcmItem& item, std::uint16_t group, const char* creator,
                                                 std::uint8_t element) {
    const auto tag = privateTag(item, group, creator, element);
    return tag ? numbersAt(item, *tag, 3) : std::nullopt;
}

/// GE adds 10^9 to the b-value of some software levels.
std::optional<double> geBValue(DcmItem& item) {
    const auto stored = privateNumber(item, 0x0043, "GEMS_PARM_01", 0x39);
    return stored ? plausible(std::fmod(*stored, 100'000)) : std::nullopt;
}

std::optional<Eigen::Vector3d> geGradient(DcmItem& item) {
    std::vector<double> values;
    for (const auto element : {std::uint8_t{0xBB}, std::uint8_t{0xBC}, std::uint8_t{0xBD}}) {
        const auto value = privateNumber(item, 0x0019, "GEMS_ACQU_01", element);
        if (!value) return std::nullopt;
        values.push_back(*value);
    }
    return direction(values);
}

} // namespace

Diffusion readDiffusion(DcmItem& item) {
    Diffusion found;
    found.bValue = plausible(numberAt(item, DCM_DiffusionBValue));
    found.gradient = direction(numbersAt(item, DCM_DiffusionGradientOrientation, 3));
    if (!found.bValue) {
        found.bValue = plausible(privateNumber(item, 0x0019, "SIEMENS MR HEADER", 0x0C));
        found.gradient = direction(privateVector(item, 0x0019, "SIEMENS MR HEADER", 0x0E));
    }
    if (!found.bValue) {
        if (const auto csa = siemensImageHeader(item)) {
            found.bValue = plausible(csa->number("B_value"));
            const auto vector = csa->numbers("DiffusionGradientDirection");
            if (vector.size() == 3) found.gradient = direction(vector);
        }
    }
    if (!found.bValue && (found.bValue = geBValue(item))) found.gradient = geGradient(item);
    if (!found.bValue) found.bValue = plausible(privateNumber(item, 0x2001, "Philips Imaging DD 001", 0x03));
    if (!found.bValue &&
        (found.bValue = plausible(privateNumber(item, 0x0065, "Image Private Header", 0x09))))
        found.gradient = direction(privateVector(item, 0x0065, "Image Private Header", 0x37));
    if (!found.bValue) found.bValue = numberBehind(rawTextAt(item, DCM_SequenceName), "ep_b");
    if (!found.bValue && rawTextAt(item, DCM_ImageComments).starts_with("b="))
        found.bValue = numberBehind(rawTextAt(item, DCM_ImageComments), "b=");
    if (found.bValue == 0.0) found.gradient.reset();
    return found;
}

Diffusion readDiffusionMacro(DcmItem& item) {
    DcmItem* macro = itemAt(item, DCM_MRDiffusionSequence);
    if (!macro) return {};
    Diffusion found;
    found.bValue = plausible(numberAt(*macro, DCM_DiffusionBValue));
    if (DcmItem* direct = itemAt(*macro, DCM_DiffusionGradientDirectionSequence))
        found.gradient = direction(numbersAt(*direct, DCM_DiffusionGradientOrientation, 3));
    const std::string directionality = rawTextAt(*macro, DCM_DiffusionDirectionality);
    if (!found.bValue && directionality == "NONE") found.bValue = 0;
    if (found.bValue == 0.0 || directionality == "ISOTROPIC") found.gradient.reset();
    return found;
}

} // namespace second_read::study
