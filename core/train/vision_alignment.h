#pragma once
/// The step into the space of reports: a projection by mean squared error to the embedding of the report of
/// the same examination, and linear read-outs fitted on report text alone.

#include <string>
#include <vector>

#include "language/text_encoder.h"
#include "pack/writer.h"
#include "train/vision_evidence.h"

namespace second_read::train {

using Rows = std::vector<std::vector<float>>;

/// Embeddings of texts, in pieces so that it can be stopped.
Result<Rows> embedAll(const language::TextEncoder& encoder, const std::vector<std::string>& texts,
                      const JobContext& context);

struct AlignmentOptions {
    int hidden = 128;
    int steps = 1500;
    int batch = 256;
    double learningRate = 3e-3;
    double noise = 0.15;  ///< standard deviations of the evidence, added while fitting
    double dropout = 0.1; ///< of hidden numbers
    /// Weight of a contrastive term (InfoNCE over the batch, both ways, van den Oord et al. 2018) beside the
    /// mean squared error; 0: the published loss.
    double contrastive = 0;
    std::uint64_t seed = 1;
};

/// Fits "projection.*" on evidence (empty rows are left out) and on its mirror image, whose report has left
/// and right exchanged.
vision::Tensors fitProjection(const Rows& evidence, const Rows& reports, const Rows& mirroredReports,
                              const AlignmentOptions& options);

/// Ridge regression (Hoerl and Kennard 1970) of 0/1 labels on report embeddings, one read-out a column.
std::vector<pack::ReadOut> fitReadOuts(const Rows& embeddings, const std::vector<std::vector<bool>>& labels,
                                       double ridge = 2.0);

/// What the reports of a table say: label(i, finding); "abnormality" is any reported finding.
bool says(const std::vector<ReportedFinding>& findings, const std::string& finding);
/// The examination has it, whether its report says so or not; "abnormality": any finding.
bool isThere(const std::vector<ReportedFinding>& findings, const std::string& finding);
/// The side the report states; nullopt when it does not mention the finding.
std::optional<Side> sideSaid(const std::vector<ReportedFinding>& findings, const std::string& finding);

} // namespace second_read::train
