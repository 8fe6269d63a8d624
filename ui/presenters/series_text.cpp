#include <array>
#include <cstdio>

#include "presenters/viewport_presenter.h"

namespace second_read::ui {

std::string shortName(const examination::Series& series) {
    if (series.sequence == Sequence::Other)
        return series.description.empty() ? std::string(nameOf(series.sequence)) : series.description;
    std::string name(nameOf(series.sequence));
    if (series.plane == "axial") name += " ax";
    if (series.plane == "coronal") name += " cor";
    if (series.plane == "sagittal") name += " sag";
    if (series.plane == "oblique") name += " obl";
    return name;
}

std::string spacingText(const examination::Series& series) {
    const auto& spacing = series.spacing;
    if (!(spacing[0] > 0 && spacing[1] > 0)) return {};
    std::array<char, 64> text{};
    if (spacing[2] > 0 && series.matrix[2] > 1)
        std::snprintf(text.data(), text.size(), "%.2f × %.2f × %.1f mm", spacing[0], spacing[1], spacing[2]);
    else
        std::snprintf(text.data(), text.size(), "%.2f × %.2f mm", spacing[0], spacing[1]);
    return text.data();
}

std::string patientText(const examination::Study& study, const std::string& place) {
    std::string text = study.patient.name.value_or(place);
    auto add = [&](const std::string& part) {
        if (!part.empty()) text += " · " + part;
    };
    std::string who = study.patient.sex.value_or("");
    if (study.patient.age) who += (who.empty() ? "" : " ") + std::to_string(*study.patient.age);
    add(who);
    add(study.patient.id.value_or(""));
    add(study.date.value_or(""));
    return text;
}

} // namespace second_read::ui
