#pragma once
/// A label map of one well-known head, made here from Debian's mricron-data: Colin27 (Holmes 1998, J Comput
/// Assist Tomogr 22:324) as ch2.nii.gz and ch2bet.nii.gz, with AAL (Tzourio-Mazoyer 2002, NeuroImage 15:273)
/// naming the deep grey nuclei and the cerebellum.

#include <filesystem>

#include "base/error.h"

namespace second_read::cohort {

/// Folder with one label map (FreeSurfer's numbers, as Anatomies::load reads them), made at the first call
/// and kept in dataHome(). `templates`: where ch2.nii.gz, ch2bet.nii.gz and aal.nii.gz lie. NotFound names
/// the Debian package.
Result<std::filesystem::path>
colin27Anatomy(const std::filesystem::path& templates = "/usr/share/mricron/templates");

} // namespace second_read::cohort
