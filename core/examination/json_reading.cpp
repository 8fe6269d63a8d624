#include "examination/fields.h"
#include "examination/json.h"

namespace second_read::examination {
namespace {

using nlohmann::json;

template <std::size_t N, class T>
std::optional<std::array<T, N>> arrayOf(const json& value, const std::string& path, Fields& fields) {
    if (!value.is_array() || value.size() != N) {
        fields.refuse(path, "is not a list of " + std::to_string(N) + " numbers");
        return std::nullopt;
    }
    std::array<T, N> numbers{};
    for (std::size_t i = 0; i < N; ++i) numbers[i] = fields.read<T>(value[i], path);
    return numbers;
}

template <std::size_t N, class T> std::array<T, N> requiredArray(Fields& fields, const char* key) {
    const json* member = fields.memberOf(key, true);
    return member ? arrayOf<N, T>(*member, fields.pathOf(key), fields).value_or(std::array<T, N>{})
                  : std::array<T, N>{};
}

std::optional<std::array<double, 3>> pointOrNull(Fields& fields, const char* key) {
    const json* member = fields.memberOf(key, true);
    if (!member || member->is_null()) return std::nullopt;
    return arrayOf<3, double>(*member, fields.pathOf(key), fields);
}

Span spanOf(const json& value, const std::string& path, Fields& fields) {
    const auto ends = arrayOf<2, std::size_t>(value, path, fields).value_or(std::array<std::size_t, 2>{});
    if (ends[0] > ends[1]) fields.refuse(path, "ends before it begins");
    return {ends[0], ends[1]};
}

std::vector<Span> spansOf(Fields& fields, const char* key) {
    return fields.list<Span>(
        key, [&](const json& value, const std::string& path) { return spanOf(value, path, fields); });
}

std::optional<Eigen::Matrix4d> affineOrNull(Fields& fields, const char* key) {
    const json* member = fields.memberOf(key, true);
    if (!member || member->is_null()) return std::nullopt;
    const std::string path = fields.pathOf(key);
    if (!member->is_array() || member->size() != 4) {
        fields.refuse(path, "is not a list of 4 rows");
        return std::nullopt;
    }
    Eigen::Matrix4d affine;
    for (int row = 0; row < 4; ++row) {
        const auto values = arrayOf<4, double>((*member)[static_cast<std::size_t>(row)], path, fields);
        if (!values) return std::nullopt;
        for (int column = 0; column < 4; ++column)
            affine(row, column) = (*values)[static_cast<std::size_t>(column)];
    }
    return affine;
}

Series seriesOf(const json& value, const std::string& path, std::optional<Error>& fault) {
    Fields fields(value, path, fault);
    Series series;
    series.uid = fields.get<std::string>("uid");
    series.stack = fields.get<int>("stack");
    series.description = fields.get<std::string>("description");
    series.sequence = fields.word<Sequence>("sequence", sequenceOf);
    series.confidence = fields.get<double>("confidence");
    series.why = fields.get<std::string>("why");
    series.plane = fields.get<std::string>("plane");
    series.matrix = requiredArray<3, int>(fields, "matrix");
    series.spacing = requiredArray<3, double>(fields, "spacing");
    series.affineLps = affineOrNull(fields, "affine_lps");
    series.frameOfReference = fields.getIfThere<std::string>("frame_of_reference");
    series.images = fields.get<int>("images");
    series.eligible = fields.get<bool>("eligible");
    series.warnings = fields.listOf<std::string>("warnings");
    return series;
}

Study readStudy(const json& value, const std::string& path, std::optional<Error>& fault) {
    Fields fields(value, path, fault);
    Study study;
    study.uid = fields.get<std::string>("uid");
    Fields patient = fields.object("patient");
    study.patient.name = patient.getOrNull<std::string>("name");
    study.patient.id = patient.getOrNull<std::string>("id");
    study.patient.sex = patient.getOrNull<std::string>("sex");
    study.patient.age = patient.getOrNull<int>("age");
    study.date = fields.getOrNull<std::string>("date");
    study.time = fields.getIfThere<std::string>("time");
    study.accession = fields.getIfThere<std::string>("accession");
    study.description = fields.getIfThere<std::string>("description");
    study.series = fields.list<Series>(
        "series", [&](const json& item, const std::string& place) { return seriesOf(item, place, fault); });
    study.warnings = fields.listOf<std::string>("warnings");
    return study;
}

std::optional<ReportStatement> statementOrNull(Fields& outer, const char* key) {
    const json* member = outer.memberOf(key, true);
    if (!member || member->is_null()) return std::nullopt;
    Fields fields(*member, outer.pathOf(key), outer.fault());
    ReportStatement statement;
    statement.assertion = fields.word<Assertion>("assertion", assertionOf);
    statement.side = fields.wordOrNull<Side>("side", sideOf);
    statement.spans = spansOf(fields, "spans");
    return statement;
}

std::optional<Confidence> confidenceOf(std::string_view name) {
    for (const Confidence confidence : {Confidence::Full, Confidence::Reduced})
        if (nameOf(confidence) == name) return confidence;
    return std::nullopt;
}

Evidence evidenceOf(const json& value, const std::string& path, std::optional<Error>& fault) {
    Fields fields(value, path, fault);
    Evidence evidence;
    evidence.id = fields.get<std::string>("id");
    evidence.name = fields.get<std::string>("name");
    evidence.evaluable = fields.get<bool>("evaluable");
    evidence.whyNot = fields.getOrNull<std::string>("why_not");
    evidence.confidence = fields.word<Confidence>("confidence", confidenceOf);
    evidence.missing = fields.list<Sequence>("missing", [&](const json& item, const std::string& place) {
        const auto sequence = sequenceOf(fields.read<std::string>(item, place));
        if (!sequence) fields.refuse(place, "is not one of the known words");
        return sequence.value_or(Sequence::Other);
    });
    evidence.similarity = fields.getOrNull<double>("similarity");
    evidence.percentile = fields.getOrNull<double>("percentile");
    evidence.probability = fields.getOrNull<double>("probability");
    evidence.side = fields.wordOrNull<Side>("side", sideOf);
    evidence.place = fields.getOrNull<std::string>("place");
    evidence.peakLps = pointOrNull(fields, "peak_lps");
    evidence.seriesUid = fields.getOrNull<std::string>("series_uid");
    evidence.stack = fields.getOrNull<int>("stack");
    evidence.slice = fields.getOrNull<int>("slice");
    evidence.report = statementOrNull(fields, "report");
    return evidence;
}

Flag flagOf(const json& value, const std::string& path, std::optional<Error>& fault) {
    Fields fields(value, path, fault);
    Flag flag;
    flag.kind = fields.word<FlagKind>("kind", flagKindOf);
    flag.finding = fields.getOrNull<std::string>("finding");
    flag.message = fields.get<std::string>("message");
    flag.spans = spansOf(fields, "spans");
    flag.weight = fields.get<double>("weight");
    flag.expectedPrecision = fields.getOrNull<double>("expected_precision");
    return flag;
}

Similar similarItemOf(const json& value, const std::string& path, std::optional<Error>& fault) {
    Fields fields(value, path, fault);
    Similar similar;
    similar.id = fields.get<std::string>("id");
    similar.similarity = fields.get<double>("similarity");
    similar.date = fields.getOrNull<std::string>("date");
    similar.age = fields.getOrNull<int>("age");
    similar.sex = fields.getOrNull<std::string>("sex");
    similar.passage = fields.get<std::string>("passage");
    if (const json* span = fields.memberOf("span", true); span && !span->is_null())
        similar.span = spanOf(*span, fields.pathOf("span"), fields);
    similar.path = fields.get<std::string>("path");
    return similar;
}

QueryAnswer answerOf(const json& value, const std::string& path, std::optional<Error>& fault) {
    Fields fields(value, path, fault);
    QueryAnswer answer;
    answer.text = fields.get<std::string>("text");
    answer.similarity = fields.getOrNull<double>("similarity");
    answer.percentile = fields.getOrNull<double>("percentile");
    answer.side = fields.wordOrNull<Side>("side", sideOf);
    answer.peakLps = pointOrNull(fields, "peak_lps");
    return answer;
}

/// The value, or the fault met on the way.
template <class T> Result<T> orFault(T value, std::optional<Error>& fault, const char* what) {
    if (fault) return tl::unexpected<Error>(std::move(*fault).during(what));
    return value;
}

} // namespace

Result<Study> studyOf(const json& value) {
    std::optional<Error> fault;
    Study study = readStudy(value, "", fault);
    return orFault(std::move(study), fault, "reading a study");
}

Result<std::vector<Similar>> similarOf(const json& value) {
    if (!value.is_array())
        return fail(ErrorCode::Corrupt, "reading similar examinations: the document is not a list");
    std::optional<Error> fault;
    std::vector<Similar> all;
    for (std::size_t i = 0; i < value.size() && !fault; ++i)
        all.push_back(similarItemOf(value[i], '[' + std::to_string(i) + ']', fault));
    return orFault(std::move(all), fault, "reading similar examinations");
}

Result<Analysis> analysisOf(const json& value) {
    std::optional<Error> fault;
    Fields fields(value, "", fault);
    const auto items = [&]<class T>(const char* key,
                                    T (*read)(const json&, const std::string&, std::optional<Error>&)) {
        return fields.list<T>(
            key, [&](const json& item, const std::string& path) { return read(item, path, fault); });
    };
    Analysis analysis;
    if (const json* study = fields.memberOf("study", true))
        analysis.study = readStudy(*study, "study", fault);
    Fields pack = fields.object("pack");
    analysis.pack.id = pack.get<std::string>("id");
    analysis.pack.version = pack.get<std::string>("version");
    analysis.device = fields.get<std::string>("device");
    analysis.abstained = fields.getOrNull<std::string>("abstained");
    Fields abnormality = fields.object("abnormality");
    analysis.abnormality.similarity = abnormality.getOrNull<double>("similarity");
    analysis.abnormality.percentile = abnormality.getOrNull<double>("percentile");
    analysis.abnormality.probability = abnormality.getOrNull<double>("probability");
    analysis.findings = items("findings", &evidenceOf);
    analysis.flags = items("flags", &flagOf);
    analysis.queries = items("queries", &answerOf);
    analysis.similar = items("similar", &similarItemOf);
    Fields timings = fields.object("timings_ms");
    if (const json* stages = fields.memberOf("timings_ms", true); stages && stages->is_object())
        for (const auto& [stage, ms] : stages->items())
            analysis.timingsMs[stage] = timings.read<double>(ms, timings.pathOf(stage));
    analysis.notEvaluated =
        fields.list<NotEvaluated>("not_evaluated", [&](const json& item, const std::string& path) {
            Fields series(item, path, fault);
            return NotEvaluated{series.get<std::string>("series_uid"), series.get<std::string>("why")};
        });
    return orFault(std::move(analysis), fault, "reading an analysis");
}

Result<Calibration> calibrationOf(const json& value) {
    std::optional<Error> fault;
    Fields fields(value, "", fault);
    Calibration calibration;
    calibration.cohort = fields.get<std::string>("cohort");
    calibration.normals = fields.get<int>("normals");
    Fields thresholds = fields.object("thresholds");
    if (const json* all = fields.memberOf("thresholds", true); all && all->is_object())
        for (const auto& [id, item] : all->items()) {
            Fields one(item, thresholds.pathOf(id), fault);
            FlagThreshold& threshold = calibration.thresholds[id];
            threshold.missPercentile = one.get<double>("miss_percentile");
            threshold.missProbability = one.get<double>("miss_probability");
            threshold.overcallPercentile = one.get<double>("overcall_percentile");
            threshold.missPrecision = one.get<double>("miss_precision");
            threshold.overcallPrecision = one.get<double>("overcall_precision");
            threshold.sidePrecision = one.get<double>("side_precision");
            const FlagThreshold never; // what packs up to 0.6.0 set
            threshold.missProbabilityBeside =
                one.getIfThere<double>("miss_probability_beside").value_or(never.missProbabilityBeside);
            threshold.missPrecisionBeside =
                one.getIfThere<double>("miss_precision_beside").value_or(never.missPrecisionBeside);
        }
    return orFault(std::move(calibration), fault, "reading a calibration");
}

} // namespace second_read::examination
