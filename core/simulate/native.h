#pragma once
/// Series as a scanner of one of the four sites gives them: own grid, thickness, gap and tilt.

#include "simulate/render.h"

namespace second_read::simulate {

/// Field strength of this site's scanner on the day.
double siteTesla(const std::string& site, Random& random);

/// Where native scenes are built: as fine as the images need.
volume::Grid nativeTruthGrid(const Options& options);

/// One series as it comes from the scanner.
struct Acquired {
    volume::Volume image;
    double thickness = 0;                     ///< mm
    Acquisition how;                          ///< native only
    std::optional<volume::Volume> unweighted; ///< the b = 0 images of DWI, on the same grid
};

/// Acquires one series at `site`. Several may be acquired at once, each with a random stream of its own.
Acquired acquire(const Scene& scene, const Subject& subject, Sequence sequence, const std::string& site,
                 const Options& options, Random& random);

/// The head does not lie at the isocentre: moves everything by one offset.
void moveToTable(Examination& examination, Random& random);

} // namespace second_read::simulate
