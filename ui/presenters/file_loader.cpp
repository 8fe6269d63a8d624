#include "presenters/study_presenter.h"

namespace second_read::ui {

ImageLoader fileLoader() {
    return {[](const std::filesystem::path& path, const JobContext& context) {
                return study::openStudies(path, context);
            },
            [](const study::OpenedStudy& opened, std::size_t series, const JobContext& context) {
                return study::loadVolume(opened, series, context);
            },
            [](const study::OpenedStudy& opened, std::size_t series) {
                return study::loadMiddleSlice(opened, series);
            }};
}

} // namespace second_read::ui
