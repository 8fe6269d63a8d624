#pragma once
/// The study that was encoded last, so that a question about it need not encode it again.

#include "analysis/analysis.h"
#include "analysis/encoding.h"

namespace second_read::analysis {

struct KeptStudy {
    std::filesystem::path path;
    std::optional<std::string> studyUid; ///< as asked for
    study::OpenedStudy opened;
    EncodedStudy encoded;
};

/// analyse() in an archive that is open already (may be null; request.archive is not looked at). What was
/// encoded is left in `kept`.
Result<examination::Analysis> analyse(const pack::Pack& pack, const archive::Archive* archive,
                                      const AnalyseRequest& request, std::optional<KeptStudy>& kept,
                                      const JobContext& context);

/// search() that uses what is kept of the same study instead of encoding it again; else leaves it in `kept`.
Result<SearchAnswer> searchKept(const pack::Pack& pack, const archive::Archive& archive,
                                const SearchRequest& request, std::optional<KeptStudy>& kept,
                                const JobContext& context);

} // namespace second_read::analysis
