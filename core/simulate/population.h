#pragma once
/// Who comes to be examined: with which findings, and how old.

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "simulate/random.h"
#include "simulate/simulator.h"

namespace second_read::simulate {

/// By the options' prevalences, or just those that the options name. As in a hospital, diseases of one cause
/// come together; training keeps them apart, so that none is learnt from the company that it keeps.
std::vector<std::string> drawFindings(const Options& options, Random& random);

/// Ages as diseases have them (medians from the reviews cited beside each finding's code).
int drawAge(const std::vector<std::string>& findings, Random& random);

inline bool contains(const std::vector<std::string>& findings, std::string_view name) {
    return std::find(findings.begin(), findings.end(), name) != findings.end();
}

} // namespace second_read::simulate
