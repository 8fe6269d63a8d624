#include "presenters/thumbnail.h"

#include <algorithm>

#include "presenters/slice_geometry.h"
#include "volume/picture.h"

namespace second_read::ui {

GreyImage thumbnailOf(const volume::Volume& volume, int slice, bool positionKnown, int side) {
    const volume::Grid& grid = volume.grid;
    GreyImage image{side, side, {}};
    if (slice < 0 || slice >= grid.size[2])
        image.pixels.resize(static_cast<std::size_t>(side) * static_cast<std::size_t>(side));
    else
        image.pixels =
            volume::pictureOf(volume, volume::standardAxes(grid, positionKnown), sliceCenter(grid, slice),
                              std::max(grid.size[0] * grid.spacing[0], grid.size[1] * grid.spacing[1]), side);
    return image;
}

} // namespace second_read::ui
