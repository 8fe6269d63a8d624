#include "train/side_fitting.h"

#include <cmath>

#include <Eigen/Cholesky>

#include "evidence/flags.h"
#include "train/draw.h"
#include "train/vision_alignment.h"

namespace second_read::train {
namespace {

constexpr std::size_t kFewest = 20;
constexpr auto kWidth = static_cast<Eigen::Index>(vision::kEvidencePerHalf);

/// Left minus right of all sequences side by side; zeros where a sequence is missing.
Eigen::VectorXd differencesOf(const EvidenceTable& table, std::size_t row) {
    Eigen::VectorXd all = Eigen::VectorXd::Zero(kWidth * static_cast<Eigen::Index>(table.values.size()));
    Eigen::Index at = 0;
    for (const auto& [sequence, rows] : table.values) {
        if (!rows[row].empty()) {
            const std::vector<float> one = vision::leftMinusRight(rows[row]);
            all.segment(at, kWidth) = Eigen::Map<const Eigen::VectorXf>(one.data(), kWidth).cast<double>();
        }
        at += kWidth;
    }
    return all;
}

/// Minimises sum log(1 + exp(-x w)) + ridge / 2 |w|^2 over rows that are turned so that every label is
/// "left".
Eigen::VectorXd fitOdds(const Eigen::MatrixXd& x, double ridge) {
    Eigen::VectorXd w = Eigen::VectorXd::Zero(x.cols());
    constexpr int kSteps = 12; // Newton's method on a convex function: converged after six or so
    for (int step = 0; step < kSteps; ++step) {
        const Eigen::ArrayXd wrong = 1 / (1 + (x * w).array().exp());
        const Eigen::VectorXd gradient = ridge * w - x.transpose() * wrong.matrix();
        Eigen::MatrixXd curvature = x.transpose() * (wrong * (1 - wrong)).matrix().asDiagonal() * x;
        curvature.diagonal().array() += ridge;
        w -= curvature.ldlt().solve(gradient);
    }
    return w;
}

} // namespace

std::map<std::string, pack::SideWeights>
fitSides(const EvidenceTable& table, const catalogue::Catalogue& catalogue, const SideOptions& options) {
    std::map<std::string, pack::SideWeights> all;
    std::vector<Eigen::VectorXd> differences;
    for (std::size_t i = 0; i < table.size(); ++i) differences.push_back(differencesOf(table, i));
    if (differences.empty()) return all;
    Eigen::ArrayXd spread = Eigen::ArrayXd::Constant(differences.front().size(), 1e-6);
    for (const auto& one : differences)
        spread += one.array().square() / static_cast<double>(differences.size());
    spread = spread.sqrt().max(0.02);
    Draw draw(options.seed);
    for (const auto& finding : catalogue.findings) {
        if (!finding.lateralised) continue;
        std::vector<Eigen::VectorXd> rows;
        for (std::size_t i = 0; i < table.size(); ++i) {
            const auto side = sideSaid(table.findings[i], finding.id);
            if (!evidence::isOneSide(side)) continue;
            Eigen::VectorXd row = differences[i].array() / spread * (side == Side::Left ? 1 : -1);
            rows.push_back(row);
            for (Eigen::Index at = 0; at < row.size(); at += kWidth)
                if (draw.chance(options.leftOutShare)) row.segment(at, kWidth).setZero();
            rows.push_back(row);
        }
        if (rows.size() < 2 * kFewest) continue;
        Eigen::MatrixXd x(static_cast<Eigen::Index>(rows.size()), spread.size());
        for (std::size_t i = 0; i < rows.size(); ++i) x.row(static_cast<Eigen::Index>(i)) = rows[i];
        const Eigen::VectorXd w = fitOdds(x, options.ridge).array() / spread;
        Eigen::Index at = 0;
        for (const auto& [sequence, unused] : table.values) {
            auto& weights = all[finding.id][sequence];
            for (Eigen::Index f = 0; f < kWidth; ++f) weights.push_back(static_cast<float>(w[at + f]));
            at += kWidth;
        }
    }
    return all;
}

} // namespace second_read::train
