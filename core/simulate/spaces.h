#pragma once
/// The spaces that hold fluid: ventricles and sulci of this age, and of hydrocephalus and atrophy.

#include "simulate/scene.h"

namespace second_read::simulate {

/// Ventricles and sulci: drawn as a target share of the brain whatever the anatomy brought, so that neither
/// gives away the anatomy nor, among normals, a finding. Ventricles of atrophy and of hydrocephalus overlap
/// widely: the sulci tell them apart (Relkin 2005, Neurosurgery 57:S4). Shares: Scahill 2003 (Arch Neurol
/// 60:989), Evans index literature.
/// Registers hydrocephalus and atrophy where they are among `findings`. Before anything is placed.
void sizeSpaces(Scene& scene, const std::vector<std::string>& findings, Examination& examination,
                Random& random);

} // namespace second_read::simulate
