#include "analysis/prepare.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "analysis/encoding.h"
#include "archive/archive.h"
#include "base/files.h"
#include "base/hash.h"
#include "evidence/flags.h"
#include "pack/prepared_file.h"
#include "report/report.h"

namespace second_read::analysis {
namespace {

namespace fs = std::filesystem;

/// One examination to prepare: where its images lie and what its report says.
struct Source {
    fs::path images;
    std::optional<std::string> uid;
    std::string report;
};

Result<std::vector<Source>> sourcesOfArchive(const fs::path& folder) {
    SECOND_READ_TRY(archive, archive::Archive::openForReading(folder));
    std::vector<Source> sources;
    SECOND_READ_CHECK(archive.eachPage([&](const std::vector<archive::Record>& page) -> Result<bool> {
        for (const auto& record : page)
            if (!record.report.empty()) sources.push_back({record.path, record.id, record.report});
        return true;
    }));
    return sources;
}

/// Beside the DICOM the report is the only thing that is read of a cohort.
Result<std::vector<Source>> sourcesOfCohort(const fs::path& folder) {
    std::error_code failed;
    if (!fs::exists(folder / "cohort.json", failed))
        return fail(ErrorCode::NotFound,
                    folder.string() +
                        " is no cohort (it has no cohort.json): choose a folder that simulate has written");
    std::vector<fs::path> examinations;
    for (fs::directory_iterator each(folder, failed), end; !failed && each != end; each.increment(failed))
        if (each->path().filename().string().starts_with("exam-")) examinations.push_back(each->path());
    if (failed)
        return fail(ErrorCode::Io,
                    "cannot list " + folder.string() + ": " + failed.message() + "; check the path");
    std::sort(examinations.begin(), examinations.end());
    std::vector<Source> sources;
    for (const auto& each : examinations) {
        SECOND_READ_TRY(text, report::readReportFile(each / "report.txt"));
        sources.push_back({each / "dicom", std::nullopt, std::move(text)});
    }
    return sources;
}

/// Any sequence of our list may be trained on.
std::map<Sequence, std::vector<std::size_t>> bestSeries(const examination::Study& study) {
    return candidates(study, [](Sequence sequence) { return sequence != Sequence::Other; });
}

/// The first series of each sequence that can be read and looks like a head.
Result<pack::PreparedFile> prepareSeries(const study::OpenedStudy& opened,
                                         const vision::Preprocessing& preprocessing,
                                         const JobContext& context, std::vector<Failure>& failed) {
    pack::PreparedFile prepared;
    prepared.preprocessing = preprocessing;
    const double scale = 255 / (preprocessing.clampHigh - preprocessing.clampLow);
    for (const auto& [sequence, indices] : bestSeries(opened.study))
        for (const std::size_t index : indices) {
            const auto volume = study::loadVolume(opened, index, context);
            if (!volume && volume.error().code == ErrorCode::Cancelled)
                return tl::unexpected<Error>(volume.error());
            const auto source =
                volume ? vision::Source::of(*volume, preprocessing) : tl::unexpected<Error>(volume.error());
            if (!source) {
                failed.push_back({opened.folder.string() + ", series " + opened.study.series[index].uid,
                                  source.error().message});
                continue;
            }
            const auto grid = vision::canonicalGrid(preprocessing, source->headCentre());
            auto canonical = source->sample(grid);
            vision::normalise(canonical.voxels, preprocessing);
            for (const float value : canonical.voxels) {
                const double byte =
                    std::clamp(std::round((value - preprocessing.clampLow) * scale), 0.0, 255.0);
                prepared.voxels += static_cast<char>(static_cast<unsigned char>(byte));
            }
            if (prepared.sequences.empty()) prepared.grid = grid;
            prepared.sequences.push_back(sequence);
            break;
        }
    return prepared;
}

std::vector<pack::ReportedFinding> findingsIn(const report::ReportReader& reader, const std::string& text) {
    std::vector<pack::ReportedFinding> findings;
    const auto reading = reader.read(text);
    for (const auto& [id, said] : reading.findings)
        if (said.assertion >= Assertion::Uncertain)
            findings.push_back({.id = id, .side = said.side.value_or(Side::Bilateral)});
    return findings;
}

fs::path fileOf(const fs::path& store, const std::string& uid) {
    return store / ("exam-" + sha256(uid).substr(0, 16) + ".safetensors");
}

} // namespace

std::string mirroredText(const std::string& text) {
    const auto isLetter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kPairs = {
        {{"left", "right"},
         {"Left", "Right"},
         {"LEFT", "RIGHT"},
         {"right", "left"},
         {"Right", "Left"},
         {"RIGHT", "LEFT"}}};
    std::string mirrored;
    for (std::size_t i = 0; i < text.size();) {
        std::size_t end = i;
        while (end < text.size() && isLetter(text[end])) ++end;
        const std::string_view word(text.data() + i, end - i);
        const auto pair = std::find_if(kPairs.begin(), kPairs.end(), [&](const auto& each) {
            const auto rest =
                word.starts_with(each.first) ? word.substr(each.first.size()) : std::string_view("none");
            return rest.empty() || rest == "ward" || rest == "wards" || rest == "sided" ||
                   rest == "hemispheric";
        });
        if (pair != kPairs.end())
            mirrored += std::string(pair->second) + std::string(word.substr(pair->first.size()));
        else
            mirrored += word;
        if (end == i) mirrored += text[end++];
        i = end;
    }
    return mirrored;
}

Result<PrepareAnswer> prepare(const catalogue::Catalogue& catalogue, const PrepareRequest& request,
                              const JobContext& context) {
    if (request.archive.has_value() == request.cohort.has_value())
        return fail(ErrorCode::InvalidArgument, "prepare needs either an archive or a cohort");
    SECOND_READ_TRY(sources,
                    request.archive ? sourcesOfArchive(*request.archive) : sourcesOfCohort(*request.cohort));
    SECOND_READ_CHECK(makeFolder(request.out));
    const report::ReportReader reader(evidence::termsOf(catalogue));
    PrepareAnswer answer;
    const auto count = [&](const fs::path& file) {
        std::error_code ignored;
        ++answer.examinations;
        answer.bytes += fs::file_size(file, ignored);
    };
    for (std::size_t i = 0; i < sources.size(); ++i) {
        const auto& source = sources[i];
        SECOND_READ_CHECK(
            context.checkpoint("prepare", static_cast<double>(i) / static_cast<double>(sources.size())));
        std::error_code ignored;
        if (source.uid && fs::exists(fileOf(request.out, *source.uid), ignored)) {
            count(fileOf(request.out, *source.uid));
            continue;
        }
        const JobContext quiet{context.stop, {}};
        const auto opened = openOne(source.images, source.uid, quiet);
        if (!opened) {
            if (opened.error().code == ErrorCode::Cancelled) return tl::unexpected<Error>(opened.error());
            answer.failed.push_back({source.images.string(), opened.error().message});
            continue;
        }
        const auto file = fileOf(request.out, opened->study.uid);
        if (!fs::exists(file, ignored)) {
            SECOND_READ_TRY(prepared, prepareSeries(*opened, request.preprocessing, quiet, answer.failed));
            if (prepared.sequences.empty()) continue;
            prepared.report = source.report;
            prepared.mirroredReport = mirroredText(source.report);
            prepared.findings = findingsIn(reader, source.report);
            SECOND_READ_CHECK(pack::writePreparedFile(file, prepared));
        }
        count(file);
    }
    if (answer.examinations == 0 && !answer.failed.empty())
        return fail(ErrorCode::Unsupported, "nothing could be prepared: " + answer.failed.front().path +
                                                ": " + answer.failed.front().why);
    return answer;
}

nlohmann::json toJson(const PrepareAnswer& answer) {
    return {{"examinations", answer.examinations}, {"bytes", answer.bytes}};
}

} // namespace second_read::analysis
