#include "evaluate/outcome.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "volume/nifti.h"

namespace second_read::evaluate {

using examination::Flag;
using examination::FlagKind;

bool finds(const Flag& flag, const PlantedError& planted, const catalogue::Catalogue& catalogue) {
    // A flag on a finding that implies the planted one (meningioma: mass), or is implied by it, names the
    // same place.
    const auto same = [&] {
        if (!flag.finding || planted.finding.empty() || *flag.finding == planted.finding) return true;
        const auto implies = [&](const std::string& a, const std::string& b) {
            const auto* entry = catalogue.find(a);
            return entry &&
                   std::find(entry->implies.begin(), entry->implies.end(), b) != entry->implies.end();
        };
        return implies(*flag.finding, planted.finding) || implies(planted.finding, *flag.finding);
    };
    const bool conflict = flag.kind == FlagKind::TextConflict;
    const auto& kind = planted.kind;
    if (kind == "omission") return flag.kind == FlagKind::PossibleMiss && same();
    if (kind == "negation") return (flag.kind == FlagKind::PossibleMiss || conflict) && same();
    if (kind == "insertion") return (flag.kind == FlagKind::PossibleOvercall || conflict) && same();
    if (kind == "side") return (flag.kind == FlagKind::SideMismatch || conflict) && same();
    return conflict; // size, conflict, wrong_patient
}

bool isFalse(const Flag& flag, const Case& known) {
    if (!flag.finding) return true;
    const auto truth = known.findings.find(*flag.finding);
    const bool there = truth != known.findings.end();
    switch (flag.kind) {
    case FlagKind::PossibleMiss:
        return !(known.truthKnown && there);
    case FlagKind::PossibleOvercall:
        return !(known.truthKnown && !there);
    default:
        return true;
    }
}

Result<double> distanceToMask(const std::array<double, 3>& lps, const std::filesystem::path& file) {
    SECOND_READ_TRY(mask, volume::readNifti(file));
    const Eigen::Vector3d point(lps[0], lps[1], lps[2]);
    double nearest = std::numeric_limits<double>::infinity();
    const auto& size = mask.grid.size;
    for (int k = 0; k < size[2]; ++k)
        for (int j = 0; j < size[1]; ++j)
            for (int i = 0; i < size[0]; ++i)
                if (mask.at(i, j, k) > 0.5F)
                    nearest = std::min(
                        nearest,
                        (mask.grid.patientOf({double(i), double(j), double(k)}) - point).squaredNorm());
    if (!std::isfinite(nearest)) return fail(ErrorCode::Corrupt, file.string() + " is an empty mask");
    return std::sqrt(nearest);
}

} // namespace second_read::evaluate
