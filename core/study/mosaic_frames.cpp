#include "study/facts_reader.h"
#include "study/siemens_csa.h"

#include <algorithm>
#include <cmath>

#include <Eigen/Geometry>

namespace second_read::study {
namespace {

constexpr int kMostTiles = 1024;

bool saysMosaic(const std::vector<std::string>& imageType) {
    return std::any_of(imageType.begin(), imageType.end(),
                       [](const auto& value) { return value == "MOSAIC" || value == "VFRAME"; });
}

/// Siemens: the CSA header, else the private "number of images in mosaic" beside it.
std::optional<int> tilesOf(DcmItem& item, const std::optional<CsaHeader>& csa) {
    if (csa)
        if (const auto count = csa->number("NumberOfImagesInMosaic");
            count && *count >= 1 && *count <= kMostTiles)
            return static_cast<int>(*count);
    if (const auto tag = privateTag(item, 0x0019, "SIEMENS MR HEADER", 0x0A)) {
        const auto count = integerAt(item, *tag);
        if (count && *count >= 1 && *count <= kMostTiles) return count;
    }
    return std::nullopt;
}

} // namespace

std::vector<FrameFacts> mosaicFrames(DcmItem& item, const FrameFacts& whole,
                                     std::vector<std::string>& warnings) {
    if (!saysMosaic(whole.acquisition.imageType)) return {};
    const auto csa = siemensImageHeader(item);
    const auto tiles = tilesOf(item, csa);
    if (!tiles) {
        warnings.push_back(
            "a mosaic whose private header does not say how many slices it holds; shown as one image");
        return {};
    }
    const int across = static_cast<int>(std::ceil(std::sqrt(static_cast<double>(*tiles))));
    const int columns = whole.columns / across, rows = whole.rows / across;
    if (columns * across != whole.columns || rows * across != whole.rows || columns < 1 || rows < 1) {
        warnings.push_back("a mosaic whose size is no multiple of its tiles; shown as one image");
        return {};
    }
    std::optional<Eigen::Vector3d> first, step;
    if (whole.position && whole.rowDirection && whole.columnDirection && whole.pixelSpacing) {
        // The position is that of a slice as large as the whole mosaic around the true slice's centre.
        const Eigen::Vector3d right = *whole.rowDirection * whole.pixelSpacing->x();
        const Eigen::Vector3d down = *whole.columnDirection * whole.pixelSpacing->y();
        first = *whole.position + right * (whole.columns - columns) / 2.0 + down * (whole.rows - rows) / 2.0;
        Eigen::Vector3d normal = whole.rowDirection->cross(*whole.columnDirection);
        const auto stated = csa ? csa->numbers("SliceNormalVector") : std::vector<double>();
        if (stated.size() == 3 && normal.dot(Eigen::Vector3d(stated[0], stated[1], stated[2])) < 0)
            normal = -normal;
        const auto spacing = whole.spacingBetweenSlices ? whole.spacingBetweenSlices : whole.sliceThickness;
        if (spacing) step = normal * *spacing;
    }
    std::vector<FrameFacts> frames;
    for (int tile = 0; tile < *tiles; ++tile) {
        FrameFacts frame = whole;
        frame.frame = tile;
        frame.laidOut = true;
        frame.columns = columns;
        frame.rows = rows;
        frame.position = first && step ? std::optional<Eigen::Vector3d>(*first + tile * *step) : std::nullopt;
        frames.push_back(std::move(frame));
    }
    return frames;
}

} // namespace second_read::study
