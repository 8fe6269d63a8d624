#include "analysis/encoding.h"

#include <array>
#include <cmath>
#include <thread>
#include <tuple>

#include "analysis/thumbnail.h"
#include "base/parallel.h"

namespace second_read::analysis {
namespace {

using examination::Series;
using examination::Study;

constexpr double kHeadHeightMm = 100;
/// What shows most disease at a glance, for the thumbnail.
constexpr std::array kShownFirst = {Sequence::FLAIR, Sequence::T1Gd, Sequence::T2, Sequence::T1,
                                    Sequence::DWI};

/// Greater is better.
auto merit(const Series& series) {
    const double coarsest = *std::max_element(series.spacing.begin(), series.spacing.end());
    const double height = series.matrix[2] * series.spacing[2];
    return std::tuple(series.confidence >= 0.8   ? 2
                      : series.confidence >= 0.5 ? 1
                                                 : 0,
                      height >= kHeadHeightMm, -std::lround(coarsest), series.plane == "axial",
                      series.images);
}

std::string sequenceName(Sequence sequence) { return std::string(nameOf(sequence)); }

/// Why an ineligible series is so, as its reader said it.
std::string whyIneligible(const study::OpenedStudy& opened, std::size_t index) {
    if (const auto found = opened.hindrances.find(index); found != opened.hindrances.end())
        return found->second.why;
    const auto& why = opened.study.series[index].why;
    return why.empty() ? "not eligible for analysis" : why;
}

std::size_t rankForShow(Sequence sequence) {
    return static_cast<std::size_t>(std::find(kShownFirst.begin(), kShownFirst.end(), sequence) -
                                    kShownFirst.begin());
}

/// Those that never come into question, with the reason.
void nameTheRest(const pack::Pack& pack, const study::OpenedStudy& opened, EncodedStudy& result) {
    for (std::size_t i = 0; i < opened.study.series.size(); ++i) {
        const auto& series = opened.study.series[i];
        if (!series.eligible) {
            // Described, but not one image could be read: it should have been usable.
            result.notEvaluated.push_back({series.uid, whyIneligible(opened, i), series.images == 0});
        } else if (!pack.has(series.sequence)) {
            result.notEvaluated.push_back(
                {series.uid, "the pack has no encoder for " + sequenceName(series.sequence)});
        }
    }
}

Error nothingEncoded(const Study& study, const EncodedStudy& result) {
    std::string why;
    for (std::size_t i = 0; i < std::min<std::size_t>(3, result.notEvaluated.size()); ++i)
        why += (i == 0 ? "" : "; ") + result.notEvaluated[i].why;
    if (result.notEvaluated.size() > 3)
        why += "; and " + std::to_string(result.notEvaluated.size() - 3) + " more";
    const bool broken = std::any_of(result.notEvaluated.begin(), result.notEvaluated.end(),
                                    [](const auto& each) { return each.failed; });
    return {broken ? ErrorCode::Corrupt : ErrorCode::Unsupported,
            "no series of the study " + study.uid + " can be analysed (" +
                (why.empty() ? "it has none" : why) +
                "): choose an MR examination of the brain with a sequence that the pack knows"};
}

struct Loaded {
    std::size_t index; ///< into study.series
    volume::Volume volume;
};

} // namespace

bool isOnlyMaps(const study::OpenedStudy& opened) {
    const auto& series = opened.study.series;
    return std::all_of(series.begin(), series.end(), [](const auto& each) {
        return each.sequence == Sequence::Other && each.uid.starts_with("nifti-");
    });
}

Result<study::OpenedStudy> openOne(const std::filesystem::path& path,
                                   const std::optional<std::string>& studyUid, const JobContext& context) {
    SECOND_READ_TRY(found, study::openStudies(path, context));
    // Where there is nothing but maps, they are named with the reason why they cannot be analysed.
    if (!studyUid && !std::all_of(found.studies.begin(), found.studies.end(), isOnlyMaps))
        std::erase_if(found.studies, isOnlyMaps);
    std::string uids;
    for (auto& each : found.studies) {
        if (studyUid && each.study.uid == *studyUid) return std::move(each);
        uids += (uids.empty() ? "" : ", ") + each.study.uid;
    }
    if (studyUid)
        return fail(ErrorCode::NotFound, path.string() + " holds no study " + *studyUid + ", only " +
                                             (uids.empty() ? "none" : uids) +
                                             ": give one of these as the study uid");
    if (found.studies.empty())
        return fail(ErrorCode::Unsupported,
                    path.string() + " holds no study: choose a folder with DICOM or NIfTI images");
    if (found.studies.size() > 1)
        return fail(ErrorCode::InvalidArgument, path.string() + " holds " +
                                                    std::to_string(found.studies.size()) + " studies (" +
                                                    uids + "): say which one with --study-uid");
    return std::move(found.studies.front());
}

std::map<Sequence, std::vector<std::size_t>> candidates(const Study& study,
                                                        const std::function<bool(Sequence)>& wanted) {
    std::map<Sequence, std::vector<std::size_t>> bySequence;
    for (std::size_t i = 0; i < study.series.size(); ++i)
        if (const auto& series = study.series[i]; series.eligible && wanted(series.sequence))
            bySequence[series.sequence].push_back(i);
    for (auto& [sequence, indices] : bySequence)
        std::stable_sort(indices.begin(), indices.end(), [&](std::size_t a, std::size_t b) {
            return merit(study.series[a]) > merit(study.series[b]);
        });
    return bySequence;
}

std::map<Sequence, std::vector<float>> EncodedStudy::embeddings() const {
    std::map<Sequence, std::vector<float>> bySequence;
    for (const auto& each : series) bySequence[each.encoded.sequence] = each.encoded.embedding;
    return bySequence;
}

std::vector<evidence::SequenceScores> EncodedStudy::scores(const pack::Pack& pack, const Study& study) const {
    std::vector<evidence::SequenceScores> all(series.size());
    const Items items{
        .stage = "score", .count = series.size(), .threads = std::thread::hardware_concurrency()};
    const auto scored = forEachItem(items, {}, [&](std::size_t i) -> Result<void> {
        const auto& each = series[i];
        all[i] = pack.score(each.encoded);
        all[i].sequence = each.encoded.sequence;
        all[i].seriesUid = study.series[each.index].uid;
        all[i].stack = study.series[each.index].stack;
        return {};
    });
    (void)scored; // nothing in it fails, and nobody stops it
    return all;
}

Result<EncodedStudy> encode(const pack::Pack& pack, const study::OpenedStudy& opened, Stages& stages,
                            double from, double to, Thumbnail thumbnail) {
    const auto& study = opened.study;
    EncodedStudy result;
    nameTheRest(pack, opened, result);
    const auto leaveOut = [&](std::size_t index, const Error& error) -> Result<void> {
        if (error.code == ErrorCode::Cancelled || error.code == ErrorCode::Internal)
            return tl::unexpected<Error>(error);
        result.notEvaluated.push_back({study.series[index].uid, error.message});
        result.notEvaluated.back().failed = true;
        return {};
    };
    std::size_t shownRank = kShownFirst.size() + 1;
    const auto show = [&](const volume::Volume& volume, Sequence sequence) {
        if (thumbnail == Thumbnail::No || rankForShow(sequence) >= shownRank) return;
        result.thumbnail = thumbnailOf(volume);
        shownRank = rankForShow(sequence);
    };
    // The best series of every sequence together; then, where one could not be read, the next best.
    auto left = candidates(study, [&](Sequence sequence) { return pack.has(sequence); });
    const double step = 0.3 * (to - from) / static_cast<double>(std::max<std::size_t>(1, left.size()));
    double at = from;
    while (!left.empty()) {
        std::vector<Loaded> loaded;
        for (auto& [sequence, indices] : left)
            while (!indices.empty()) {
                SECOND_READ_CHECK(stages.checkpoint());
                const std::size_t index = indices.front();
                indices.erase(indices.begin());
                const double next = std::min(at + step, to);
                auto volume = study::loadVolume(opened, index, stages.begin("prepare", at, next));
                at = next;
                if (volume) {
                    show(*volume, sequence);
                    loaded.push_back({index, std::move(*volume)});
                    break;
                }
                SECOND_READ_CHECK(leaveOut(index, volume.error()));
            }
        std::vector<pack::Pack::Series> series;
        for (const auto& each : loaded) series.push_back({&each.volume, study.series[each.index].sequence});
        auto encoded = pack.encode(series, stages.begin("encode", at, to));
        at = to;
        for (std::size_t i = 0; i < loaded.size(); ++i) {
            const std::size_t index = loaded[i].index;
            if (!encoded[i]) {
                SECOND_READ_CHECK(leaveOut(index, encoded[i].error()));
                continue;
            }
            auto& others = left[series[i].sequence];
            for (const std::size_t other : others)
                result.notEvaluated.push_back(
                    {study.series[other].uid,
                     "another " + sequenceName(series[i].sequence) + " series was used"});
            others.clear();
            if (encoded[i]->unlike) {
                result.unlike.push_back(*encoded[i]->unlike);
                result.notEvaluated.push_back({study.series[index].uid, *encoded[i]->unlike});
            } else {
                result.series.push_back({index, std::move(*encoded[i])});
            }
        }
        std::erase_if(left, [](const auto& each) { return each.second.empty(); });
    }
    std::sort(result.series.begin(), result.series.end(),
              [](const auto& a, const auto& b) { return a.encoded.sequence < b.encoded.sequence; });
    if (result.series.empty() && result.unlike.empty())
        return tl::unexpected<Error>(nothingEncoded(study, result));
    return result;
}

} // namespace second_read::analysis
