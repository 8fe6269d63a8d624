#include "study/study_dates.h"

#include <algorithm>
#include <chrono>

namespace second_read::study {
namespace {

bool allDigits(const std::string& text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<std::chrono::year_month_day> dateOf(std::string text) {
    if (text.size() == 10 && text[4] == text[7] && (text[4] == '.' || text[4] == '-' || text[4] == '/'))
        text = text.substr(0, 4) + text.substr(5, 2) + text.substr(8, 2);
    if (text.size() != 8 || !allDigits(text)) return std::nullopt;
    const std::chrono::year_month_day date{
        std::chrono::year(std::stoi(text.substr(0, 4))),
        std::chrono::month(static_cast<unsigned>(std::stoi(text.substr(4, 2)))),
        std::chrono::day(static_cast<unsigned>(std::stoi(text.substr(6, 2))))};
    return date.ok() && date.year() > std::chrono::year(1800) ? std::optional(date) : std::nullopt;
}

std::string two(unsigned value) { return (value < 10 ? "0" : "") + std::to_string(value); }

} // namespace

std::optional<std::string> isoDate(const std::string& dicom) {
    const auto date = dateOf(dicom);
    if (!date) return std::nullopt;
    return std::to_string(static_cast<int>(date->year())) + "-" + two(static_cast<unsigned>(date->month())) +
           "-" + two(static_cast<unsigned>(date->day()));
}

std::optional<std::string> clockTime(const std::string& dicom) {
    std::string digits = dicom;
    std::erase(digits, ':');
    if (digits.size() < 4 || !allDigits(digits.substr(0, 4))) return std::nullopt;
    const std::string hours = digits.substr(0, 2), minutes = digits.substr(2, 2);
    if (hours > "23" || minutes > "59") return std::nullopt;
    return hours + ":" + minutes;
}

std::optional<int> ageInYears(const std::string& dicom) {
    if (dicom.size() < 2 || dicom.size() > 4) return std::nullopt;
    const std::string number = dicom.substr(0, dicom.size() - 1);
    if (!allDigits(number)) return std::nullopt;
    const int value = std::stoi(number);
    switch (dicom.back()) {
    case 'Y':
        return value > 0 ? std::optional(value) : std::nullopt; // 000Y is what anonymisers write
    case 'M':
        return value / 12;
    case 'W':
        return value / 52;
    case 'D':
        return value / 365;
    default:
        return std::nullopt;
    }
}

std::optional<int> yearsBetween(const std::string& birth, const std::string& date) {
    const auto from = dateOf(birth), to = dateOf(date);
    if (!from || !to || *to < *from) return std::nullopt;
    int years = static_cast<int>(to->year()) - static_cast<int>(from->year());
    if (std::pair(to->month(), to->day()) < std::pair(from->month(), from->day())) --years;
    return years <= 120 && *to != *from ? std::optional(years) : std::nullopt;
}

} // namespace second_read::study
