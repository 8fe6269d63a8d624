#include "study/study_reader.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <set>

#include "study/dicom_structure.h"
#include "study/facts_reader.h"
#include "study/file_finder.h"
#include "study/nifti_studies.h"
#include "study/pixel_codecs.h"
#include "study/pixels.h"
#include "study/study_builder.h"
#include "volume/nifti.h"

namespace second_read::study {
namespace fs = std::filesystem;
namespace {

using RefusedKind = Found::Refused::Kind;

constexpr std::size_t kMostBesideReport = 100'000; // files: no single study has as many
constexpr std::uint64_t kMostVoxels = 1ULL << 29;  // 2 GB as floats

/// An error, and what it says of the file.
struct Refusal : Error {
    Refusal(Error error, RefusedKind of = RefusedKind::Unreadable) : Error(std::move(error)), kind(of) {}
    RefusedKind kind;
};

tl::unexpected<Refusal> noImage(std::string why) {
    return tl::unexpected<Refusal>(Refusal({ErrorCode::Unsupported, std::move(why)}, RefusedKind::NoImage));
}

tl::expected<FileFacts, Refusal> readFacts(const fs::path& file) {
    SECOND_READ_TRY(header, DicomHeader::read(file));
    if (const auto& syntax = header.structure().transferSyntax;
        header.structure().pixels && !canDecode(syntax))
        return fail(ErrorCode::Unsupported, "its transfer syntax is " + describeTransferSyntax(syntax) +
                                                ", which cannot be read; convert it to an uncompressed one");
    FileFacts facts = factsOf(header, file);
    if (facts.isIndex) return facts;
    if (facts.modality.empty() && facts.seriesUid.empty())
        return noImage("it is no image: it names neither its modality nor its series");
    if (!header.structure().pixels)
        return noImage("it is a " + (facts.modality.empty() ? "DICOM" : facts.modality) +
                       " object without pixels");
    return facts;
}

/// What kinds of things were found, for the message when nothing was usable.
std::string summary(const std::vector<Found::Refused>& refused) {
    if (refused.empty()) return "only reports and sidecar files";
    std::map<std::string, std::size_t> reasons;
    for (const auto& one : refused) ++reasons[one.why];
    std::vector<std::pair<std::string, std::size_t>> ordered(reasons.begin(), reasons.end());
    std::stable_sort(ordered.begin(), ordered.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    std::string text;
    for (std::size_t i = 0; i < std::min<std::size_t>(3, ordered.size()); ++i)
        text += (i ? "; " : "") + std::to_string(ordered[i].second) +
                (ordered[i].second == 1 ? " file: " : " files: ") + ordered[i].first;
    if (ordered.size() > 3) text += "; and " + std::to_string(ordered.size() - 3) + " more reasons";
    return text;
}

/// What to do about a file that was named and cannot be read, where the reason does not say it.
std::string adviceFor(const Refusal& why) {
    if (why.kind == RefusedKind::NoImage) return "; choose a DICOM or NIfTI image";
    return why.code == ErrorCode::Corrupt ? "; copy it again from where it came, or choose another file"
           : why.code == ErrorCode::Io    ? "; check its permissions"
                                          : "";
}

/// What lies beside images and is read by others: reports, sidecars, gradient tables.
bool isCompanion(const fs::path& file) {
    const auto name = file.filename().string(), ending = file.extension().string();
    return name == "report.txt" || name == "provisional.txt" || ending == ".json" || ending == ".bval" ||
           ending == ".bvec";
}

Result<Found> openFiles(const std::vector<fs::path>& files, std::vector<Found::Refused> refused,
                        const JobContext& context) {
    Found found;
    found.refused = std::move(refused);
    std::vector<fs::path> nifti;
    std::vector<FileFacts> facts;
    for (std::size_t i = 0; i < files.size(); ++i) {
        SECOND_READ_CHECK(
            context.checkpoint("open", static_cast<double>(i) / static_cast<double>(files.size())));
        if (isNiftiName(files[i])) {
            nifti.push_back(files[i]);
            continue;
        }
        if (isCompanion(files[i])) continue;
        auto read = readFacts(files[i]);
        if (!read)
            found.refused.push_back({files[i], std::move(read.error().message), read.error().kind});
        else if (!read->isIndex)
            facts.push_back(std::move(*read));
    }
    found.studies = buildStudies(std::move(facts));
    for (auto& study : niftiStudies(nifti, found.refused, context)) found.studies.push_back(std::move(study));
    SECOND_READ_CHECK(context.checkpoint("open", 1));
    return found;
}

Result<Found> openDicomdir(const fs::path& dicomdir, const JobContext& context) {
    SECOND_READ_TRY(files, filesOfDicomdir(dicomdir));
    if (files.files.empty())
        return fail(ErrorCode::Unsupported,
                    dicomdir.string() + " lists no file that is there; open the folder instead");
    return openFiles(files.files, std::move(files.refused), context);
}

/// One file stands for its series: those in the same folder with its SeriesInstanceUID.
Result<Found> openOneFile(const fs::path& file, const JobContext& context) {
    const auto cannot = [&](const Refusal& why) {
        return fail(why.code, "cannot read " + file.string() + ": " + why.message + adviceFor(why));
    };
    if (isNiftiName(file)) {
        const auto header = volume::readNiftiHeader(file);
        if (!header) return fail(header.error().code, header.error().message + adviceFor(header.error()));
        return openFiles({file}, {}, context);
    }
    auto own = readFacts(file);
    if (!own) return cannot(own.error());
    if (own->isIndex) return openDicomdir(file, context);
    if (!own->unusable.empty()) return cannot(Error{ErrorCode::Corrupt, own->unusable});
    std::vector<FileFacts> series;
    const std::string uid = own->seriesUid;
    series.push_back(std::move(*own));
    std::error_code failed;
    std::vector<fs::path> siblings;
    for (const auto& entry :
         fs::directory_iterator(file.parent_path().empty() ? fs::path(".") : file.parent_path(), failed))
        if (entry.is_regular_file(failed) && !isNiftiName(entry.path()) &&
            entry.path().filename() != file.filename())
            siblings.push_back(entry.path());
    std::sort(siblings.begin(), siblings.end());
    for (std::size_t i = 0; i < siblings.size() && !uid.empty(); ++i) {
        SECOND_READ_CHECK(
            context.checkpoint("open", static_cast<double>(i) / static_cast<double>(siblings.size())));
        auto other = readFacts(siblings[i]);
        if (other && other->seriesUid == uid) series.push_back(std::move(*other));
    }
    std::stable_sort(series.begin(), series.end(),
                     [](const auto& a, const auto& b) { return a.file < b.file; });
    Found found;
    found.studies = buildStudies(std::move(series));
    return found;
}

Result<volume::Volume> loadImages(const OpenedStudy& study, std::size_t index, std::size_t first,
                                  std::size_t last, const JobContext& context) {
    const auto& series = study.study.series[index];
    const auto& sources = study.sources[index];
    const auto columns = static_cast<std::size_t>(series.matrix[0]),
               rows = static_cast<std::size_t>(series.matrix[1]);
    if (columns * rows * (last - first) > kMostVoxels)
        return fail(ErrorCode::Unsupported,
                    "the series '" + series.uid + "' has more voxels than can be loaded");
    volume::Volume loaded;
    if (series.affineLps)
        loaded.grid = volume::Grid::fromAffine(*series.affineLps, series.matrix);
    else
        loaded.grid.spacing = {series.spacing[0], series.spacing[1], series.spacing[2]};
    loaded.grid.origin = loaded.grid.patientOf({0, 0, static_cast<double>(first)});
    loaded.grid.size = {series.matrix[0], series.matrix[1], static_cast<int>(last - first)};
    loaded.voxels.reserve(loaded.grid.voxels());
    std::optional<PixelReader> reader;
    for (std::size_t k = first; k < last; ++k) {
        SECOND_READ_CHECK(
            context.checkpoint("load", static_cast<double>(k - first) / static_cast<double>(last - first)));
        const auto cannot = [&](const Error& error) {
            return fail(error.code, "cannot load " + sources[k].file.string() + ": " + error.message);
        };
        if (!reader || reader->facts().file != sources[k].file) {
            reader.reset();
            auto opened = PixelReader::open(sources[k].file);
            if (!opened) return cannot(opened.error());
            reader.emplace(std::move(*opened));
        }
        auto slice = reader->frame(sources[k].frame);
        if (!slice) return cannot(slice.error());
        if (slice->size() != columns * rows)
            return cannot({ErrorCode::Corrupt, "it changed while the study was open; open the study again"});
        loaded.voxels.insert(loaded.voxels.end(), slice->begin(), slice->end());
    }
    return loaded;
}

Result<void> check(const OpenedStudy& study, std::size_t index) {
    if (index >= study.study.series.size() || index >= study.sources.size())
        return fail(ErrorCode::InvalidArgument, "the study has no series number " + std::to_string(index));
    if (study.sources[index].empty())
        return fail(ErrorCode::Unsupported, "the series '" + study.study.series[index].description +
                                                "' has no image that can be loaded");
    return {};
}

/// Whether images below `folder` belong to another study. The study's own files are not read again, and the
/// first one of another ends the search. Label maps are nobody's.
bool holdsOtherStudies(const fs::path& folder, const OpenedStudy& study) {
    std::set<fs::path> own;
    for (const auto& series : study.sources)
        for (const auto& image : series) own.insert(image.file);
    const auto isAnothers = [&](const fs::path& file) {
        if (own.contains(file) || isCompanion(file)) return false;
        if (isNiftiName(file)) // those of one folder are one study
            return file.parent_path() != study.folder && !isLabelName(file) &&
                   sequenceOfName(file) != Sequence::Other;
        const auto header = DicomHeader::read(file);
        if (!header) return false;
        const auto uid = rawTextAt(header->items(), DCM_StudyInstanceUID);
        return !uid.empty() && uid != study.study.uid;
    };
    std::error_code failed;
    fs::recursive_directory_iterator entry(folder.empty() ? "." : folder,
                                           fs::directory_options::skip_permission_denied, failed),
        end;
    for (std::size_t seen = 0; !failed && entry != end; entry.increment(failed)) {
        if (++seen > kMostBesideReport) return true;
        std::error_code ignored;
        if (entry->path().filename().string().starts_with("."))
            entry.disable_recursion_pending();
        else if (entry->is_regular_file(ignored) && isAnothers(entry->path()))
            return true;
    }
    return false;
}

} // namespace

void OpenedStudy::add(examination::Series series, std::vector<ImageSource> images, Hindrance hindrance) {
    if (!hindrance.why.empty()) hindrances.emplace(study.series.size(), std::move(hindrance));
    study.series.push_back(std::move(series));
    sources.push_back(std::move(images));
}

bool isImage(const Found::Refused& refused) {
    if (isNiftiName(refused.file)) return true;
    std::ifstream file(refused.file, std::ios::binary);
    std::array<char, 132> start{};
    file.read(start.data(), start.size());
    return file && isDicom({start.data(), start.size()}) && refused.kind != RefusedKind::NoImage;
}

Result<Found> openStudies(const fs::path& path, const JobContext& context) {
    std::error_code failed;
    if (!fs::exists(path, failed))
        return fail(ErrorCode::NotFound, path.string() + " does not exist; check the path");
    Found found;
    if (fs::is_directory(path, failed)) {
        SECOND_READ_TRY(files, findFiles(path, context));
        if (files.files.empty())
            return fail(ErrorCode::Unsupported,
                        path.string() + " holds no files; choose a folder with DICOM or NIfTI images");
        SECOND_READ_TRY(opened, openFiles(files.files, std::move(files.refused), context));
        found = std::move(opened);
    } else {
        SECOND_READ_TRY(opened, openOneFile(path, context));
        found = std::move(opened);
    }
    const auto loadable = [](const OpenedStudy& study) {
        return std::any_of(study.sources.begin(), study.sources.end(),
                           [](const auto& sources) { return !sources.empty(); });
    };
    if (!found.studies.empty() && std::none_of(found.studies.begin(), found.studies.end(), loadable)) {
        const auto& warnings = found.studies.front().study.series.front().warnings;
        return fail(ErrorCode::Corrupt, path.string() + " holds no image that can be read: " +
                                            (warnings.empty() ? "nothing was usable" : warnings.front()) +
                                            "; copy the images again from where they came");
    }
    if (found.studies.empty())
        return fail(ErrorCode::Unsupported,
                    path.string() + " holds no DICOM or NIfTI image that can be read (" +
                        summary(found.refused) + "); choose a folder with such images");
    return found;
}

Result<volume::Volume> loadVolume(const OpenedStudy& study, std::size_t seriesIndex,
                                  const JobContext& context) {
    SECOND_READ_CHECK(check(study, seriesIndex));
    const auto& sources = study.sources[seriesIndex];
    if (!isNiftiName(sources.front().file)) return loadImages(study, seriesIndex, 0, sources.size(), context);
    SECOND_READ_CHECK(context.checkpoint("load", 0));
    return volume::readNifti(sources.front().file, sources.front().frame);
}

Result<volume::Volume> loadMiddleSlice(const OpenedStudy& study, std::size_t seriesIndex) {
    SECOND_READ_CHECK(check(study, seriesIndex));
    const auto& sources = study.sources[seriesIndex];
    if (!isNiftiName(sources.front().file))
        return loadImages(study, seriesIndex, sources.size() / 2, sources.size() / 2 + 1, {});
    SECOND_READ_TRY(whole, volume::readNifti(sources.front().file, sources.front().frame));
    const int middle = whole.grid.size[2] / 2;
    const auto plane =
        static_cast<std::size_t>(whole.grid.size[0]) * static_cast<std::size_t>(whole.grid.size[1]);
    volume::Volume slice;
    slice.grid = whole.grid;
    slice.grid.origin = whole.grid.patientOf({0, 0, static_cast<double>(middle)});
    slice.grid.size[2] = 1;
    const auto start =
        whole.voxels.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(middle) * plane);
    slice.voxels.assign(start, start + static_cast<std::ptrdiff_t>(plane));
    return slice;
}

Result<std::optional<ReportFile>> reportBeside(const OpenedStudy& study, ReportKind preferred) {
    std::vector<fs::path> folders{study.folder, study.folder.parent_path()};
    if (study.folder.parent_path().filename() == "dicom") // a study of one series lies a folder deeper
        folders.push_back(study.folder.parent_path().parent_path());
    const ReportKind other =
        preferred == ReportKind::Provisional ? ReportKind::Final : ReportKind::Provisional;
    std::optional<fs::path> shared;
    for (const ReportKind kind : {preferred, other})
        for (const auto& folder : folders) {
            const auto file = folder / (kind == ReportKind::Provisional ? "provisional.txt" : "report.txt");
            std::error_code failed;
            if (!fs::is_regular_file(file, failed)) continue;
            if (!holdsOtherStudies(folder, study)) return ReportFile{file, kind};
            if (!shared) shared = file;
        }
    if (!shared) return std::nullopt;
    return fail(ErrorCode::Mismatch,
                shared->string() + " lies beside several studies and is used for none of them; put each "
                                   "report into the folder of its study");
}

} // namespace second_read::study
