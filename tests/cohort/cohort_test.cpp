#include "cohort/cohort.h"

#include <cctype>
#include <fstream>
#include <map>
#include <set>

#include <gmock/gmock.h>

#include "base/files.h"
#include "base/json.h"
#include "cohort/exam_writer.h"
#include "cohort/planted_error.h"
#include "cohort/scanner.h"
#include "simulate/simulator.h"
#include "study/study_reader.h"
#include "support/support.h"

namespace second_read::cohort {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

/// Shipped maps at 2 mm: enough for what is tested here, and quick.
const simulate::Anatomies& anatomies() {
    static const simulate::Anatomies all = [] {
        auto folder = shippedAnatomy();
        if (!folder) throw std::runtime_error(folder.error().message);
        auto loaded = simulate::Anatomies::load(*folder, 2.0, 2);
        if (!loaded) throw std::runtime_error(loaded.error().message);
        return std::move(*loaded);
    }();
    return all;
}

simulate::Examination small(const std::string& site, std::uint64_t seed,
                            std::vector<std::string> findings = {"acute_stroke"}, std::size_t threads = 1) {
    simulate::Options options;
    options.threads = threads;
    options.site = site;
    options.findings = std::move(findings);
    options.bounds = {48, 6};
    options.sequences = {Sequence::T1,  Sequence::T1Gd, Sequence::T2, Sequence::FLAIR,
                         Sequence::DWI, Sequence::ADC,  Sequence::SWI};
    return simulate::simulate(anatomies(), options, seed);
}

std::map<std::string, std::string> contentsOf(const fs::path& folder) {
    std::map<std::string, std::string> all;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.is_regular_file())
            all[fs::relative(entry.path(), folder).string()] = readFile(entry.path()).value();
    return all;
}

TEST(ExamWriter, WhatIsWrittenIsReadBackWithSequenceGeometryAndPatient) {
    for (const std::string site : {"A", "B", "C", "D"}) {
        test::TemporaryFolder folder;
        const auto e = small(site, 11);
        ASSERT_TRUE(writeExam(folder.path(), e, {}));
        const auto found = study::openStudies(folder.path() / "dicom");
        ASSERT_TRUE(found) << found.error().message;
        ASSERT_EQ(found->studies.size(), 1U);
        EXPECT_TRUE(found->refused.empty());
        const auto& opened = found->studies[0];
        ASSERT_EQ(opened.study.series.size(), e.series.size());
        std::set<Sequence> recognised;
        for (std::size_t i = 0; i < opened.study.series.size(); ++i) {
            const auto& series = opened.study.series[i];
            EXPECT_TRUE(e.series.contains(series.sequence)) << site << " " << series.description;
            recognised.insert(series.sequence);
            if (!e.series.contains(series.sequence)) continue;
            const auto volume = study::loadVolume(opened, i);
            ASSERT_TRUE(volume) << volume.error().message;
            const auto& written = e.series.at(series.sequence);
            EXPECT_EQ(volume->grid.size, written.grid.size);
            // The reader may run through the slices the other way round: then the last written comes first.
            const bool turned = volume->grid.direction.col(2).dot(written.grid.direction.col(2)) < 0;
            const int last = written.grid.size[2] - 1;
            for (const int k : {0, last}) {
                const Eigen::Vector3d there(3, 5, turned ? last - k : k);
                EXPECT_LT(
                    (volume->grid.patientOf({3, 5, static_cast<double>(k)}) - written.grid.patientOf(there))
                        .norm(),
                    1e-3)
                    << site << " " << series.description;
            }
            for (int k = 0; k <= last; ++k)
                EXPECT_EQ(volume->at(20, 24, k), written.at(20, 24, turned ? last - k : k))
                    << site << " " << series.description;
        }
        EXPECT_EQ(recognised.size(), e.series.size()) << site;
    }
}

TEST(ExamWriter, UnweightedImagesAreASeriesThatIsNotTakenForDiffusion) {
    for (const std::string site : {"A", "B", "C", "D"}) {
        simulate::Options options;
        options.site = site, options.unweighted = true;
        options.findings = std::vector<std::string>{};
        options.bounds = {48, 6};
        options.sequences = {Sequence::DWI};
        const auto e = simulate::simulate(anatomies(), options, 11);
        test::TemporaryFolder folder;
        ASSERT_TRUE(writeExam(folder.path(), e, {}));
        const auto found = study::openStudies(folder.path() / "dicom");
        ASSERT_TRUE(found) << found.error().message;
        std::multiset<Sequence> sequences;
        for (const auto& series : found->studies.at(0).study.series) sequences.insert(series.sequence);
        EXPECT_EQ(sequences, (std::multiset<Sequence>{Sequence::DWI, Sequence::Other})) << site;
    }
}

TEST(ExamWriter, TheSameSeedGivesTheSameBytes) {
    test::TemporaryFolder one, two;
    ExamOptions options;
    options.seed = 5, options.headerFaults = 0.5;
    ASSERT_TRUE(writeExam(one.path(), small("B", 12), options));
    ASSERT_TRUE(writeExam(two.path(), small("B", 12), options));
    EXPECT_EQ(contentsOf(one.path()), contentsOf(two.path()));
}

TEST(ExamWriter, NeitherThreadsThatAcquireNorThoseThatWriteChangeAByte) {
    const std::vector<std::string> findings{"mass", "acute_stroke", "small_vessel_disease"};
    std::map<std::string, std::string> onOne;
    for (const std::size_t threads : {1U, 2U, 5U}) {
        test::TemporaryFolder folder;
        ExamOptions options;
        options.seed = 6, options.headerFaults = 0.5, options.threads = threads;
        ASSERT_TRUE(writeExam(folder.path(), small("C", 19, findings, threads), options));
        auto contents = contentsOf(folder.path());
        if (threads == 1) {
            EXPECT_GE(contents.size(), 7U * 6U + 3U + 3U) << "slices, masks, reports and truth";
            onOne = std::move(contents);
        } else
            EXPECT_EQ(contents, onOne) << threads << " threads";
    }
}

TEST(ExamWriter, TruthNamesMasksSidesAndFaults) {
    test::TemporaryFolder folder;
    ExamOptions options;
    options.headerFaults = 1;
    const auto e = small("A", 13);
    ASSERT_FALSE(e.findings.empty());
    ASSERT_TRUE(writeExam(folder.path(), e, options));
    const auto truth = readJson(folder.path() / "truth.json");
    ASSERT_TRUE(truth);
    std::set<std::string> faulty;
    for (const auto& fault : (*truth)["header_faults"]) faulty.insert(fault["file"].get<std::string>());
    std::set<std::string> written;
    for (const auto& entry : fs::recursive_directory_iterator(folder.path() / "dicom"))
        if (entry.is_regular_file())
            written.insert(entry.path().lexically_relative(folder.path()).generic_string());
    EXPECT_EQ(faulty, written) << "every series has a fault, and every file of it is named";
    const auto& finding = (*truth)["findings"][0];
    EXPECT_EQ(finding["id"], "acute_stroke");
    EXPECT_EQ(finding["side"], std::string(nameOf(e.findings[0].side)));
    EXPECT_TRUE(fs::exists(folder.path() / finding["mask"].get<std::string>()));
    EXPECT_TRUE(fs::exists(folder.path() / "report.txt"));
    EXPECT_TRUE(fs::exists(folder.path() / "provisional.txt"));
}

TEST(PlantedErrors, EachKindChangesTheReportAsItSays) {
    const auto e = small("A", 14, {"mass"});
    ASSERT_FALSE(e.findings.empty());
    for (const std::string kind :
         {"omission", "insertion", "side", "negation", "conflict", "wrong_patient"}) {
        int made = 0;
        for (std::uint64_t seed = 0; seed < 10; ++seed) {
            const auto before = simulate::composeReport(e, seed);
            auto after = before;
            const auto planted = plantError(after, e, seed, PlantedError{kind, "", ""});
            if (!planted) continue;
            ++made;
            EXPECT_EQ(planted->kind, kind);
            EXPECT_NE(simulate::rendered(before), simulate::rendered(after)) << kind;
            const auto affirms = [&](const simulate::WrittenReport& report) {
                return std::any_of(report.body.begin(), report.body.end(),
                                   [](const auto& line) { return line.affirms && line.finding == "mass"; });
            };
            if (kind == "omission" || kind == "negation") {
                EXPECT_FALSE(affirms(after));
            }
            if (kind == "side") {
                EXPECT_TRUE(affirms(after));
            }
        }
        EXPECT_GE(made, 2) << kind;
    }
}

TEST(PlantedErrors, ASizeIsSpoiltByItsNumberOrUnitAlone) {
    const auto e = small("A", 14, {"mass"});
    int made = 0;
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        const auto before = simulate::composeReport(e, seed);
        auto after = before;
        if (!plantError(after, e, seed, PlantedError{"size", "", ""})) continue;
        ++made;
        const auto withoutSizes = [](const std::string& text) {
            std::string kept;
            for (const char c : text)
                if (!std::isdigit(static_cast<unsigned char>(c)) && c != 'm' && c != 'c') kept += c;
            return kept;
        };
        EXPECT_NE(simulate::rendered(before), simulate::rendered(after));
        EXPECT_EQ(withoutSizes(simulate::rendered(before)), withoutSizes(simulate::rendered(after)));
    }
    EXPECT_GE(made, 2);
}

TEST(PlantedErrors, ANormalReportCanOnlyGainFindings) {
    auto e = small("B", 15, {});
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        auto report = simulate::composeReport(e, seed);
        const auto planted = plantError(report, e, seed);
        ASSERT_TRUE(planted);
        EXPECT_TRUE(planted->kind == "insertion" || planted->kind == "wrong_patient");
    }
}

TEST(Headers, EveryDamageIsTheOneThatIsListed) {
    const auto sound = scannerAttributes(small("A", 18, {}), Sequence::FLAIR, 3);
    std::set<std::string> tags;
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        auto damaged = sound;
        const auto fault = damage(damaged, seed);
        tags.insert(fault.tag);
        ASSERT_TRUE(sound.contains(fault.tag)) << fault.tag << " was never there";
        if (fault.kind == "missing") {
            EXPECT_FALSE(damaged.contains(fault.tag));
        } else {
            EXPECT_NE(damaged.at(fault.tag), sound.at(fault.tag));
        }
        damaged[fault.tag] = sound.at(fault.tag);
        EXPECT_EQ(damaged, sound) << "more than " << fault.tag << " was changed";
    }
    EXPECT_GE(tags.size(), 6U);
}

TEST(Headers, AttributesDoNotDependOnTheFinding) {
    // Everything but the times of the protocol (drawn per series) is the site's alone.
    auto one = scannerAttributes(small("C", 16, {}), Sequence::FLAIR, 3),
         two = scannerAttributes(small("C", 17, {"mass"}), Sequence::FLAIR, 3);
    for (auto* attributes : {&one, &two})
        for (const char* drawn : {"RepetitionTime", "EchoTime", "InversionTime", "ScanOptions",
                                  "SeriesDescription", "ProtocolName"})
            attributes->erase(drawn);
    EXPECT_EQ(one, two);
}

TEST(Cohort, AnExaminationOnTwoThreadsIsTheSameAsOnOneBesideAnother) {
    test::TemporaryFolder folder;
    const auto firstOf = [&](int count) {
        Request request;
        request.out = folder.path() / std::to_string(count);
        request.count = count, request.seed = 5, request.threads = 2;
        const auto summary = simulateCohort(request);
        EXPECT_TRUE(summary) << summary.error().message;
        return contentsOf(request.out / "exam-000001");
    };
    const auto onTwoThreads = firstOf(1);
    EXPECT_GT(onTwoThreads.size(), 50U);
    EXPECT_EQ(firstOf(2), onTwoThreads);
}

TEST(Cohort, RequestsThatMakeNoSenseAreRefused) {
    test::TemporaryFolder folder;
    Request request;
    request.out = folder.path() / "c";
    request.count = 0;
    EXPECT_EQ(simulateCohort(request).error().code, ErrorCode::InvalidArgument);
    request.count = 1, request.site = "E";
    EXPECT_EQ(simulateCohort(request).error().code, ErrorCode::InvalidArgument);
    request.site.reset(), request.headerFaults = 2;
    EXPECT_EQ(simulateCohort(request).error().code, ErrorCode::InvalidArgument);
    request.headerFaults = 0, request.prevalences["gout"] = 0.1;
    EXPECT_THAT(simulateCohort(request).error().message, HasSubstr("gout"));
    request.prevalences = {{"mass", 1.5}};
    EXPECT_EQ(simulateCohort(request).error().code, ErrorCode::InvalidArgument);
    request.prevalences = simulate::defaultPrevalences(), request.anatomy = folder.path() / "nowhere";
    const auto nowhere = simulateCohort(request);
    ASSERT_FALSE(nowhere);
    EXPECT_THAT(nowhere.error().message, HasSubstr("nowhere"));
    EXPECT_FALSE(fs::exists(request.out));
}

TEST(Cohort, AForeignFolderIsLeftAlone) {
    test::TemporaryFolder folder;
    std::ofstream(folder.path() / "thesis.txt") << "mine";
    Request request;
    request.out = folder.path();
    EXPECT_EQ(simulateCohort(request).error().code, ErrorCode::InvalidArgument);
}

TEST(Cohort, StopsAtTheUsersWishGoesOnAndRefusesAnotherSeed) {
    test::TemporaryFolder folder;
    Request request;
    request.out = folder.path() / "cohort";
    request.count = 2, request.seed = 3;
    std::stop_source stop;
    JobContext context{stop.get_token(), [&](const Progress& now) {
                           if (now.fraction >= 0) stop.request_stop();
                       }};
    const auto stopped = simulateCohort(request, context);
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, ErrorCode::Cancelled);
    ASSERT_TRUE(fs::exists(request.out / "cohort.json"));
    for (const auto& entry : fs::directory_iterator(request.out))
        EXPECT_FALSE(entry.path().extension() == ".part");
    request.count = 1;
    const auto first = simulateCohort(request);
    ASSERT_TRUE(first) << first.error().message;
    EXPECT_EQ(first->examinations, 1);
    const auto before = fs::last_write_time(request.out / "exam-000001" / "truth.json");
    ASSERT_TRUE(simulateCohort(request));
    EXPECT_EQ(fs::last_write_time(request.out / "exam-000001" / "truth.json"), before);
    request.seed = 4;
    EXPECT_EQ(simulateCohort(request).error().code, ErrorCode::Mismatch);
}

} // namespace
} // namespace second_read::cohort
