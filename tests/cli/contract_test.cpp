/// The command line as other programs rely on it: one object, its keys, spans in code points.

#include <cmath>

#include "../study/dicom_fixture.h"
#include "cli/examinations.h"

namespace second_read {
namespace {

using nlohmann::json;
using test::Ran;
using test::secondread;
using test::secondreadEach;
using test::secondreadOnce;
namespace fs = std::filesystem;

/// The whole of standard output is one object on one line.
json oneObject(const Ran& ran) {
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_EQ(std::count(ran.out.begin(), ran.out.end(), '\n'), 1) << ran.out.substr(0, 400);
    EXPECT_TRUE(ran.out.ends_with('\n'));
    json object = ran.json();
    EXPECT_TRUE(object.is_object()) << ran.out.substr(0, 400);
    return object;
}

void expectKeys(const json& object, std::initializer_list<const char*> keys) {
    for (const char* key : keys)
        EXPECT_TRUE(object.contains(key)) << key << " in " << object.dump().substr(0, 400);
}

/// Code points of a UTF-8 text that has no byte-order mark.
std::u32string codePoints(const std::string& text) {
    std::u32string points;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80)
            points += byte;
        else if (byte >= 0xC0)
            points += static_cast<char32_t>(byte & (byte >= 0xF0 ? 0x07 : byte >= 0xE0 ? 0x0F : 0x1F));
        else
            points.back() = points.back() << 6 | static_cast<char32_t>(byte & 0x3F);
    }
    return points;
}

/// Two-byte, four-byte and line-end characters before what is looked for.
const std::string kBefore = "Caf\xC3\xA9, M\xC3\xBCller \xF0\x9F\xA7\xA0.\r\nFINDINGS:\r\n";
const std::string kReport =
    kBefore + "There is an acute infarct in the left MCA territory. No haemorrhage.\r\n";
const std::string kByteOrderMark = "\xEF\xBB\xBF";

/// The words that [begin, end) spans, which are plain letters here.
std::string spanned(const std::string& text, const json& span) {
    const auto points = codePoints(text);
    const auto begin = span.at(0).get<std::size_t>(), end = span.at(1).get<std::size_t>();
    EXPECT_LT(begin, end);
    EXPECT_LE(end, points.size());
    std::string words;
    for (std::size_t i = begin; i < std::min(end, points.size()); ++i) words += static_cast<char>(points[i]);
    return words;
}

TEST(Contract, LabelPrintsCompactLinesWithSpansInCodePointsBehindTheByteOrderMark) {
    const test::TemporaryFolder folder;
    const auto plain = (folder.path() / "r.txt").string(), marked = (folder.path() / "marked.txt").string();
    std::ofstream(plain, std::ios::binary) << kReport;
    std::ofstream(marked, std::ios::binary) << kByteOrderMark << kReport;
    const auto ran = secondreadEach({{"label " + plain}, {"label " + marked}, {"label --json " + plain}});
    EXPECT_EQ(ran[0].out, ran[2].out);
    for (const auto& each : ran) {
        const json object = oneObject(each);
        expectKeys(object, {"id", "abnormal", "findings"});
        EXPECT_FALSE(object.contains("text"));
        ASSERT_EQ(object["findings"].size(), 10U);
        for (const auto& [id, finding] : object["findings"].items())
            expectKeys(finding, {"probability", "assertion", "side", "spans", "words"});
        const json &stroke = object["findings"].at("acute_stroke"),
                   &blood = object["findings"].at("haemorrhage");
        EXPECT_EQ(stroke["assertion"], "affirmed");
        EXPECT_EQ(stroke["side"], "left");
        EXPECT_GT(stroke["probability"], 0.5);
        EXPECT_NE(spanned(kReport, stroke["spans"].at(0)).find("infarct"), std::string::npos);
        EXPECT_EQ(blood["assertion"], "negated");
        EXPECT_NE(spanned(kReport, blood["spans"].at(0)).find("haemorrhage"), std::string::npos);
    }
}

TEST(Contract, EmbedGivesAUnitVectorALineAndNothingForNothing) {
    const auto ran = secondreadEach({{"embed", ""},
                                     {"embed", "acute infarct\n\nno acute infarct\n"},
                                     {"embed --json", "acute infarct\r\n\r\nno acute infarct"}});
    EXPECT_EQ(ran[0].code, 0) << ran[0].err;
    EXPECT_EQ(ran[0].out, "");
    EXPECT_EQ(ran[1].code, 0) << ran[1].err;
    EXPECT_EQ(ran[1].out, ran[2].out);
    std::istringstream lines(ran[1].out);
    for (const std::string text : {"acute infarct", "", "no acute infarct"}) { // empty lines keep their place
        std::string line;
        ASSERT_TRUE(std::getline(lines, line));
        const json object = json::parse(line);
        EXPECT_EQ(object["text"], text);
        double sum = 0;
        for (const double value : object["embedding"]) sum += value * value;
        EXPECT_NEAR(std::sqrt(sum), 1.0, 1e-3);
    }
    EXPECT_EQ(lines.peek(), std::char_traits<char>::eof());
}

TEST(Contract, PackTellsWhatItHolds) {
    for (const auto& ran : secondreadEach({{"pack verify --json"}, {"--json pack info"}})) {
        const json pack = oneObject(ran);
        expectKeys(pack, {"id", "version", "findings", "sequences", "verified"});
        EXPECT_EQ(pack["id"], "brain-mri");
        EXPECT_EQ(pack["findings"].size(), 10U);
        EXPECT_EQ(pack["verified"], true);
    }
}

using ContractOnExaminations = test::Examinations;
using ContractOnAnArchive = test::ArchivedExaminations;

TEST_F(ContractOnExaminations, StudyPrintsOneObject) {
    EXPECT_EQ(oneObject(secondreadOnce("study --json " + dicom(1)))["studies"].size(), 1U);
}

TEST_F(ContractOnAnArchive, SearchPrintsOneObject) {
    const std::string archived = " --archive " + archive().string();
    for (const auto& ran :
         secondreadEach({{"search --json 'acute infarct' --top 1" + archived},
                         {"search --json --same-patient --study " + dicom(1) + archived}})) {
        const json search = oneObject(ran);
        expectKeys(search, {"query", "results", "ms"});
        ASSERT_EQ(search["results"].size(), 1U); // one by --top, one as the study itself is left out
        expectKeys(search["results"][0],
                   {"id", "similarity", "date", "age", "sex", "passage", "span", "path"});
    }
}

TEST_F(ContractOnAnArchive, ThePassageIsWhatItsSpanSays) {
    const json search = oneObject(secondread("search --json 'normal' --archive " + archive().string()));
    ASSERT_EQ(search["results"].size(), 2U);
    for (const json& result : search["results"]) {
        const fs::path report = fs::path(result["path"].get<std::string>()).parent_path() / "report.txt";
        std::ifstream stream(report);
        const std::string text((std::istreambuf_iterator<char>(stream)), {});
        ASSERT_FALSE(text.empty()) << report;
        const auto points = codePoints(text), passage = codePoints(result["passage"]);
        const auto begin = result["span"][0].get<std::size_t>(), end = result["span"][1].get<std::size_t>();
        EXPECT_EQ(points.substr(begin, end - begin), passage);
    }
}

TEST_F(ContractOnExaminations, SpansOfAnAnalysedReportCountCodePoints) {
    const auto file = folder() / "spans.txt";
    std::ofstream(file, std::ios::binary) << kByteOrderMark << kReport;
    const json analysis = oneObject(secondread("analyse --json " + dicom(1) + " --report " + file.string()));
    bool seen = false;
    for (const json& finding : analysis["findings"]) {
        ASSERT_TRUE(finding["report"].is_object()) << finding["id"];
        expectKeys(finding["report"], {"assertion", "side", "spans"});
        if (finding["id"] != "acute_stroke") continue;
        seen = true;
        EXPECT_EQ(finding["report"]["assertion"], "affirmed");
        EXPECT_EQ(finding["report"]["side"], "left");
        EXPECT_NE(spanned(kReport, finding["report"]["spans"].at(0)).find("infarct"), std::string::npos);
    }
    EXPECT_TRUE(seen);
}

TEST_F(ContractOnExaminations, FindingsAreOrderedAndWhatIsNotComputedIsNull) {
    const json analysis = oneObject(secondreadOnce("analyse --json " + dicom(1)));
    ASSERT_TRUE(analysis["abstained"].is_null()) << analysis["abstained"];
    bool ended = false;
    double last = 2;
    for (const json& finding : analysis["findings"]) {
        if (!finding["evaluable"].get<bool>()) {
            ended = true;
            for (const char* key : {"similarity", "percentile", "probability", "side", "place", "peak_lps"})
                EXPECT_TRUE(finding[key].is_null()) << key;
            EXPECT_TRUE(finding["why_not"].is_string());
            continue;
        }
        EXPECT_FALSE(ended) << "an evaluable finding after one that is not";
        EXPECT_TRUE(finding["why_not"].is_null());
        ASSERT_TRUE(finding["percentile"].is_number());
        EXPECT_GE(finding["percentile"], 0);
        EXPECT_LE(finding["percentile"], 100);
        if (finding["probability"].is_number()) {
            EXPECT_LE(finding["probability"].get<double>(), last);
            last = finding["probability"];
        }
    }
}

TEST_F(ContractOnAnArchive, PrepareCountsAndGoesOn) {
    const std::string request =
        "prepare --json --archive " + archive().string() + " --out " + (folder() / "store").string();
    const json first = oneObject(secondread(request));
    EXPECT_EQ(first["examinations"], 2);
    EXPECT_GT(first["bytes"], 100'000);
    EXPECT_EQ(oneObject(secondread(request)), first);
}

TEST_F(ContractOnExaminations, EvaluationHasEveryKey) {
    const auto out = folder() / "evaluation";
    const json figures =
        oneObject(secondread("evaluate --json --cohort " + cohort().string() + " --out " + out.string()));
    expectKeys(figures, {"normal_abnormal", "findings", "retrieval", "planted_errors", "false_flags_per_100",
                         "sites", "strata", "localisation", "latency_ms", "memory_mb", "baselines"});
    expectKeys(figures["normal_abnormal"], {"auc", "ci", "n"});
    ASSERT_EQ(figures["findings"].size(), 10U);
    for (const json& finding : figures["findings"])
        expectKeys(finding, {"auc", "ci", "n_pos", "sensitivity", "specificity", "calibration"});
    expectKeys(figures["retrieval"], {"p_at_15", "mean"});
    expectKeys(figures["localisation"], {"hit_rate", "side_accuracy"});
    EXPECT_TRUE(fs::exists(out / "evaluation.html"));
    EXPECT_TRUE(fs::exists(out / "evaluation.json"));
}

TEST(Contract, AFailedImportIsThreeWithTheFailureNamed) {
    const test::TemporaryFolder folder;
    const auto place = folder.path() / "half-good";
    study::fixture::write(place / "good" / "dicom", study::fixture::phantom());
    std::ofstream(place / "good" / "report.txt") << "No acute infarct.\n";
    fs::create_directories(place / "bad");
    std::ofstream(place / "bad" / "T1.nii.gz") << "no gzip at all";
    const auto ran =
        secondread("import --json " + place.string() + " --archive " + (folder.path() / "archive").string());
    EXPECT_EQ(ran.code, 3) << ran.err;
    const json answer = ran.json();
    expectKeys(answer, {"imported", "updated", "skipped", "failed"});
    EXPECT_EQ(answer["imported"], 1);
    ASSERT_EQ(answer["failed"].size(), 1U);
    expectKeys(answer["failed"][0], {"path", "why"});
    EXPECT_NE(answer["failed"][0]["path"].get<std::string>().find("T1.nii.gz"), std::string::npos);
}

TEST_F(ContractOnExaminations, ASeriesThatCannotBeReadIsThreeAndTheRestIsJudged) {
    const auto place = folder() / "one-series-cut";
    fs::copy(exam(1) / "dicom", place, fs::copy_options::recursive);
    fs::path cut;
    for (const auto& series : fs::directory_iterator(place))
        if (series.path().filename().string().find("T2") != std::string::npos) cut = series.path();
    ASSERT_FALSE(cut.empty());
    for (const auto& file : fs::directory_iterator(cut)) fs::resize_file(file.path(), 3000);
    const auto ran = secondread("analyse --json " + place.string());
    EXPECT_EQ(ran.code, 3) << ran.err;
    const json analysis = ran.json();
    ASSERT_EQ(analysis["findings"].size(), 10U);
    bool named = false;
    for (const json& series : analysis["not_evaluated"])
        named = named || series["why"].get<std::string>().find("cut short") != std::string::npos;
    EXPECT_TRUE(named) << analysis["not_evaluated"];
}

} // namespace
} // namespace second_read
