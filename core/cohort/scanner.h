#pragma once
/// The DICOM attributes that the scanner of a site writes, in its own habit.

#include <map>
#include <string>

#include "simulate/simulator.h"

namespace second_read::cohort {

/// Attributes of the series (keywords of PS3.6), names and dates of the patient left out.
std::map<std::string, std::string> scannerAttributes(const simulate::Examination& examination,
                                                     Sequence sequence, int seriesNumber);

/// The same for the b = 0 images of the diffusion series.
std::map<std::string, std::string> unweightedAttributes(const simulate::Examination& examination,
                                                        int seriesNumber);

struct HeaderFault {
    std::string tag;  ///< keyword
    std::string kind; ///< "missing", "wrong"
};
/// Damages one attribute as careless archives do.
HeaderFault damage(std::map<std::string, std::string>& attributes, std::uint64_t seed);

} // namespace second_read::cohort
