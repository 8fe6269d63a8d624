#include "presenters/study_presenter.h"

#include <algorithm>

#include <QCoreApplication>

namespace second_read::ui {
namespace {

constexpr int kNamedFiles = 3; // refused files named in the notice; the rest is counted

std::size_t bytesOf(const examination::Series& series) {
    std::size_t voxels = sizeof(float);
    for (const int size : series.matrix) voxels *= static_cast<std::size_t>(std::max(0, size));
    return voxels;
}

} // namespace

std::string Case::placeName() const {
    const std::filesystem::path& folder = opened().folder.empty() ? path : opened().folder;
    return (folder.has_filename() ? folder.filename() : folder.parent_path().filename()).string();
}

StudyPresenter::StudyPresenter(ImageLoader loader, Post post, Hanging hanging, std::size_t budgetBytes)
    : m_loader(std::move(loader)), m_post(std::move(post)), m_hanging(std::move(hanging)),
      m_cache(budgetBytes) {}

StudyPresenter::~StudyPresenter() = default;

template <class T>
void StudyPresenter::start(Running<T>& running, std::function<Result<T>(const JobContext&)> work,
                           std::function<void(Progress)> progress, std::function<void(Result<T>)> done) {
    const int id = ++m_lastId;
    running.id = id;
    running.job = std::make_unique<Job<T>>(
        m_post, std::move(work),
        [&running, id, progress = std::move(progress)](const Progress& now) {
            if (progress && running.id == id) progress(now);
        },
        [this, &running, id, done = std::move(done)](Result<T> result) {
            if (running.id != id) {
                m_retired.erase(id);
                return;
            }
            // This call outlives the job that it belongs to.
            const auto finish = done;
            running.job.reset();
            running.id = 0;
            finish(std::move(result));
        });
}

template <class T> void StudyPresenter::retire(Running<T>& running) {
    // Destroying a running Job waits for its next checkpoint, and the owner's thread must not wait.
    if (!running.job) return;
    running.job->cancel();
    m_retired.emplace(running.id, std::shared_ptr<Job<T>>(std::move(running.job)));
    running.id = 0;
}

void StudyPresenter::open(const std::filesystem::path& path, Role role, const std::string& label,
                          const std::optional<std::string>& studyUid) {
    retire(m_opening);
    start<study::Found>(
        m_opening, [open = m_loader.open, path](const JobContext& context) { return open(path, context); },
        [this](const Progress& now) {
            Q_EMIT progress(QCoreApplication::translate("StudyPresenter", "reading headers, %1 %")
                                .arg(static_cast<int>(100 * now.fraction)));
        },
        [this, path, role, label, studyUid](Result<study::Found> found) {
            if (found && found->studies.empty())
                found = fail(ErrorCode::Unsupported, path.string() + ": nothing in it can be shown");
            if (found) {
                accept(std::move(*found), path, role, label, studyUid);
            } else if (found.error().code != ErrorCode::Cancelled) {
                Q_EMIT openFailed(QString::fromStdString(path.string()),
                                  QString::fromStdString(found.error().message));
            }
            Q_EMIT openingChanged();
        });
    Q_EMIT openingChanged();
}

void StudyPresenter::accept(study::Found found, const std::filesystem::path& path, Role role,
                            const std::string& label, const std::optional<std::string>& studyUid) {
    Case opened;
    opened.path = path;
    opened.label = label;
    opened.refused = std::move(found.refused);
    for (auto& study : found.studies)
        opened.studies.push_back(std::make_shared<const study::OpenedStudy>(std::move(study)));
    if (studyUid) {
        const auto wanted = std::find_if(opened.studies.begin(), opened.studies.end(),
                                         [&](const auto& study) { return study->study.uid == *studyUid; });
        if (wanted != opened.studies.end())
            opened.current = static_cast<std::size_t>(wanted - opened.studies.begin());
    }
    const std::size_t index = opened.current;
    m_cases[role] = std::move(opened);
    if (role == Role::Reading)
        m_cases.erase(Role::Beside); // what was beside the former case says nothing here
    choose(role, index);
}

void StudyPresenter::choose(Role role, std::size_t index) {
    const auto found = m_cases.find(role);
    if (found == m_cases.end() || index >= found->second.studies.size()) return;
    found->second.current = index;
    m_orders[role] = hang(m_hanging, found->second.study());
    std::erase_if(m_slices, [&](const auto& kept) { return !roleOf(kept.first); });
    m_failures.clear();
    m_noSlice.clear();
    m_shown.clear();
    m_slicesToDo.clear();
    m_volumesToDo.clear();
    retire(m_slice);
    if (m_volume.job && !roleOf(m_volume.key)) retire(m_volume);
    Q_EMIT opened(role); // who shows it says what is wanted first
    fillQueues();
}

void StudyPresenter::close(Role role) {
    if (m_cases.erase(role) == 0) return;
    m_orders.erase(role);
    std::erase_if(m_slices, [&](const auto& kept) { return !roleOf(kept.first); });
    if (m_volume.job && !roleOf(m_volume.key)) retire(m_volume);
    fillQueues();
    Q_EMIT opened(role);
}

const Case* StudyPresenter::at(Role role) const {
    const auto found = m_cases.find(role);
    return found == m_cases.end() ? nullptr : &found->second;
}

const std::vector<std::size_t>& StudyPresenter::order(Role role) const {
    static const std::vector<std::size_t> none;
    const auto found = m_orders.find(role);
    return found == m_orders.end() ? none : found->second;
}

SeriesKey StudyPresenter::keyOf(const examination::Study& study, std::size_t series) {
    return {study.uid, study.series[series].uid, study.series[series].stack};
}

std::optional<StudyPresenter::Source> StudyPresenter::sourceOf(const SeriesKey& key) const {
    for (const auto& [role, opened] : m_cases)
        if (opened.study().uid == key.study)
            for (std::size_t i = 0; i < opened.study().series.size(); ++i)
                if (keyOf(opened.study(), i) == key) return Source{opened.studies[opened.current], i};
    return std::nullopt;
}

const examination::Series* StudyPresenter::facts(const SeriesKey& key) const {
    const auto source = sourceOf(key);
    return source ? &source->study->study.series[source->series] : nullptr;
}

std::optional<Role> StudyPresenter::roleOf(const SeriesKey& key) const {
    for (const auto& [role, opened] : m_cases)
        if (opened.study().uid == key.study) return role;
    return std::nullopt;
}

std::shared_ptr<const volume::Volume> StudyPresenter::middleSlice(const SeriesKey& key) const {
    const auto found = m_slices.find(key);
    return found == m_slices.end() ? nullptr : found->second.volume;
}

std::shared_ptr<const volume::Volume> StudyPresenter::volume(const SeriesKey& key) {
    return m_cache.find(key);
}

const GreyImage* StudyPresenter::thumbnail(const SeriesKey& key) const {
    const auto found = m_slices.find(key);
    return found == m_slices.end() ? nullptr : &found->second.thumbnail;
}

std::optional<std::string> StudyPresenter::failure(const SeriesKey& key) const {
    const auto found = m_failures.find(key);
    return found == m_failures.end() ? std::nullopt : std::optional(found->second);
}

int StudyPresenter::loadedSeries() const {
    const Case* reading = at(Role::Reading);
    int loaded = 0;
    if (reading)
        for (std::size_t i = 0; i < reading->study().series.size(); ++i)
            loaded += m_cache.contains(keyOf(reading->study(), i)) ? 1 : 0;
    return loaded;
}

void StudyPresenter::want(const std::vector<SeriesKey>& keys) {
    m_shown = keys;
    fillQueues();
}

void StudyPresenter::fillQueues() {
    m_slicesToDo.clear();
    m_volumesToDo.clear();
    // Shown ones first, then the rest as it hangs. What is not shown is decoded ahead only while half of the
    // budget holds it, so that looking ahead never throws out what is looked at.
    std::size_t ahead = 0;
    std::vector<SeriesKey> all = m_shown;
    for (const auto& [role, order] : m_orders)
        if (const Case* opened = at(role))
            for (const std::size_t i : order) all.push_back(keyOf(opened->study(), i));
    std::set<SeriesKey> seen;
    for (const SeriesKey& key : all) {
        const auto source = sourceOf(key);
        if (!source || !seen.insert(key).second) continue;
        ahead += bytesOf(source->study->study.series[source->series]);
        if (!m_slices.contains(key) && !m_noSlice.contains(key) && !(m_slice.job && m_slice.key == key))
            m_slicesToDo.push_back(key);
        const bool shown = std::find(m_shown.begin(), m_shown.end(), key) != m_shown.end();
        if (!m_cache.contains(key) && !m_failures.contains(key) && !(m_volume.job && m_volume.key == key) &&
            (shown || ahead <= m_cache.budget() / 2))
            m_volumesToDo.push_back(key);
    }
    startSlice();
    startVolume();
}

void StudyPresenter::startSlice() {
    if (m_slice.job || m_slicesToDo.empty()) return sayIdle();
    const SeriesKey key = m_slicesToDo.front();
    m_slicesToDo.pop_front();
    const Source source = *sourceOf(key);
    m_slice.key = key;
    start<Slice>(
        m_slice,
        [source, load = m_loader.middleSlice](const JobContext& context) -> Result<Slice> {
            SECOND_READ_CHECK(context.checkpoint("open", 0));
            SECOND_READ_TRY(slice, load(*source.study, source.series));
            Slice result;
            result.thumbnail = thumbnailOf(
                slice, 0, source.study->study.series[source.series].affineLps.has_value(), kThumbnailSide);
            result.volume = std::make_shared<const volume::Volume>(std::move(slice));
            return result;
        },
        {},
        [this, key](Result<Slice> slice) {
            if (slice)
                m_slices[key] = std::move(*slice);
            else
                m_noSlice.insert(key);
            Q_EMIT sliceReady(key);
            startSlice();
            startVolume();
        });
}

void StudyPresenter::startVolume() {
    // The first picture comes first: no volume is begun before the middle slices of what is shown are there.
    const bool slicesPending = std::any_of(m_shown.begin(), m_shown.end(), [&](const SeriesKey& key) {
        return !m_slices.contains(key) && !m_noSlice.contains(key) && sourceOf(key);
    });
    if (m_volume.job || m_volumesToDo.empty() || slicesPending) return sayIdle();
    const SeriesKey key = m_volumesToDo.front();
    m_volumesToDo.pop_front();
    const Source source = *sourceOf(key);
    m_volume.key = key;
    start<volume::Volume>(
        m_volume,
        [source, load = m_loader.volume](const JobContext& context) {
            return load(*source.study, source.series, context);
        },
        {},
        [this, key](Result<volume::Volume> volume) {
            if (volume) {
                const auto shared = std::make_shared<const volume::Volume>(std::move(*volume));
                m_cache.put(key, shared);
                Q_EMIT volumeReady(key, shared);
            } else {
                m_failures[key] = volume.error().message;
                Q_EMIT seriesFailed(key, QString::fromStdString(volume.error().message));
            }
            startVolume();
        });
}

void StudyPresenter::sayIdle() {
    if (!m_slice.job && !m_volume.job && m_slicesToDo.empty() && m_volumesToDo.empty()) Q_EMIT idle();
}

std::vector<std::string> StudyPresenter::notices() const {
    std::vector<std::string> lines;
    for (const auto& [role, opened] : m_cases) {
        for (const std::string& warning : opened.study().warnings) lines.push_back(warning);
        for (const examination::Series& series : opened.study().series)
            for (const std::string& warning : series.warnings)
                lines.push_back(
                    (series.description.empty() ? std::string(nameOf(series.sequence)) : series.description) +
                    ": " + warning);
        if (opened.refused.empty()) continue;
        const int refused = static_cast<int>(opened.refused.size());
        QStringList named;
        for (const auto& each : opened.refused) {
            if (named.size() == kNamedFiles) break;
            named << QString::fromStdString(each.file.filename().string() + " (" + each.why + ")");
        }
        if (refused > kNamedFiles)
            named << QCoreApplication::translate("StudyPresenter", "and %n more", nullptr,
                                                 refused - kNamedFiles);
        lines.push_back(
            QCoreApplication::translate("StudyPresenter", "%n files could not be used: %1", nullptr, refused)
                .arg(named.join(QStringLiteral("; ")))
                .toStdString());
    }
    return lines;
}

} // namespace second_read::ui
