#include "simulate/population.h"

#include <cmath>

namespace second_read::simulate {
namespace {

/// Diseases of one cause come together: `finding` so many times as often beside one of `causes`.
struct Company {
    std::string_view finding;
    double times;
    std::vector<std::string_view> causes; ///< that come before it in order of names
};
const std::vector<Company>& companies() {
    static const std::vector<Company> all{
        {"encephalomalacia", 2, {"acute_stroke"}},
        {"small_vessel_disease", 2, {"acute_stroke", "atrophy", "encephalomalacia", "haemorrhage"}}};
    return all;
}

/// A finding's share given what else was drawn; over all examinations it stays what it was.
double shareBeside(const std::string& finding, const std::vector<std::string>& drawn,
                   const Prevalences& prevalences) {
    const double share = prevalences.at(finding);
    for (const auto& company : companies()) {
        if (company.finding != finding) continue;
        double without = 1;
        bool beside = false;
        for (const auto cause : company.causes) {
            if (const auto found = prevalences.find(std::string(cause)); found != prevalences.end())
                without *= 1 - found->second;
            beside = beside || contains(drawn, cause);
        }
        const double alone = share / (1 + (1 - without) * (company.times - 1));
        return alone * company.times > 1 ? share : beside ? alone * company.times : alone;
    }
    return share;
}

} // namespace

Prevalences defaultPrevalences() {
    return {{"acute_stroke", 0.12},
            {"haemorrhage", 0.10},
            {"mass", 0.12},
            {"meningioma", 0.07},
            {"hydrocephalus", 0.08},
            {"atrophy", 0.12},
            {"small_vessel_disease", 0.18},
            {"white_matter_inflammation", 0.09},
            {"encephalomalacia", 0.09},
            {"vascular_abnormality", 0.06}};
}

std::vector<std::string> drawFindings(const Options& options, Random& random) {
    std::vector<std::string> drawn;
    if (options.findings) return *options.findings;
    for (const auto& [finding, share] : options.prevalences)
        if (random.chance(options.training ? share : shareBeside(finding, drawn, options.prevalences)))
            drawn.push_back(finding);
    return drawn;
}

int drawAge(const std::vector<std::string>& findings, Random& random) {
    double mean = 52, sd = 18;
    if (contains(findings, "atrophy") || contains(findings, "small_vessel_disease"))
        mean = 72, sd = 9;
    else if (contains(findings, "acute_stroke") || contains(findings, "encephalomalacia"))
        mean = 67, sd = 13;
    else if (contains(findings, "white_matter_inflammation"))
        mean = 38, sd = 11;
    else if (contains(findings, "mass") || contains(findings, "meningioma") ||
             contains(findings, "haemorrhage"))
        mean = 60, sd = 14;
    return std::clamp(static_cast<int>(std::lround(random.normal(mean, sd))), 18, 95);
}

} // namespace second_read::simulate
