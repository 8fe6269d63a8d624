#include "train/label_fitting.h"

#include <algorithm>
#include <cmath>

#include <Eigen/Dense>

#include "base/utf8.h"
#include "evidence/flags.h"
#include "evidence/fusion.h"
#include "train/draw.h"
#include "train/statements.h"
#include "train/vision_alignment.h"

namespace second_read::train {
namespace {

constexpr std::size_t kReportsAtOnce = 64;
constexpr double kPriorStrength =
    1.0; ///< kinds that simulated reports lack (resolved findings) stay at the prior

std::vector<double> featuresOf(const pack::TextSigns& signs) {
    const auto is = [&](Assertion assertion) { return signs.assertion == assertion ? 1.0 : 0.0; };
    return {1.0,
            is(Assertion::Affirmed),
            is(Assertion::Uncertain),
            is(Assertion::Historical),
            is(Assertion::Negated),
            signs.strongest};
}

/// What is believed before any report was seen.
std::vector<double> prior() {
    const pack::LabelWeights w;
    return {w.intercept, w.affirmed, w.uncertain, w.historical, w.negated, w.strongest};
}

/// Sentences with what each says is there.
struct Sentences {
    std::vector<std::string> texts;
    std::vector<std::set<std::string>> said;

    void add(const std::string& text, std::set<std::string> findings) {
        texts.push_back(pack::plainSentence(decodeUtf8(text)));
        said.push_back(std::move(findings));
    }
};

Sentences writtenSentences(const catalogue::Catalogue& catalogue, int count, Draw& draw) {
    Sentences sentences;
    while (sentences.texts.size() < static_cast<std::size_t>(count)) {
        const Example example = sentenceExample(catalogue, draw.seed(), 2);
        sentences.add(example.anchor.text, saidOf(example.anchor.state, catalogue));
        for (const Text& text : example.negatives) sentences.add(text.text, saidOf(text.state, catalogue));
    }
    return sentences;
}

/// Real sentences as the rules read them: how reports speak of what is not in the catalogue.
Sentences readSentences(const report::ReportReader& reader, const std::vector<std::string>& corpus) {
    Sentences sentences;
    for (const std::string& text : corpus) {
        std::set<std::string> said;
        for (const auto& [finding, reading] : reader.read(text).findings)
            if (reading.assertion >= Assertion::Uncertain) said.insert(finding);
        if (!said.empty()) said.insert(evidence::kAbnormality);
        sentences.add(text, std::move(said));
    }
    return sentences;
}

/// Read-outs of every finding from written and real sentences; of "abnormal at all" from written ones alone,
/// since a real sentence that names no finding may still tell of something abnormal.
Result<pack::LabelModel> fitSentences(const language::TextEncoder& encoder,
                                      const catalogue::Catalogue& catalogue, const Sentences& written,
                                      const Sentences& read, double ridge, const JobContext& context) {
    SECOND_READ_TRY(embeddings, embedAll(encoder, written.texts, context));
    SECOND_READ_TRY(more, embedAll(encoder, read.texts, context));
    pack::LabelModel model = pack::unfittedLabels(catalogue);
    const auto column = [&](const std::string& question, bool all) {
        std::vector<bool> labels;
        for (const auto& said : written.said) labels.push_back(said.contains(question));
        if (all)
            for (const auto& said : read.said) labels.push_back(said.contains(question));
        return labels;
    };
    model.findings[evidence::kAbnormality].readOut =
        fitReadOuts(embeddings, {column(evidence::kAbnormality, false)}, ridge).front();
    embeddings.insert(embeddings.end(), more.begin(), more.end());
    std::vector<std::vector<bool>> columns;
    for (const auto& finding : catalogue.findings) columns.push_back(column(finding.id, true));
    const auto readOuts = fitReadOuts(embeddings, columns, ridge);
    for (std::size_t i = 0; i < readOuts.size(); ++i)
        model.findings[catalogue.findings[i].id].readOut = readOuts[i];
    return model;
}

/// As if the rules had no word for this finding.
void forget(report::Reading& reading, const std::string& finding) {
    std::erase_if(reading.mentions, [&](const auto& mention) { return mention.finding == finding; });
    reading.findings[finding] = {};
}

} // namespace

Result<pack::LabelModel> fitLabels(const language::TextEncoder& encoder,
                                   const catalogue::Catalogue& catalogue, const LabelFitOptions& options,
                                   const JobContext& context) {
    if (options.reports < 50 || options.sentences < 100)
        return fail(ErrorCode::InvalidArgument,
                    "a labeller needs at least 50 reports and 100 sentences to be fitted on");
    const report::ReportReader reader(evidence::termsOf(catalogue));
    Draw draw(options.seed);
    SECOND_READ_TRY(model,
                    fitSentences(encoder, catalogue, writtenSentences(catalogue, options.sentences, draw),
                                 readSentences(reader, options.corpus), options.ridge, context));

    pack::Labeller labeller(model, [&](const auto& texts) { return encoder.embed(texts); });
    std::map<std::string, std::vector<std::vector<double>>> features;
    std::map<std::string, std::vector<bool>> labels;
    for (int done = 0; done < options.reports;) {
        SECOND_READ_CHECK(context.checkpoint("labels", static_cast<double>(done) / options.reports));
        std::vector<pack::ReadReport> reports;
        std::vector<std::set<std::string>> said;
        for (; done < options.reports && reports.size() < kReportsAtOnce; ++done) {
            const State state = drawState(catalogue, draw.seed());
            auto& report = reports.emplace_back();
            report.text = writeWhole(catalogue, state, draw.seed());
            report.reading = reader.read(report.text);
            for (const auto& finding : catalogue.findings)
                if (draw.chance(options.lostFindings)) forget(report.reading, finding.id);
            said.push_back(saidOf(state, catalogue));
        }
        SECOND_READ_TRY(signs, labeller.signsOf(reports));
        for (std::size_t i = 0; i < reports.size(); ++i)
            for (const auto& [question, sign] : signs[i]) {
                features[question].push_back(featuresOf(sign));
                labels[question].push_back(said[i].contains(question));
            }
    }
    for (auto& [question, finding] : model.findings) {
        const auto w = fitLogistic(features[question], labels[question], prior(), kPriorStrength);
        // A hedge counts as said, by definition; simulated reports do not hedge, so nothing is learnt of it.
        const double hedged = std::max(w[2], prior()[0] + prior()[2] - w[0]);
        finding.weights = {w[0], w[1], hedged, w[3], w[4], std::max(0.0, w[5])};
    }
    return model;
}

std::vector<double> fitLogistic(const std::vector<std::vector<double>>& features,
                                const std::vector<bool>& labels, const std::vector<double>& prior,
                                double strength) {
    const auto width = static_cast<Eigen::Index>(prior.size());
    const Eigen::VectorXd centre = Eigen::Map<const Eigen::VectorXd>(prior.data(), width);
    Eigen::VectorXd weights = centre;
    const auto objective = [&](const Eigen::VectorXd& w) {
        double sum = 0.5 * strength * (w - centre).squaredNorm();
        for (std::size_t i = 0; i < features.size(); ++i) {
            const double z = Eigen::Map<const Eigen::VectorXd>(features[i].data(), width).dot(w);
            sum += std::max(z, 0.0) - (labels[i] ? z : 0.0) + std::log1p(std::exp(-std::abs(z)));
        }
        return sum;
    };
    double now = objective(weights);
    for (int iteration = 0; iteration < 100; ++iteration) {
        Eigen::VectorXd gradient = strength * (weights - centre);
        Eigen::MatrixXd curvature = strength * Eigen::MatrixXd::Identity(width, width);
        for (std::size_t i = 0; i < features.size(); ++i) {
            const Eigen::Map<const Eigen::VectorXd> x(features[i].data(), width);
            const double p = 1 / (1 + std::exp(-x.dot(weights)));
            gradient += (p - (labels[i] ? 1.0 : 0.0)) * x;
            curvature += p * (1 - p) * x * x.transpose();
        }
        const Eigen::VectorXd step = curvature.ldlt().solve(gradient);
        double length = 1; // halved until the objective falls: Newton may overshoot far from the minimum
        while (length > 1e-6 && objective(weights - length * step) > now) length /= 2;
        weights -= length * step;
        now = objective(weights);
        if (length * step.norm() < 1e-8) break;
    }
    return {weights.begin(), weights.end()};
}

} // namespace second_read::train
