#include "analysis/engine_methods.h"

#include <sys/stat.h>
#include <unistd.h>

#include "analysis/analysis.h"
#include "analysis/kept_study.h"
#include "analysis/similar.h"
#include "catalogue/catalogue.h"
#include "examination/json.h"
#include "volume/nifti.h"

namespace second_read::analysis {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

auto badParams(const std::string& what) {
    return fail(ErrorCode::InvalidArgument, "the request needs " + what);
}

Result<std::optional<std::string>> optionalText(const json& params, const char* key) {
    const auto found = params.find(key);
    if (found == params.end() || found->is_null()) return std::optional<std::string>();
    if (!found->is_string()) return badParams(std::string("\"") + key + "\" as a text");
    return std::optional<std::string>(found->get<std::string>());
}

Result<std::string> text(const json& params, const char* key) {
    SECOND_READ_TRY(found, optionalText(params, key));
    if (!found) return badParams(std::string("\"") + key + "\"");
    return std::move(*found);
}

Result<std::vector<std::string>> texts(const json& params, const char* key) {
    std::vector<std::string> list;
    const auto found = params.find(key);
    if (found == params.end() || found->is_null()) return list;
    if (!found->is_array()) return badParams(std::string("\"") + key + "\" as a list of texts");
    for (const auto& each : *found) {
        if (!each.is_string()) return badParams(std::string("\"") + key + "\" as a list of texts");
        list.push_back(each.get<std::string>());
    }
    return list;
}

/// Files for the window to read; gone when the engine ends.
class ScratchFolder {
public:
    Result<fs::path> path() {
        if (!m_path.empty()) return m_path;
        std::error_code failed;
        std::string pattern = (fs::temp_directory_path(failed) / "second-read-engine-XXXXXX").string();
        if (failed || !::mkdtemp(pattern.data()))
            return fail(ErrorCode::Io,
                        "no temporary folder can be made for the map: free space in, or set, TMPDIR");
        m_path = pattern;
        return m_path;
    }
    ~ScratchFolder() {
        std::error_code ignored;
        if (!m_path.empty()) fs::remove_all(m_path, ignored);
    }

private:
    fs::path m_path;
};

/// Which file an archive's record is, to notice one that was replaced.
std::pair<std::uint64_t, std::uint64_t> identityOf(const fs::path& folder) {
    struct stat facts {};
    if (::stat((folder / "archive.sqlite").c_str(), &facts) != 0) return {};
    return {facts.st_dev, facts.st_ino};
}

} // namespace

struct EngineMethods::State {
    ServeOptions options;
    std::optional<pack::Pack> pack;
    std::optional<KeptStudy> kept;
    ScratchFolder scratch;
    int maps = 0;

    struct OpenArchive {
        fs::path folder;
        std::pair<std::uint64_t, std::uint64_t> identity;
        archive::Archive archive;
    };
    std::optional<OpenArchive> open;

    Result<void> openPack() {
        if (pack) return {};
        SECOND_READ_TRY(opened, pack::Pack::open(options.pack, options.device));
        pack.emplace(std::move(opened));
        return {};
    }

    Result<const archive::Archive*> archiveAt(const fs::path& folder) {
        const auto identity = identityOf(folder);
        if (open && open->folder == folder && open->identity == identity && identity.second != 0)
            return &open->archive;
        open.reset();
        SECOND_READ_TRY(opened, openArchive(*pack, folder));
        open.emplace(OpenArchive{folder, identity, std::move(opened)});
        return &open->archive;
    }

    Result<json> analyse(const json& params, const JobContext& context) {
        AnalyseRequest request;
        SECOND_READ_TRY(path, text(params, "path"));
        SECOND_READ_TRY(studyUid, optionalText(params, "studyUid"));
        SECOND_READ_TRY(report, optionalText(params, "report"));
        SECOND_READ_TRY(folder, optionalText(params, "archive"));
        SECOND_READ_TRY(queries, texts(params, "queries"));
        request.path = path;
        request.studyUid = std::move(studyUid);
        request.reportText = std::move(report);
        request.queries = std::move(queries);
        const archive::Archive* archive = nullptr;
        if (folder) {
            SECOND_READ_TRY(opened, archiveAt(*folder));
            archive = opened;
        }
        SECOND_READ_TRY(analysis, analysis::analyse(*pack, archive, request, kept, context));
        return examination::toJson(analysis);
    }

    Result<json> search(const json& params, const JobContext& context) {
        SearchRequest request;
        SECOND_READ_TRY(words, optionalText(params, "text"));
        SECOND_READ_TRY(path, optionalText(params, "path"));
        SECOND_READ_TRY(studyUid, optionalText(params, "studyUid"));
        SECOND_READ_TRY(folder, text(params, "archive"));
        if (const auto top = params.find("top"); top != params.end()) {
            if (!top->is_number_unsigned() || *top < 1 || *top > 1000)
                return badParams("\"top\" from 1 to 1000");
            request.top = top->get<std::size_t>();
        }
        if (const auto same = params.find("samePatient"); same != params.end()) {
            if (!same->is_boolean()) return badParams("\"samePatient\" as true or false");
            request.samePatient = same->get<bool>();
        }
        request.text = std::move(words);
        if (path) request.study = *path;
        request.studyUid = std::move(studyUid);
        SECOND_READ_TRY(archive, archiveAt(folder));
        SECOND_READ_TRY(answer, searchKept(*pack, *archive, request, kept, context));
        return toJson(answer);
    }

    Result<json> embed(const json& params) {
        SECOND_READ_TRY(list, texts(params, "texts"));
        SECOND_READ_TRY(embeddings, pack->embed(list));
        auto results = json::array();
        for (std::size_t i = 0; i < list.size(); ++i)
            results.push_back({{"text", list[i]}, {"embedding", embeddings[i]}});
        return json{{"results", std::move(results)}};
    }

    Result<json> import(const json& params, const JobContext& context) {
        ImportRequest request;
        SECOND_READ_TRY(paths, texts(params, "paths"));
        SECOND_READ_TRY(folder, text(params, "archive"));
        SECOND_READ_TRY(reports, optionalText(params, "reports"));
        request.paths.assign(paths.begin(), paths.end());
        request.archive = folder;
        if (reports) request.reports = *reports;
        SECOND_READ_TRY(answer, analysis::import(*pack, request, context));
        return toJson(answer);
    }

    /// The encoded series, from what is kept if it is that study's.
    Result<const pack::Encoded*> encodedSeries(const json& params, std::optional<pack::Encoded>& fresh,
                                               const JobContext& context) {
        SECOND_READ_TRY(path, text(params, "path"));
        SECOND_READ_TRY(studyUid, optionalText(params, "studyUid"));
        SECOND_READ_TRY(seriesUid, text(params, "seriesUid"));
        const auto stack = params.find("stack");
        if (stack == params.end() || !stack->is_number_integer())
            return badParams("\"stack\" as a whole number");
        const auto isIt = [&](const examination::Series& series) {
            return series.uid == seriesUid && series.stack == stack->get<std::int64_t>();
        };
        if (kept && kept->path == path && kept->studyUid == studyUid)
            for (const auto& each : kept->encoded.series)
                if (isIt(kept->opened.study.series[each.index])) return &each.encoded;
        SECOND_READ_TRY(opened, openOne(path, studyUid, context));
        for (std::size_t i = 0; i < opened.study.series.size(); ++i) {
            if (!isIt(opened.study.series[i])) continue;
            SECOND_READ_TRY(volume, study::loadVolume(opened, i, context));
            SECOND_READ_TRY(encoded, pack->encode(volume, opened.study.series[i].sequence, context));
            fresh.emplace(std::move(encoded));
            return &*fresh;
        }
        return fail(ErrorCode::NotFound, "the study has no series " + seriesUid + ": open it again");
    }

    Result<json> localise(const json& params, const JobContext& context) {
        SECOND_READ_TRY(finding, optionalText(params, "finding"));
        SECOND_READ_TRY(words, optionalText(params, "text"));
        if (finding.has_value() == words.has_value()) return badParams("either \"finding\" or \"text\"");
        std::optional<pack::Encoded> fresh;
        SECOND_READ_TRY(encoded, encodedSeries(params, fresh, context));
        SECOND_READ_TRY(place, finding ? pack->localise(*encoded, *finding) : localiseText(*encoded, *words));
        SECOND_READ_TRY(folder, scratch.path());
        const auto file = folder / ("map-" + std::to_string(++maps) + ".nii.gz");
        SECOND_READ_CHECK(volume::writeNifti(file, place.map));
        return json{{"map", file.string()}, {"peak_lps", place.peakLps}};
    }

    Result<pack::Localisation> localiseText(const pack::Encoded& encoded, const std::string& words) {
        SECOND_READ_TRY(embeddings, pack->embed({words}));
        return pack->localise(encoded, embeddings.front());
    }

    Result<json> describePack() {
        const auto& info = pack->info();
        auto sequences = json::array();
        for (const auto sequence : info.sequences) sequences.push_back(nameOf(sequence));
        // Verified: a pack whose hashes do not hold is not opened at all.
        return json{{"id", info.id.id},
                    {"version", info.id.version},
                    {"device", info.device},
                    {"device_note", info.deviceNote},
                    {"dimension", info.dimension},
                    {"findings", info.findings},
                    {"sequences", std::move(sequences)},
                    {"verified", true},
                    {"calibration", examination::toJson(pack->calibration())},
                    {"catalogue", catalogue::toJson(pack->catalogue())}};
    }
};

EngineMethods::EngineMethods(ServeOptions options) : m_state(std::make_unique<State>()) {
    m_state->options = std::move(options);
}
EngineMethods::~EngineMethods() = default;

Result<json> EngineMethods::call(const std::string& method, const json& params, const JobContext& context) {
    auto& state = *m_state;
    SECOND_READ_CHECK(state.openPack());
    if (method == "analyse") return state.analyse(params, context);
    if (method == "search") return state.search(params, context);
    if (method == "embed") return state.embed(params);
    if (method == "import") return state.import(params, context);
    if (method == "localise") return state.localise(params, context);
    if (method == "pack") return state.describePack();
    return fail(ErrorCode::InvalidArgument, "the engine knows no method \"" + method.substr(0, 40) + "\"");
}

} // namespace second_read::analysis
