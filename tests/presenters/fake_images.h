#pragma once
/// Studies made in the test, a loader that hands them out on other threads, and the owner's queue.

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "presenters/study_presenter.h"

namespace second_read::ui::test {

/// The owner's thread in a test: calls run when the test says so.
class Queue {
public:
    Post post() {
        return [this](std::function<void()> call) {
            const std::lock_guard lock(m_mutex);
            m_calls.push_back(std::move(call));
            m_arrived.notify_one();
        };
    }
    /// Runs what arrives until `enough` holds; false when nothing came for ten seconds.
    bool runUntil(const std::function<bool()>& enough) {
        while (!enough()) {
            std::function<void()> call;
            {
                std::unique_lock lock(m_mutex);
                if (!m_arrived.wait_for(lock, std::chrono::seconds(10), [&] { return !m_calls.empty(); }))
                    return false;
                call = std::move(m_calls.front());
                m_calls.pop_front();
            }
            call();
        }
        return true;
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_arrived;
    std::deque<std::function<void()>> m_calls;
};

inline volume::Grid axialGrid(int size = 16, int slices = 10, double spacing = 2, double step = 5) {
    volume::Grid grid;
    grid.size = {size, size, slices};
    grid.spacing = {spacing, spacing, step};
    grid.origin = {-(size - 1) * spacing / 2, -(size - 1) * spacing / 2, 0};
    return grid;
}

/// Rows from the back of the head to the front would be wrong for sagittal: i towards posterior, j downwards.
inline volume::Grid sagittalGrid(int size = 16, int slices = 8, double spacing = 2, double step = 4) {
    volume::Grid grid;
    grid.size = {size, size, slices};
    grid.spacing = {spacing, spacing, step};
    grid.direction.col(0) = Eigen::Vector3d(0, 1, 0);
    grid.direction.col(1) = Eigen::Vector3d(0, 0, -1);
    grid.direction.col(2) = Eigen::Vector3d(-1, 0, 0);
    grid.origin = {(slices - 1) * step / 2, -(size - 1) * spacing / 2, 50};
    return grid;
}

inline volume::Grid coronalGrid(int size = 16, int slices = 8, double spacing = 2, double step = 4) {
    volume::Grid grid = sagittalGrid(size, slices, spacing, step);
    grid.direction.col(0) = Eigen::Vector3d(1, 0, 0);
    grid.direction.col(2) = Eigen::Vector3d(0, 1, 0);
    grid.origin = {-(size - 1) * spacing / 2, -(slices - 1) * step / 2, 50};
    return grid;
}

inline examination::Series seriesOf(const std::string& uid, Sequence sequence, const volume::Grid& grid,
                                    const std::string& plane = "axial") {
    examination::Series series;
    series.uid = uid;
    series.description = uid;
    series.sequence = sequence;
    series.confidence = 0.9;
    series.plane = plane;
    series.matrix = grid.size;
    series.spacing = {grid.spacing[0], grid.spacing[1], grid.spacing[2]};
    series.affineLps = grid.affine();
    series.images = grid.size[2];
    series.eligible = true;
    return series;
}

/// Voxel values say where they lie: 100 * k + i.
inline volume::Volume ramp(const volume::Grid& grid) {
    volume::Volume volume;
    volume.grid = grid;
    volume.voxels.resize(grid.voxels());
    std::size_t at = 0;
    for (int k = 0; k < grid.size[2]; ++k)
        for (int j = 0; j < grid.size[1]; ++j)
            for (int i = 0; i < grid.size[0]; ++i) volume.voxels[at++] = static_cast<float>(100 * k + i);
    return volume;
}

inline study::OpenedStudy studyOf(const std::string& uid, std::vector<examination::Series> series) {
    study::OpenedStudy opened;
    opened.study.uid = uid;
    opened.study.patient.name = "PHANTOM^" + uid;
    opened.study.date = "2026-11-20";
    opened.study.series = std::move(series);
    opened.sources.resize(opened.study.series.size());
    return opened;
}

/// Studies by path. Remembers on which threads it was called.
struct FakeImages {
    std::map<std::string, study::Found> byPath;
    std::set<std::string> broken; ///< series uids whose volume cannot be decoded
    std::mutex mutex;
    std::set<std::thread::id> threads;
    std::vector<std::string> volumesRead;

    ImageLoader loader() {
        return {[this](const std::filesystem::path& path, const JobContext& context) -> Result<study::Found> {
                    called();
                    SECOND_READ_CHECK(context.checkpoint("open", 0.5));
                    const auto found = byPath.find(path.string());
                    if (found == byPath.end())
                        return fail(ErrorCode::NotFound, path.string() + " does not exist");
                    return found->second;
                },
                [this](const study::OpenedStudy& opened, std::size_t index,
                       const JobContext&) -> Result<volume::Volume> {
                    called();
                    const auto& series = opened.study.series[index];
                    {
                        const std::lock_guard lock(mutex);
                        volumesRead.push_back(series.uid);
                    }
                    if (broken.contains(series.uid))
                        return fail(ErrorCode::Corrupt, series.uid + " is cut short");
                    return ramp(gridOf(series));
                },
                [this](const study::OpenedStudy& opened, std::size_t index) -> Result<volume::Volume> {
                    called();
                    const auto& series = opened.study.series[index];
                    if (broken.contains(series.uid))
                        return fail(ErrorCode::Corrupt, series.uid + " is cut short");
                    const volume::Volume whole = ramp(gridOf(series));
                    const int middle = whole.grid.size[2] / 2;
                    volume::Volume slice;
                    slice.grid = whole.grid;
                    slice.grid.size[2] = 1;
                    slice.grid.origin = whole.grid.patientOf({0, 0, static_cast<double>(middle)});
                    const std::size_t area =
                        whole.voxels.size() / static_cast<std::size_t>(whole.grid.size[2]);
                    const auto begin = whole.voxels.begin() + static_cast<std::ptrdiff_t>(area) * middle;
                    slice.voxels.assign(begin, begin + static_cast<std::ptrdiff_t>(area));
                    return slice;
                }};
    }

private:
    static volume::Grid gridOf(const examination::Series& series) {
        if (series.affineLps) return volume::Grid::fromAffine(*series.affineLps, series.matrix);
        volume::Grid grid;
        grid.size = series.matrix;
        return grid;
    }
    void called() {
        const std::lock_guard lock(mutex);
        threads.insert(std::this_thread::get_id());
    }
};

inline Hanging brainHanging() {
    return {"Brain",
            Layout::TwoByTwo,
            {Sequence::FLAIR, Sequence::DWI, Sequence::T2, Sequence::T1, Sequence::T1Gd, Sequence::SWI}};
}

} // namespace second_read::ui::test
