#pragma once
/// b-values and gradient directions, standard (PS3.3 C.8.13.5.9) and private.

#include <optional>

#include "study/dicom_header.h"

namespace second_read::study {

struct Diffusion {
    std::optional<double> bValue;            ///< s/mm2
    std::optional<Eigen::Vector3d> gradient; ///< unit length; absent for b = 0 and for traces
};

/// From the data set of a classic image. Private places as published in the vendors' conformance statements:
/// Siemens (0019,xx0C/0E), GE (0043,xx39) with (0019,xxBB..BD), Philips (2001,xx03), UIH (0065,xx09/37);
/// Toshiba and Canon by "b=1000" in the comments; Siemens before VB13 by the sequence name "*ep_b1000".
Diffusion readDiffusion(DcmItem& item);

/// From an MRDiffusionSequence item, else from where `readDiffusion` looks.
Diffusion readDiffusionMacro(DcmItem& item);

} // namespace second_read::study
