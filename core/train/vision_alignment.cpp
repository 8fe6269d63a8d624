#include "train/vision_alignment.h"

#include <algorithm>
#include <cmath>

#include <Eigen/Cholesky>

#include "language/stored_tensor.h"
#include "train/draw.h"
#include "train/optimiser.h"

namespace second_read::train {
Result<Rows> embedAll(const language::TextEncoder& encoder, const std::vector<std::string>& texts,
                      const JobContext& context) {
    constexpr std::size_t kPiece = 32;
    Rows result;
    for (std::size_t at = 0; at < texts.size(); at += kPiece) {
        SECOND_READ_CHECK(
            context.checkpoint("embed", static_cast<double>(at) / static_cast<double>(texts.size())));
        const std::vector<std::string> piece(
            texts.begin() + static_cast<std::ptrdiff_t>(at),
            texts.begin() + static_cast<std::ptrdiff_t>(std::min(texts.size(), at + kPiece)));
        SECOND_READ_TRY(rows, encoder.embed(piece));
        result.insert(result.end(), rows.begin(), rows.end());
    }
    return result;
}

namespace {

constexpr double kTemperature = 0.1; // of the contrastive term's cosines

/// How badly each row finds its own target among all, and each target its row. Rows with one and the same
/// target (a normal report written twice) are counted as right for one another.
at::Tensor contrastiveLoss(const at::Tensor& rows, const at::Tensor& targets) {
    const auto unit = [](const at::Tensor& x) { return x / x.norm(2, 1, true).clamp_min(1e-6); };
    const at::Tensor cosines = at::matmul(unit(rows), unit(targets).t()) / kTemperature;
    const at::Tensor same = at::cdist(targets, targets).lt(1e-3).to(at::kFloat);
    const at::Tensor wanted = same / same.sum(1, true);
    return -(wanted * (at::log_softmax(cosines, 1) + at::log_softmax(cosines.t(), 1))).sum(1).mean() / 2;
}

} // namespace

vision::Tensors fitProjection(const Rows& evidence, const Rows& reports, const Rows& mirroredReports,
                              const AlignmentOptions& options) {
    Rows inputs, targets;
    for (std::size_t i = 0; i < evidence.size(); ++i) {
        if (evidence[i].empty()) continue; // the examination lacks the sequence
        inputs.push_back(evidence[i]);
        targets.push_back(reports[i]);
        inputs.push_back(vision::mirroredEvidence(evidence[i]));
        targets.push_back(mirroredReports[i]);
    }
    const at::Tensor x = language::matrixOf(inputs, inputs.front().size()),
                     y = language::matrixOf(targets, targets.front().size());
    const at::Tensor mean = x.mean(0), sd = x.std(0, /*unbiased=*/true).clamp_min(0.02);
    const at::Tensor z =
        ((x - mean) / sd).clamp(-vision::Projection::kFarthest, vision::Projection::kFarthest);
    const std::int64_t in = x.size(1), out = y.size(1), hidden = options.hidden;
    at::manual_seed(options.seed);
    NamedTensors p;
    p["projection.first.weight"] = at::randn({hidden, in}) * std::sqrt(2.0 / static_cast<double>(in));
    p["projection.first.bias"] = at::zeros({hidden});
    p["projection.second.weight"] = at::randn({out, hidden}) * 0.01;
    p["projection.second.bias"] = y.mean(0).clone();
    Optimiser optimiser(p, 0.02);
    Draw draw(options.seed);
    for (int step = 0; step < options.steps; ++step) {
        std::vector<std::int64_t> rows(
            static_cast<std::size_t>(std::min<std::int64_t>(options.batch, z.size(0))));
        for (auto& row : rows)
            row = static_cast<std::int64_t>(draw.below(static_cast<std::size_t>(z.size(0))));
        const at::Tensor index = at::tensor(rows);
        at::Tensor input = z.index_select(0, index);
        input = input + at::randn_like(input) * options.noise;
        at::Tensor h =
            at::leaky_relu(at::linear(input, p["projection.first.weight"], p["projection.first.bias"]),
                           vision::Projection::kSlope);
        h = at::dropout(h, options.dropout, true);
        const at::Tensor predicted =
            at::linear(h, p["projection.second.weight"], p["projection.second.bias"]);
        // Mean over examinations of the squared distance: the mean squared error times the dimension.
        const at::Tensor target = y.index_select(0, index);
        at::Tensor loss = (predicted - target).square().sum(1).mean();
        if (options.contrastive > 0) loss = loss + options.contrastive * contrastiveLoss(predicted, target);
        optimiser.zeroGradients();
        loss.backward();
        optimiser.step(scheduledRate(options.learningRate, step, options.steps), 5.0);
    }
    vision::Tensors result;
    for (const auto& [name, tensor] : p) result[name] = tensor.detach().clone();
    result["projection.mean"] = mean;
    result["projection.sd"] = sd;
    return result;
}

std::vector<pack::ReadOut> fitReadOuts(const Rows& embeddings, const std::vector<std::vector<bool>>& labels,
                                       double ridge) {
    const auto n = static_cast<Eigen::Index>(embeddings.size()),
               width = static_cast<Eigen::Index>(embeddings.front().size());
    Eigen::MatrixXd x(n, width);
    for (Eigen::Index i = 0; i < n; ++i)
        for (Eigen::Index j = 0; j < width; ++j)
            x(i, j) =
                static_cast<double>(embeddings[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)]);
    const Eigen::RowVectorXd mean = x.colwise().mean();
    x.rowwise() -= mean;
    Eigen::MatrixXd normal = x.transpose() * x;
    normal.diagonal().array() += ridge;
    const Eigen::LDLT<Eigen::MatrixXd> solver(normal);
    std::vector<pack::ReadOut> readOuts;
    for (const auto& column : labels) {
        Eigen::VectorXd y(n);
        for (Eigen::Index i = 0; i < n; ++i) y[i] = column[static_cast<std::size_t>(i)] ? 1 : 0;
        const double average = y.mean();
        const Eigen::VectorXd w = solver.solve(x.transpose() * (y.array() - average).matrix());
        pack::ReadOut readOut(static_cast<std::size_t>(width) + 1);
        for (Eigen::Index j = 0; j < width; ++j)
            readOut[static_cast<std::size_t>(j)] = static_cast<float>(w[j]);
        readOut.back() = static_cast<float>(average - mean.dot(w));
        readOuts.push_back(std::move(readOut));
    }
    return readOuts;
}

bool says(const std::vector<ReportedFinding>& findings, const std::string& finding) {
    return std::any_of(findings.begin(), findings.end(), [&](const ReportedFinding& one) {
        return one.reported && (finding == evidence::kAbnormality || one.id == finding);
    });
}

bool isThere(const std::vector<ReportedFinding>& findings, const std::string& finding) {
    return std::any_of(findings.begin(), findings.end(), [&](const ReportedFinding& one) {
        return finding == evidence::kAbnormality || one.id == finding;
    });
}

std::optional<Side> sideSaid(const std::vector<ReportedFinding>& findings, const std::string& finding) {
    std::optional<Side> side;
    for (const auto& one : findings)
        if (one.reported && one.id == finding) side = unite(side, one.side);
    return side;
}

} // namespace second_read::train
