#pragma once
/// What is open: the studies under a path, their thumbnails and volumes. All files are read on other threads;
/// the owner's thread only holds values. Order of work: headers, then the middle slices of what hangs, then
/// the volumes that are shown, then the rest.

#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <QObject>

#include "base/job.h"
#include "presenters/hanging.h"
#include "presenters/thumbnail.h"
#include "presenters/volume_cache.h"
#include "study/study_reader.h"

namespace second_read::ui {

/// Where images come from: `study` in the program, a fake in tests. Called on other threads.
struct ImageLoader {
    std::function<Result<study::Found>(const std::filesystem::path&, const JobContext&)> open;
    std::function<Result<volume::Volume>(const study::OpenedStudy&, std::size_t, const JobContext&)> volume;
    std::function<Result<volume::Volume>(const study::OpenedStudy&, std::size_t)> middleSlice;
};
ImageLoader fileLoader();

/// The case that is read, or another examination opened beside it.
enum class Role { Reading, Beside };

/// What was found under one path.
struct Case {
    std::filesystem::path path;
    std::string label; ///< of an examination opened beside: "similar case · M 61 · 2021-02"
    std::vector<std::shared_ptr<const study::OpenedStudy>> studies; ///< newest first
    std::vector<study::Found::Refused> refused;
    std::size_t current = 0;
    const study::OpenedStudy& opened() const { return *studies[current]; }
    const examination::Study& study() const { return studies[current]->study; }
    /// What stands for a name where the images carry none: the folder's, or the file's.
    std::string placeName() const;
};

class StudyPresenter : public QObject {
    Q_OBJECT
public:
    static constexpr int kThumbnailSide = 96;

    /// `budgetBytes`: of decoded volumes.
    StudyPresenter(ImageLoader loader, Post post, Hanging hanging, std::size_t budgetBytes);
    ~StudyPresenter() override;

    /// Replaces what is open at `role` once it has been read; until then, and on failure, the old one stays.
    /// `studyUid`: which of several studies to choose.
    void open(const std::filesystem::path& path, Role role = Role::Reading, const std::string& label = {},
              const std::optional<std::string>& studyUid = {});
    /// Another of the studies under the path.
    void choose(Role role, std::size_t index);
    void close(Role role);

    bool opening() const { return m_opening.job != nullptr; }
    const Case* at(Role role) const;
    const Hanging& hanging() const { return m_hanging; }
    /// Indices into study.series of what is open, as they hang.
    const std::vector<std::size_t>& order(Role role) const;

    static SeriesKey keyOf(const examination::Study& study, std::size_t series);
    const examination::Series* facts(const SeriesKey& key) const;
    std::optional<Role> roleOf(const SeriesKey& key) const;

    /// Null until read; `sliceReady` and `volumeReady` tell.
    std::shared_ptr<const volume::Volume> middleSlice(const SeriesKey& key) const;
    std::shared_ptr<const volume::Volume> volume(const SeriesKey& key);
    const GreyImage* thumbnail(const SeriesKey& key) const;
    std::optional<std::string> failure(const SeriesKey& key) const;
    int loadedSeries() const; ///< of the case that is read: how many volumes are in memory
    const VolumeCache& cache() const { return m_cache; }

    /// These are shown: they are decoded first, in this order.
    void want(const std::vector<SeriesKey>& keys);

    /// Whole sentences about what is open: files refused, warnings of the study. Nothing is dropped in
    /// silence.
    std::vector<std::string> notices() const;

Q_SIGNALS:
    void openingChanged();
    void progress(const QString& what);
    void opened(second_read::ui::Role role);
    void openFailed(const QString& path, const QString& why);
    void sliceReady(const second_read::ui::SeriesKey& key);
    /// Passed along, as a volume larger than the budget is not kept.
    void volumeReady(const second_read::ui::SeriesKey& key,
                     std::shared_ptr<const second_read::volume::Volume> volume);
    void seriesFailed(const second_read::ui::SeriesKey& key, const QString& why);
    void idle(); ///< all that was wanted is there

private:
    struct Slice {
        std::shared_ptr<const volume::Volume> volume;
        GreyImage thumbnail;
    };
    struct Source {
        std::shared_ptr<const study::OpenedStudy> study;
        std::size_t series = 0;
    };
    template <class T> struct Running { // one job at a time
        int id = 0;
        std::unique_ptr<Job<T>> job;
        SeriesKey key;
    };
    std::optional<Source> sourceOf(const SeriesKey& key) const;
    void accept(study::Found found, const std::filesystem::path& path, Role role, const std::string& label,
                const std::optional<std::string>& studyUid);
    void startSlice();
    void startVolume();
    template <class T>
    void start(Running<T>& running, std::function<Result<T>(const JobContext&)> work,
               std::function<void(Progress)> progress, std::function<void(Result<T>)> done);
    template <class T> void retire(Running<T>& running);
    void fillQueues();
    void sayIdle();

    ImageLoader m_loader;
    Post m_post;
    Hanging m_hanging;
    VolumeCache m_cache;
    std::map<Role, Case> m_cases;
    std::map<Role, std::vector<std::size_t>> m_orders;
    std::map<SeriesKey, Slice> m_slices;
    std::map<SeriesKey, std::string> m_failures;
    std::set<SeriesKey> m_noSlice; ///< the middle slice could not be read; the volume is still tried
    int m_lastId = 0;
    Running<study::Found> m_opening;
    Running<Slice> m_slice;
    Running<volume::Volume> m_volume;
    std::vector<SeriesKey> m_shown;
    std::deque<SeriesKey> m_slicesToDo, m_volumesToDo;
    std::map<int, std::shared_ptr<void>> m_retired; ///< told to stop; kept until their end arrives
};

} // namespace second_read::ui
