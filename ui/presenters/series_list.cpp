#include "presenters/series_list.h"

#include <array>
#include <cstdio>

#include <QCoreApplication>

namespace second_read::ui {
namespace {

std::string extentOf(const examination::Series& series) {
    if (series.spacing[2] > 0 && series.matrix[2] > 1) {
        std::array<char, 48> text{};
        std::snprintf(text.data(), text.size(), "%d × %.1f mm", series.matrix[2], series.spacing[2]);
        return text.data();
    }
    return QCoreApplication::translate("SeriesList", "%n images", nullptr, series.images).toStdString();
}

std::string detailOf(const examination::Series& series) {
    if (series.sequence == Sequence::Other) return series.eligible ? std::string() : series.why;
    const std::string sure = confidenceWord(series.confidence);
    return series.why.empty() ? sure : sure + ": " + series.why;
}

} // namespace

std::string confidenceWord(double confidence) {
    const char* word = confidence >= 0.85  ? QT_TRANSLATE_NOOP("SeriesList", "sure")
                       : confidence >= 0.5 ? QT_TRANSLATE_NOOP("SeriesList", "probable")
                                           : QT_TRANSLATE_NOOP("SeriesList", "a guess");
    return QCoreApplication::translate("SeriesList", word).toStdString();
}

std::vector<SeriesRow> seriesRows(const StudyPresenter& studies, const LayoutPresenter& layout) {
    std::vector<SeriesRow> rows;
    for (const Role role : {Role::Reading, Role::Beside}) {
        const Case* opened = studies.at(role);
        if (!opened) continue;
        const bool headings = opened->studies.size() > 1 || role == Role::Beside || studies.at(Role::Beside);
        for (std::size_t index = 0; index < opened->studies.size(); ++index) {
            const examination::Study& study = opened->studies[index]->study;
            const bool current = index == opened->current;
            if (headings) {
                SeriesRow row;
                row.heading = true;
                row.role = role;
                row.study = index;
                row.title =
                    study.date.value_or(QCoreApplication::translate("SeriesList", "no date").toStdString());
                if (study.time) row.title += " " + *study.time;
                if (study.description) row.title += " · " + *study.description;
                row.detail = role == Role::Beside && !opened->label.empty() ? opened->label
                                                                            : study.patient.name.value_or("");
                row.active = current;
                rows.push_back(row);
            }
            if (!current) continue;
            for (const std::size_t i : studies.order(role)) {
                const examination::Series& series = study.series[i];
                SeriesRow row;
                row.role = role;
                row.study = index;
                row.key = StudyPresenter::keyOf(study, i);
                row.title = shortName(series);
                row.extent = extentOf(series);
                row.detail = detailOf(series);
                row.warnings = series.warnings;
                if (const auto why = studies.failure(row.key)) row.warnings.push_back(*why);
                for (int v = 0; v < layout.viewports(); ++v)
                    if (const auto& shown = layout.viewport(v).series(); shown && shown->key == row.key) {
                        row.shown = true;
                        row.active = row.active || v == layout.active();
                    }
                rows.push_back(row);
            }
        }
    }
    return rows;
}

} // namespace second_read::ui
