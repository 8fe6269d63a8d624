#include <fstream>

#include <gmock/gmock.h>

#include "examination/json.h"
#include "examinations.h"

namespace second_read::analysis {
namespace {

using namespace test;
using testing::HasSubstr;

class AnalyseTest : public WithPack {
protected:
    AnalyseRequest requestOf(const fs::path& path) {
        AnalyseRequest request;
        request.path = path;
        return request;
    }
};

TEST_F(AnalyseTest, SaysSomethingOfEveryFindingAndNamesWhatItDidNotUse) {
    const auto uid = writeStudy(folder(), 1, {Sequence::T1, Sequence::T2, Sequence::FLAIR, Sequence::FLAIR});
    auto request = requestOf(folder());
    request.queries = {"there is a bright lesion on the left"};
    const auto analysis = analyse(pack(), request);
    ASSERT_TRUE(analysis) << analysis.error().message;
    EXPECT_EQ(analysis->study.uid, uid);
    EXPECT_EQ(analysis->pack, (examination::PackId{"tiny", "0"}));
    EXPECT_FALSE(analysis->abstained) << *analysis->abstained;
    EXPECT_EQ(analysis->findings.size(), pack().catalogue().findings.size());
    EXPECT_TRUE(analysis->flags.empty());
    EXPECT_TRUE(analysis->similar.empty());
    for (const auto& finding : analysis->findings) {
        if (finding.id == "acute_stroke" || finding.id == "haemorrhage") {
            EXPECT_FALSE(finding.evaluable) << finding.id; // no DWI, no SWI
            EXPECT_FALSE(finding.similarity || finding.percentile || finding.probability);
            EXPECT_TRUE(finding.whyNot);
        }
        if (!finding.evaluable) continue;
        EXPECT_TRUE(finding.similarity && finding.percentile && finding.probability) << finding.id;
        ASSERT_TRUE(finding.seriesUid) << finding.id;
        EXPECT_THAT(*finding.seriesUid, HasSubstr(uid));
        if (finding.slice) {
            EXPECT_GE(*finding.slice, 0);
            EXPECT_LT(*finding.slice, 26);
        }
    }
    ASSERT_EQ(analysis->queries.size(), 1u);
    EXPECT_TRUE(analysis->queries[0].similarity && analysis->queries[0].percentile);
    EXPECT_FALSE(analysis->queries[0].side);
    ASSERT_EQ(analysis->notEvaluated.size(), 1u);
    EXPECT_EQ(analysis->notEvaluated[0].why, "another FLAIR series was used");
    EXPECT_FALSE(analysis->notEvaluated[0].failed);
    for (const char* stage : {"open", "prepare", "encode", "score", "search", "report", "total"})
        EXPECT_TRUE(analysis->timingsMs.contains(stage)) << stage;
    EXPECT_TRUE(examination::analysisOf(examination::toJson(*analysis)));
}

TEST_F(AnalyseTest, TheReportIsReadBesideTheImages) {
    writeStudy(folder(), 1, {Sequence::T2, Sequence::FLAIR});
    auto request = requestOf(folder());
    request.reportText = "FINDINGS: There is a mass in the right frontal lobe. No hydrocephalus.";
    const auto analysis = analyse(pack(), request);
    ASSERT_TRUE(analysis) << analysis.error().message;
    for (const auto& finding : analysis->findings) {
        ASSERT_TRUE(finding.report) << finding.id;
        if (finding.id == "mass") {
            EXPECT_EQ(finding.report->assertion, Assertion::Affirmed);
            EXPECT_EQ(finding.report->side, Side::Right);
        }
        if (finding.id == "hydrocephalus") {
            EXPECT_EQ(finding.report->assertion, Assertion::Negated);
        }
    }
}

TEST_F(AnalyseTest, ProgressRunsForwardThroughTheStages) {
    writeStudy(folder(), 1, {Sequence::T2, Sequence::FLAIR});
    std::vector<Progress> seen;
    JobContext context;
    context.report = [&](const Progress& now) { seen.push_back(now); };
    ASSERT_TRUE(analyse(pack(), requestOf(folder()), context));
    ASSERT_GT(seen.size(), 4u);
    EXPECT_EQ(seen.front().stage, "open");
    EXPECT_EQ(seen.back().stage, "report");
    for (std::size_t i = 1; i < seen.size(); ++i)
        EXPECT_GE(seen[i].fraction, seen[i - 1].fraction - 1e-9) << seen[i].stage;
}

TEST_F(AnalyseTest, StopsWhenAsked) {
    writeStudy(folder(), 1, {Sequence::T2, Sequence::FLAIR});
    std::stop_source stop;
    JobContext context;
    context.stop = stop.get_token();
    context.report = [&](const Progress& now) {
        if (now.stage == "encode") stop.request_stop();
    };
    const auto analysis = analyse(pack(), requestOf(folder()), context);
    ASSERT_FALSE(analysis);
    EXPECT_EQ(analysis.error().code, ErrorCode::Cancelled);
}

TEST_F(AnalyseTest, OfSeveralStudiesOneMustBeNamed) {
    const auto first = writeStudy(folder() / "a", 1, {Sequence::T2});
    const auto second = writeStudy(folder() / "b", 2, {Sequence::FLAIR});
    auto request = requestOf(folder());
    const auto refused = analyse(pack(), request);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument);
    EXPECT_THAT(refused.error().message, HasSubstr(first));
    EXPECT_THAT(refused.error().message, HasSubstr(second));
    request.studyUid = second;
    EXPECT_EQ(analyse(pack(), request).value().study.uid, second);
    request.studyUid = "1.2.3";
    EXPECT_EQ(analyse(pack(), request).error().code, ErrorCode::NotFound);
}

TEST_F(AnalyseTest, AChildIsNotJudged) {
    writeStudy(folder(), 1, {Sequence::T2, Sequence::FLAIR}, {.age = "009Y"});
    auto request = requestOf(folder());
    request.reportText = "FINDINGS: Left frontal mass.\nIMPRESSION: No mass.";
    request.queries = {"a mass"};
    const auto analysis = analyse(pack(), request);
    ASSERT_TRUE(analysis) << analysis.error().message;
    ASSERT_TRUE(analysis->abstained);
    EXPECT_THAT(*analysis->abstained, HasSubstr("9 years"));
    EXPECT_TRUE(analysis->flags.empty());
    EXPECT_FALSE(analysis->abnormality.percentile);
    EXPECT_FALSE(analysis->queries.at(0).similarity);
    for (const auto& finding : analysis->findings) {
        EXPECT_FALSE(finding.evaluable || finding.similarity || finding.percentile || finding.probability);
        EXPECT_EQ(finding.whyNot, analysis->abstained);
        EXPECT_TRUE(finding.report);
    }
}

TEST_F(AnalyseTest, AKneeIsNotJudged) {
    writeStudy(folder(), 1, {Sequence::T2}, {}, {{"BodyPartExamined", "KNEE"}});
    const auto analysis = analyse(pack(), requestOf(folder()));
    ASSERT_TRUE(analysis) << analysis.error().message;
    ASSERT_TRUE(analysis->abstained);
    EXPECT_THAT(*analysis->abstained, HasSubstr("KNEE"));
}

TEST_F(AnalyseTest, AChildsComputedTomographyIsRefusedLikeAnyOther) {
    writeStudy(folder(), 1, {Sequence::T2}, {.age = "009Y"}, {{"Modality", "CT"}});
    const auto analysis = analyse(pack(), requestOf(folder()));
    ASSERT_FALSE(analysis);
    EXPECT_EQ(analysis.error().code, ErrorCode::Unsupported);
}

TEST_F(AnalyseTest, AStudyWithoutAKnownSequenceIsRefusedWithTheReason) {
    writeStudy(folder(), 1, {Sequence::T2}, {},
               {{"ContrastBolusAgent", "Gadovist"},
                {"SeriesDescription", "T1 Gd"},
                {"RepetitionTime", "500"},
                {"EchoTime", "10"}});
    const auto analysis = analyse(pack(), requestOf(folder()));
    ASSERT_FALSE(analysis);
    EXPECT_EQ(analysis.error().code, ErrorCode::Unsupported);
    EXPECT_THAT(analysis.error().message, HasSubstr("no encoder for T1+Gd"));
}

TEST_F(AnalyseTest, AnUnreadableSeriesGivesWayToTheNextAndIsNamedAsFailed) {
    writeStudy(folder(), 1, {Sequence::FLAIR, Sequence::FLAIR});
    // Pixels cut off: the header still describes the first series.
    for (const auto& item : fs::directory_iterator(folder() / "series-1"))
        fs::resize_file(item, fs::file_size(item) - 2000);
    const auto analysis = analyse(pack(), requestOf(folder()));
    ASSERT_TRUE(analysis) << analysis.error().message;
    int evaluable = 0;
    for (const auto& finding : analysis->findings) evaluable += finding.evaluable;
    EXPECT_GT(evaluable, 0);
    ASSERT_FALSE(analysis->notEvaluated.empty());
    EXPECT_TRUE(analysis->notEvaluated[0].failed);
}

TEST_F(AnalyseTest, WhatIsNoStudyIsRefused) {
    EXPECT_EQ(analyse(pack(), requestOf(folder() / "absent")).error().code, ErrorCode::NotFound);
    EXPECT_FALSE(analyse(pack(), requestOf(folder())));
    std::ofstream(folder() / "notes.txt") << "no image";
    EXPECT_FALSE(analyse(pack(), requestOf(folder())));
}

TEST_F(AnalyseTest, AMissingArchiveIsToldBeforeTheImagesAreRead) {
    auto request = requestOf(folder() / "absent");
    request.archive = folder() / "no archive";
    const auto refused = analyse(pack(), request);
    EXPECT_THAT(refused.error().message, HasSubstr("no archive"));
}

} // namespace
} // namespace second_read::analysis
