#include "examination/json.h"

#include <cmath>

namespace second_read::examination {
namespace {

using nlohmann::json;

/// Text from DICOM or a file may be malformed; JSON must not be.
json textOf(const std::string& text) { return isUtf8(text) ? text : encodeUtf8(decodeUtf8(text)); }

json textOf(const std::optional<std::string>& text) { return text ? textOf(*text) : json(nullptr); }

json textsOf(const std::vector<std::string>& texts) {
    json array = json::array();
    for (const std::string& text : texts) array.push_back(textOf(text));
    return array;
}

/// Not a number counts as not computed.
json numberOf(const std::optional<double>& value) {
    return value && std::isfinite(*value) ? json(*value) : json(nullptr);
}

json sideOrNull(const std::optional<Side>& side) { return side ? json(nameOf(*side)) : json(nullptr); }

json spanOf(const Span& span) { return json::array({span.begin, span.end}); }

json spansOf(const std::vector<Span>& spans) {
    json array = json::array();
    for (const Span& span : spans) array.push_back(spanOf(span));
    return array;
}

json affineOf(const std::optional<Eigen::Matrix4d>& affine) {
    if (!affine) return nullptr;
    json rows = json::array();
    for (int row = 0; row < 4; ++row) {
        json values = json::array();
        for (int column = 0; column < 4; ++column) values.push_back((*affine)(row, column));
        rows.push_back(std::move(values));
    }
    return rows;
}

template <class T> json listOf(const std::vector<T>& items) {
    json array = json::array();
    for (const T& item : items) array.push_back(toJson(item));
    return array;
}

json statementOf(const std::optional<ReportStatement>& statement) {
    if (!statement) return nullptr;
    return {{"assertion", nameOf(statement->assertion)},
            {"side", sideOrNull(statement->side)},
            {"spans", spansOf(statement->spans)}};
}

} // namespace

std::string_view nameOf(FlagKind kind) {
    switch (kind) {
    case FlagKind::PossibleMiss:
        return "possible_miss";
    case FlagKind::PossibleOvercall:
        return "possible_overcall";
    case FlagKind::SideMismatch:
        return "side_mismatch";
    case FlagKind::TextConflict:
        return "text_conflict";
    }
    return "text_conflict";
}

std::optional<FlagKind> flagKindOf(std::string_view name) {
    for (const FlagKind kind :
         {FlagKind::PossibleMiss, FlagKind::PossibleOvercall, FlagKind::SideMismatch, FlagKind::TextConflict})
        if (nameOf(kind) == name) return kind;
    return std::nullopt;
}

std::string_view nameOf(Confidence confidence) { return confidence == Confidence::Full ? "full" : "reduced"; }

json toJson(const Series& series) {
    return {{"uid", textOf(series.uid)},
            {"stack", series.stack},
            {"description", textOf(series.description)},
            {"sequence", nameOf(series.sequence)},
            {"confidence", series.confidence},
            {"why", textOf(series.why)},
            {"plane", textOf(series.plane)},
            {"matrix", series.matrix},
            {"spacing", series.spacing},
            {"affine_lps", affineOf(series.affineLps)},
            {"frame_of_reference", textOf(series.frameOfReference)},
            {"images", series.images},
            {"eligible", series.eligible},
            {"warnings", textsOf(series.warnings)}};
}

json toJson(const Study& study) {
    return {{"uid", textOf(study.uid)},
            {"patient",
             {{"name", textOf(study.patient.name)},
              {"id", textOf(study.patient.id)},
              {"sex", textOf(study.patient.sex)},
              {"age", orNull(study.patient.age)}}},
            {"date", textOf(study.date)},
            {"time", textOf(study.time)},
            {"accession", textOf(study.accession)},
            {"description", textOf(study.description)},
            {"series", listOf(study.series)},
            {"warnings", textsOf(study.warnings)}};
}

json toJson(const Evidence& evidence) {
    json missing = json::array();
    for (const Sequence sequence : evidence.missing) missing.push_back(nameOf(sequence));
    return {{"id", textOf(evidence.id)},
            {"name", textOf(evidence.name)},
            {"evaluable", evidence.evaluable},
            {"why_not", textOf(evidence.whyNot)},
            {"confidence", nameOf(evidence.confidence)},
            {"missing", std::move(missing)},
            {"similarity", numberOf(evidence.similarity)},
            {"percentile", numberOf(evidence.percentile)},
            {"probability", numberOf(evidence.probability)},
            {"side", sideOrNull(evidence.side)},
            {"place", textOf(evidence.place)},
            {"peak_lps", orNull(evidence.peakLps)},
            {"series_uid", textOf(evidence.seriesUid)},
            {"stack", orNull(evidence.stack)},
            {"slice", orNull(evidence.slice)},
            {"report", statementOf(evidence.report)}};
}

json toJson(const Flag& flag) {
    return {{"kind", nameOf(flag.kind)},       {"finding", textOf(flag.finding)},
            {"message", textOf(flag.message)}, {"spans", spansOf(flag.spans)},
            {"weight", flag.weight},           {"expected_precision", numberOf(flag.expectedPrecision)}};
}

json toJson(const Similar& similar) {
    return {{"id", textOf(similar.id)},
            {"similarity", similar.similarity},
            {"date", textOf(similar.date)},
            {"age", orNull(similar.age)},
            {"sex", textOf(similar.sex)},
            {"passage", textOf(similar.passage)},
            {"span", similar.span ? spanOf(*similar.span) : json(nullptr)},
            {"path", textOf(similar.path)}};
}

json toJson(const QueryAnswer& answer) {
    return {{"text", textOf(answer.text)},
            {"similarity", numberOf(answer.similarity)},
            {"percentile", numberOf(answer.percentile)},
            {"side", sideOrNull(answer.side)},
            {"peak_lps", orNull(answer.peakLps)}};
}

json toJson(const Analysis& analysis) {
    json notEvaluated = json::array();
    for (const NotEvaluated& series : analysis.notEvaluated)
        notEvaluated.push_back({{"series_uid", textOf(series.seriesUid)}, {"why", textOf(series.why)}});
    return {{"study", toJson(analysis.study)},
            {"pack", {{"id", textOf(analysis.pack.id)}, {"version", textOf(analysis.pack.version)}}},
            {"device", textOf(analysis.device)},
            {"abstained", textOf(analysis.abstained)},
            {"abnormality",
             {{"similarity", numberOf(analysis.abnormality.similarity)},
              {"percentile", numberOf(analysis.abnormality.percentile)},
              {"probability", numberOf(analysis.abnormality.probability)}}},
            {"findings", listOf(analysis.findings)},
            {"flags", listOf(analysis.flags)},
            {"queries", listOf(analysis.queries)},
            {"similar", listOf(analysis.similar)},
            {"timings_ms", analysis.timingsMs},
            {"not_evaluated", std::move(notEvaluated)}};
}

json toJson(const Calibration& calibration) {
    json thresholds = json::object();
    for (const auto& [id, threshold] : calibration.thresholds)
        thresholds[id] = {{"miss_percentile", threshold.missPercentile},
                          {"miss_probability", threshold.missProbability},
                          {"overcall_percentile", threshold.overcallPercentile},
                          {"miss_precision", threshold.missPrecision},
                          {"overcall_precision", threshold.overcallPrecision},
                          {"side_precision", threshold.sidePrecision},
                          {"miss_probability_beside", threshold.missProbabilityBeside},
                          {"miss_precision_beside", threshold.missPrecisionBeside}};
    return {{"cohort", textOf(calibration.cohort)},
            {"normals", calibration.normals},
            {"thresholds", std::move(thresholds)}};
}

} // namespace second_read::examination
