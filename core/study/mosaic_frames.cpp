#include "study/facts_reader.h"
#include "study/siemens_csa.h"

#include <algorithm>
#include <cmath>

#include <Eigen/Geometry>

namespace second_read::study {
namespace {

constexpr int kMostTiles = 1024;

struct TileGrid {
    int columns = 0, rows = 0; ///< of one tile
};

/// Tiles stand in a square of the smallest size that holds them.
std::optional<TileGrid> tileGrid(const FrameFacts& whole, int tiles) {
    const int across = static_cast<int>(std::ceil(std::sqrt(static_cast<double>(tiles))));
    // United Imaging leaves out a last row without tiles.
    for (const int down : {across, (tiles + across - 1) / across})
        if (whole.columns % across == 0 && whole.rows % down == 0 &&
            whole.columns / across == whole.rows / down)
            return TileGrid{whole.columns / across, whole.rows / down};
    if (whole.columns % across != 0 || whole.rows % across != 0) return std::nullopt;
    return TileGrid{whole.columns / across, whole.rows / across};
}

bool saysMosaic(const std::vector<std::string>& imageType) {
    return std::any_of(imageType.begin(), imageType.end(),
                       [](const auto& value) { return value == "MOSAIC" || value == "VFRAME"; });
}

/// United Imaging lays the slices of a volume out like Siemens ("VFRAME"), each with its own position in a
/// private sequence (0065,xx51); there is nothing to correct.
std::vector<FrameFacts> unitedImagingFrames(DcmItem& item, const FrameFacts& whole) {
    const auto sequence = privateTag(item, 0x0065, "Image Private Header", 0x51);
    const auto tiles = sequence ? itemsAt(item, *sequence) : 0;
    if (tiles < 1 || tiles > kMostTiles) return {};
    const auto grid = tileGrid(whole, static_cast<int>(tiles));
    if (!grid) return {};
    std::vector<FrameFacts> frames;
    for (unsigned long tile = 0; tile < tiles; ++tile) {
        FrameFacts frame = whole;
        frame.frame = static_cast<int>(tile);
        frame.laidOut = true;
        frame.columns = grid->columns;
        frame.rows = grid->rows;
        if (DcmItem* own = itemAt(item, *sequence, tile)) readPlane(*own, frame);
        frames.push_back(std::move(frame));
    }
    return frames;
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
    if (auto frames = unitedImagingFrames(item, whole); !frames.empty()) return frames;
    const auto csa = siemensImageHeader(item);
    const auto tiles = tilesOf(item, csa);
    const auto grid = tiles ? tileGrid(whole, *tiles) : std::nullopt;
    if (!grid) {
        warnings.push_back(
            tiles
                ? "a mosaic whose size is no multiple of its tiles; shown as one image"
                : "a mosaic whose private header does not say how many slices it holds; shown as one image");
        return {};
    }
    const int columns = grid->columns, rows = grid->rows;
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
