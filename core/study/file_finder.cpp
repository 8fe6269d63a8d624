#include "study/file_finder.h"

#include <algorithm>
#include <set>

#include "study/dicom_header.h"

namespace second_read::study {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kMostFiles = 200'000;
constexpr int kDeepestFolder = 32;

/// "DIR\SUB\FILE" below `root`; nullopt when a part leads out of it. Discs were written in capitals and are
/// often mounted in small letters, so each part is also looked for without regard to case.
std::optional<fs::path> resolved(const fs::path& root, const std::vector<std::string>& parts) {
    fs::path path = root;
    for (const auto& part : parts) {
        if (part.empty() || part == "." || part == ".." || part.find('/') != std::string::npos)
            return std::nullopt;
        std::error_code failed;
        fs::path next = path / part;
        if (!fs::exists(next, failed)) {
            const auto same = [&](const std::string& name) {
                return std::equal(
                    name.begin(), name.end(), part.begin(), part.end(),
                    [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); });
            };
            for (const auto& entry :
                 fs::directory_iterator(path, fs::directory_options::skip_permission_denied, failed))
                if (same(entry.path().filename().string())) next = entry.path();
        }
        path = next;
    }
    // A link inside the folder may still lead out of it.
    std::error_code failed;
    const auto real = fs::weakly_canonical(path, failed), base = fs::weakly_canonical(root, failed);
    const auto inside = real.lexically_relative(base);
    if (failed || inside.empty() || *inside.begin() == "..") return std::nullopt;
    return path;
}

} // namespace

Result<FoundFiles> findFiles(const fs::path& folder, const JobContext& context) {
    FoundFiles found;
    std::error_code failed;
    fs::recursive_directory_iterator entry(folder, fs::directory_options::none, failed), end;
    if (failed)
        return fail(ErrorCode::Io, "cannot read the folder " + folder.string() + ": " + failed.message() +
                                       "; check its permissions");
    while (entry != end) {
        std::error_code ignored;
        const auto& path = entry->path();
        const bool hidden = path.filename().string().starts_with(".");
        if (entry->is_directory(ignored)) {
            if (hidden || entry.depth() >= kDeepestFolder) entry.disable_recursion_pending();
        } else if (!hidden && entry->is_regular_file(ignored)) {
            if (found.files.size() >= kMostFiles) {
                found.refused.push_back({folder, "it holds more than 200,000 files; the rest was not read"});
                break;
            }
            found.files.push_back(path);
            if (found.files.size() % 256 == 0) SECOND_READ_CHECK(context.checkpoint("open", 0));
        }
        entry.increment(failed);
        if (failed) {
            found.refused.push_back({path, "what lies below cannot be read: " + failed.message()});
            entry.pop(failed);
            if (failed) break;
        }
    }
    std::sort(found.files.begin(), found.files.end());
    return found;
}

Result<FoundFiles> filesOfDicomdir(const fs::path& dicomdir) {
    auto header = DicomHeader::read(dicomdir);
    if (!header)
        return fail(header.error().code, "cannot read " + dicomdir.string() + ": " + header.error().message);
    FoundFiles found;
    std::set<fs::path> unique;
    const auto records = itemsAt(header->items(), DCM_DirectoryRecordSequence);
    DcmSequenceOfItems* sequence = nullptr;
    header->items().findAndGetSequence(DCM_DirectoryRecordSequence, sequence);
    DcmObject* record = nullptr;
    for (unsigned long i = 0; i < records && i < kMostFiles && (record = sequence->nextInContainer(record));
         ++i) {
        auto& item = static_cast<DcmItem&>(*record);
        const auto parts = textsAt(item, DCM_ReferencedFileID);
        if (parts.empty()) continue;
        const auto file = resolved(dicomdir.parent_path(), parts);
        std::error_code failed;
        if (!file)
            found.refused.push_back({dicomdir, "it lists a file outside its own folder, which is not read"});
        else if (!fs::is_regular_file(*file, failed))
            found.refused.push_back({*file, "the DICOMDIR lists it, but it is not there"});
        else
            unique.insert(*file);
    }
    found.files.assign(unique.begin(), unique.end());
    return found;
}

} // namespace second_read::study
