#include <cmath>
#include <fstream>
#include <numeric>
#include <set>

#include <gtest/gtest.h>

#include "base/files.h"
#include "language/safetensors.h"
#include "pack/writer.h"
#include "support/support.h"
#include "support/tiny_pack.h"
#include "train/evidence_cache.h"
#include "train/pack_making.h"
#include "train/score_figures.h"
#include "train/side_fitting.h"
#include "train/vision_alignment.h"
#include "train/vision_calibration.h"
#include "train/vision_training.h"
#include "train/voxel_views.h"

namespace second_read::train {
namespace {

/// A ball of brain with a bright ball of lesion on a random side, 16 voxels a side.
PreparedExamination example(int index) {
    PreparedExamination examination;
    examination.sequences = {Sequence::FLAIR, Sequence::DWI};
    examination.grid.size = examination.preprocessing.size = {16, 16, 16};
    examination.grid.spacing = {8, 8, 8};
    examination.grid.origin = {-60, -60, -60};
    examination.voxels = at::zeros({2, 16, 16, 16}, at::kByte);
    examination.truth = at::zeros({16, 16, 16}, at::kByte);
    const double side = index % 2 ? 30 : -30;
    for (int k = 0; k < 16; ++k)
        for (int j = 0; j < 16; ++j)
            for (int i = 0; i < 16; ++i) {
                const Eigen::Vector3d at = examination.grid.patientOf({double(i), double(j), double(k)});
                if (at.norm() > 58) continue;
                const bool lesion = (at - Eigen::Vector3d(side, (index % 5) * 5.0 - 10, 0)).norm() < 18;
                examination.truth[k][j][i] = lesion ? 1 + 4 * 3 : 1;
                for (int s = 0; s < 2; ++s) examination.voxels[s][k][j][i] = lesion ? 220 : 110;
            }
    examination.report = side > 0 ? "Left mass." : "Right mass.";
    examination.mirroredReport = side > 0 ? "Right mass." : "Left mass.";
    examination.findings = {{"mass", side > 0 ? Side::Left : Side::Right, true, 20, {side, 0, 0}}};
    return examination;
}

VoxelTrainingOptions smallOptions(const std::filesystem::path& folder) {
    VoxelTrainingOptions options;
    options.store = folder / "store";
    options.out = folder / "out";
    options.sequences = {Sequence::FLAIR, Sequence::DWI};
    options.shape.widths = {8, 8, 8, 8};
    options.preprocessing.size = {16, 16, 16};
    options.held = 4;
    options.minutes = 0.05;
    return options;
}

void writeStore(const std::filesystem::path& folder) {
    ASSERT_TRUE(makeFolder(folder));
    for (int i = 0; i < 14; ++i)
        ASSERT_TRUE(writePrepared(folder / ("exam-" + std::to_string(100 + i) + ".safetensors"), example(i)));
}

TEST(Store, AnExaminationComesBackAsItWas) {
    const test::TemporaryFolder folder;
    const auto file = folder.path() / "one.safetensors";
    const auto before = example(3);
    ASSERT_TRUE(writePrepared(file, before));
    const auto after = readPrepared(file, before.preprocessing);
    ASSERT_TRUE(after) << after.error().message;
    EXPECT_TRUE(at::equal(after->voxels, before.voxels));
    EXPECT_TRUE(at::equal(after->truth, before.truth));
    EXPECT_EQ(after->report, before.report);
    EXPECT_EQ(after->mirroredReport, before.mirroredReport);
    EXPECT_EQ(after->findings.front().side, Side::Left);
    EXPECT_EQ(after->sequences, before.sequences);
    auto other = before.preprocessing;
    other.clampHigh += 1;
    EXPECT_EQ(readPrepared(file, other).error().code, ErrorCode::Mismatch);
    std::filesystem::resize_file(file, std::filesystem::file_size(file) / 2);
    EXPECT_EQ(readPrepared(file, before.preprocessing).error().code, ErrorCode::Corrupt);
}

TEST(Store, AFileThatNamesItsSiteStaysReadable) {
    const test::TemporaryFolder folder;
    const auto file = folder.path() / "one.safetensors";
    const auto before = example(3);
    ASSERT_TRUE(writePrepared(file, before));
    auto stored = language::readTensors(file);
    ASSERT_TRUE(stored) << stored.error().message;
    EXPECT_FALSE(stored->metadata.contains("site"));
    stored->metadata["site"] = "A"; // as older stores have it
    ASSERT_TRUE(language::writeTensors(file, stored->tensors, stored->metadata));
    const auto after = readPrepared(file, before.preprocessing);
    ASSERT_TRUE(after) << after.error().message;
    EXPECT_EQ(after->report, before.report);
}

TEST(Store, BytesAreZScoresWithinAStep) {
    vision::Preprocessing p;
    const at::Tensor bytes = at::arange(0, 256, at::kLong).to(at::kByte);
    const at::Tensor values = intensitiesOf(bytes, p);
    EXPECT_NEAR(values[0].item<double>(), p.clampLow, 1e-6);
    EXPECT_NEAR(values[255].item<double>(), p.clampHigh, 1e-5);
}

TEST(Store, AMirroredExaminationHasMirroredSides) {
    simulate::Examination examination;
    examination.findings.resize(2);
    examination.findings[0].side = Side::Left;
    examination.findings[0].centroidLps = {30, 5, 7};
    examination.findings[1].side = Side::Bilateral;
    const auto mirror = mirrored(examination);
    EXPECT_EQ(mirror.findings[0].side, Side::Right);
    EXPECT_EQ(mirror.findings[0].centroidLps[0], -30);
    EXPECT_EQ(mirror.findings[1].side, Side::Bilateral);
}

TEST(VoxelLoss, HiddenClassesAreNotAsked) {
    // White matter change (6) on DWI counts for nothing; an infarct (1) does.
    const at::Tensor truth = at::full({1, 8, 2, 2, 2}, 1 + 4 * 6, at::kByte);
    vision::VoxelLogits sure{at::zeros({1, 4, 8, 2, 2, 2}), at::full({1, 8, 2, 2, 2}, 5.0),
                             at::zeros({1, 9, 2, 2, 2})};
    vision::VoxelLogits none = sure;
    none.lesion = at::full({1, 8, 2, 2, 2}, -5.0);
    const auto a = voxelLoss(sure, truth, {Sequence::DWI}), b = voxelLoss(none, truth, {Sequence::DWI});
    EXPECT_DOUBLE_EQ(a.lesion.item<double>(), b.lesion.item<double>());
    EXPECT_GT(voxelLoss(none, truth, {Sequence::FLAIR}).lesion.item<double>(),
              voxelLoss(sure, truth, {Sequence::FLAIR}).lesion.item<double>());
    const at::Tensor infarct = at::full({1, 8, 2, 2, 2}, 1 + 4 * 1, at::kByte);
    EXPECT_GT(voxelLoss(none, infarct, {Sequence::DWI}).sum().item<double>(),
              voxelLoss(sure, infarct, {Sequence::DWI}).sum().item<double>());
    EXPECT_TRUE(lesionsShown(Sequence::DWI)[static_cast<std::size_t>(simulate::Lesion::AcuteInfarct)]);
    EXPECT_FALSE(lesionsShown(Sequence::DWI)[static_cast<std::size_t>(simulate::Lesion::WhiteMatterChange)]);
}

TEST(VoxelViews, VoxelsAndTruthAreFlippedAndCutTogether) {
    const test::TemporaryFolder folder;
    writeStore(folder.path() / "store");
    const auto training = smallOptions(folder.path());
    const ViewOptions options{training.store, training.sequences, training.preprocessing, training.held};
    ViewedStore store(options, at::kCPU);
    ASSERT_TRUE(store.refresh());
    EXPECT_EQ(store.held().size(), 4U);
    EXPECT_EQ(store.train().size(), 10U);
    Draw draw(5);
    for (const bool whole : {true, false}) {
        const Views views = drawViews(store, 12, whole, draw);
        EXPECT_TRUE(std::is_sorted(views.sequences.begin(), views.sequences.end()));
        const at::Tensor lesion = views.truth.gt(4), brain = views.truth.eq(1);
        const at::Tensor cells = vision::cellsOf(views.voxels);
        for (std::int64_t i = 0; i < 12; ++i)
            EXPECT_GT(cells[i].masked_select(lesion[i]).mean().item<double>(),
                      cells[i].masked_select(brain[i]).mean().item<double>() + 1);
    }
}

TEST(VoxelViews, AreAlteredAnewEachTimeWithinTheNetworksRange) {
    const test::TemporaryFolder folder;
    writeStore(folder.path() / "store");
    const auto training = smallOptions(folder.path());
    ViewedStore store({training.store, training.sequences, training.preprocessing, training.held}, at::kCPU);
    ASSERT_TRUE(store.refresh());
    Draw draw(6);
    const Views first = drawViews(store, 24, true, draw), second = drawViews(store, 24, true, draw);
    for (const at::Tensor& voxels : {first.voxels, second.voxels}) {
        EXPECT_TRUE(at::isfinite(voxels).all().item<bool>());
        EXPECT_GE(voxels.min().item<double>(), training.preprocessing.clampLow);
        EXPECT_LE(voxels.max().item<double>(), training.preprocessing.clampHigh);
    }
    // Lesion against brain: no two views of the ten examinations have quite the same contrast.
    std::set<long> contrasts;
    for (const Views& views : {first, second}) {
        const at::Tensor cells = vision::cellsOf(views.voxels);
        for (std::int64_t i = 0; i < 24; ++i) {
            const auto mean = [&](const at::Tensor& where) {
                return cells[i].masked_select(where[i]).mean().item<double>();
            };
            contrasts.insert(std::lround(1000 * (mean(views.truth.gt(4)) - mean(views.truth.eq(1)))));
        }
    }
    EXPECT_GT(contrasts.size(), 40U);
}

TEST(VoxelLoss, ASmallLesionIsNotDrownedByALargeOne) {
    at::Tensor truth = at::full({1, 8, 10, 10, 10}, 1, at::kByte);
    truth.slice(2, 0, 5).fill_(1 + 4 * static_cast<int>(simulate::Lesion::TumourCore));
    truth[0][0][9][9][9] = 1 + 4 * static_cast<int>(simulate::Lesion::AcuteInfarct);
    auto logits = [] {
        vision::VoxelLogits zero{at::zeros({1, vision::kTissues, 8, 10, 10, 10}),
                                 at::zeros({1, 8, 10, 10, 10}),
                                 at::zeros({1, vision::kLesionClasses, 10, 10, 10})};
        zero.lesion.set_requires_grad(true);
        return zero;
    }();
    voxelLoss(logits, truth, {Sequence::FLAIR}).lesion.backward();
    const at::Tensor pull = logits.lesion.grad().abs()[0][0];
    EXPECT_GT(pull[9][9][9].item<double>(), 2 * pull[0][0][0].item<double>());
    EXPECT_GT(pull[0][0][0].item<double>(), 2 * pull[9][0][0].item<double>());
}

TEST(VoxelTraining, LearnsStopsAndGoesOn) {
    const test::TemporaryFolder folder;
    writeStore(folder.path() / "store");
    auto options = smallOptions(folder.path());
    ASSERT_TRUE(trainVoxelNetworks(options));
    const auto first = readCheckpoint(options.out);
    ASSERT_TRUE(first) << first.error().message;
    ASSERT_EQ(first->size(), 2U);
    EXPECT_TRUE(vision::checkNetwork(options.shape, first->at(Sequence::DWI)));
    // The trunk is shared, the stems are not.
    EXPECT_TRUE(at::equal(first->at(Sequence::DWI).at("down1.first.weight"),
                          first->at(Sequence::FLAIR).at("down1.first.weight")));
    EXPECT_FALSE(
        at::equal(first->at(Sequence::DWI).at("stem.weight"), first->at(Sequence::FLAIR).at("stem.weight")));

    std::stop_source stop;
    stop.request_stop();
    options.minutes = 0.1;
    const auto stopped = trainVoxelNetworks(options, {stop.get_token(), {}});
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, ErrorCode::Cancelled);
    // A bright ball is easy; a busy machine may need more of the time that training is given.
    double dice = 0;
    for (int round = 0; round < 30 && dice <= 0.3; ++round, options.minutes += 0.1) {
        const auto done = trainVoxelNetworks(options);
        ASSERT_TRUE(done) << done.error().message;
        dice = (*done)["FLAIR"]["lesion_dice"].get<double>();
    }
    EXPECT_GT(dice, 0.3);
}

TEST(VoxelTraining, ACheckpointCutShortOrOfAnotherNetworkIsRefused) {
    const test::TemporaryFolder folder;
    writeStore(folder.path() / "store");
    auto options = smallOptions(folder.path());
    options.minutes = 0.005;
    ASSERT_TRUE(trainVoxelNetworks(options));
    auto wider = options;
    wider.shape.widths = {8, 16, 8, 8};
    EXPECT_EQ(trainVoxelNetworks(wider).error().code, ErrorCode::Mismatch);
    const auto file = options.out / "checkpoint.safetensors";
    std::filesystem::resize_file(file, std::filesystem::file_size(file) / 2);
    EXPECT_EQ(trainVoxelNetworks(options).error().code, ErrorCode::Corrupt);
    options.store = folder.path() / "nowhere";
    EXPECT_FALSE(trainVoxelNetworks(options));
}

TEST(VoxelTraining, AFreshRunStartsFromAPack) {
    const test::TemporaryFolder folder;
    writeStore(folder.path() / "store");
    ASSERT_TRUE(test::writeTinyPack(folder.path() / "pack", SECOND_READ_CATALOGUE));
    auto options = smallOptions(folder.path());
    options.shape.widths = {4, 8, 8, 8};
    options.startFrom = folder.path() / "pack";
    options.learningRate = 1e-9; // stays where it starts
    options.minutes = 0.005;
    ASSERT_TRUE(trainVoxelNetworks(options));
    const auto trained = readCheckpoint(options.out);
    const auto started = pack::readNetworks(options.startFrom);
    ASSERT_TRUE(trained && started);
    for (const Sequence sequence : options.sequences)
        EXPECT_TRUE(at::allclose(trained->at(sequence).at("stem.weight"),
                                 started->at(sequence).at("stem.weight"), 1e-4, 1e-4))
            << nameOf(sequence);
    options.out = folder.path() / "other";
    options.shape.widths = {8, 8, 8, 8};
    EXPECT_FALSE(trainVoxelNetworks(options)); // a network of another shape
    options.shape.widths = {6, 8, 8, 8};
    const auto odd = trainVoxelNetworks(options);
    ASSERT_FALSE(odd);
    EXPECT_NE(odd.error().message.find("multiple of 4"), std::string::npos);
}

TEST(VoxelTraining, AStoreWithoutTruthIsRefusedByName) {
    const test::TemporaryFolder folder;
    const auto options = smallOptions(folder.path());
    ASSERT_TRUE(makeFolder(options.store));
    auto real = example(1);
    real.truth.reset();
    ASSERT_TRUE(writePrepared(options.store / "exam-1.safetensors", real));
    EXPECT_TRUE(readPrepared(options.store / "exam-1.safetensors", options.preprocessing));
    const auto trained = trainVoxelNetworks(options);
    ASSERT_FALSE(trained);
    EXPECT_EQ(trained.error().code, ErrorCode::Mismatch);
    EXPECT_NE(trained.error().message.find("no voxel truth"), std::string::npos);
}

TEST(Projection, AContrastiveTermTellsReportsApart) {
    // Two kinds of report that differ little, as means of reports do, and evidence that tells them.
    Rows evidence, reports;
    const std::size_t width = vision::evidenceNames().size();
    for (int i = 0; i < 64; ++i) {
        std::vector<float> row(width, 0.1F * static_cast<float>(std::sin(i)));
        row[0] = row[26] = i % 2 ? 1.0F : 0.0F;
        evidence.push_back(row);
        reports.push_back(i % 2 ? std::vector<float>{1.0F, 0.1F, 0} : std::vector<float>{1.0F, -0.1F, 0});
    }
    AlignmentOptions options;
    options.steps = 60;
    const auto apart = [&](double contrastive) {
        options.contrastive = contrastive;
        const auto projection =
            vision::Projection::of(fitProjection(evidence, reports, reports, options)).value();
        return projection(evidence[1])[1] - projection(evidence[0])[1];
    };
    const float plain = apart(0), pushed = apart(0.5);
    EXPECT_GT(plain, 0);
    EXPECT_GT(pushed, plain);
}

TEST(Evidence, IsWorkedOutOnceForTheSameNetworksAndStore) {
    const test::TemporaryFolder folder;
    writeStore(folder.path() / "store");
    auto some = example(5); // without DWI, and without truth
    some.sequences = {Sequence::FLAIR};
    some.voxels = some.voxels.slice(0, 0, 1).clone();
    some.truth.reset();
    ASSERT_TRUE(writePrepared(folder.path() / "store/exam-200.safetensors", some));
    std::map<Sequence, vision::Tensors> networks;
    vision::NetworkShape shape;
    shape.widths = {4, 4, 4, 4};
    networks[Sequence::FLAIR] = vision::makeNetwork(shape, 1);
    networks[Sequence::DWI] = vision::makeNetwork(shape, 2);
    const auto cache = folder.path() / "evidence";
    const auto look = [&] {
        return evidenceOfStore(folder.path() / "store", networks, smallOptions(folder.path()).preprocessing,
                               0, 100, 2, cache);
    };
    const auto first = look();
    ASSERT_TRUE(first) << first.error().message;
    ASSERT_TRUE(std::filesystem::exists(cache));
    const auto second = look();
    ASSERT_TRUE(second);
    EXPECT_EQ(second->values, first->values);
    EXPECT_EQ(second->brainOffset.at(Sequence::FLAIR).size(), 15U);
    EXPECT_EQ(second->reports, first->reports);
    EXPECT_TRUE(second->values.at(Sequence::DWI).back().empty());
    EXPECT_FALSE(second->brainOffset.at(Sequence::DWI).back());
    EXPECT_FALSE(second->values.at(Sequence::FLAIR).back().empty());
    networks[Sequence::DWI] = vision::makeNetwork(shape, 3);
    const auto other = look();
    ASSERT_TRUE(other);
    EXPECT_NE(other->values.at(Sequence::DWI), first->values.at(Sequence::DWI));
    const auto before = other->values.at(Sequence::FLAIR);
    ASSERT_TRUE(writePrepared(folder.path() / "store/exam-103.safetensors", example(8))); // the same name
    const auto anew = look();
    ASSERT_TRUE(anew);
    EXPECT_NE(anew->values.at(Sequence::FLAIR), before);
}

TEST(Measuring, APackAsItLiesOnAStore) {
    const test::TemporaryFolder folder;
    ASSERT_TRUE(test::writeTinyPack(folder.path() / "pack", SECOND_READ_CATALOGUE));
    ASSERT_TRUE(makeFolder(folder.path() / "store"));
    auto shown = example(1);
    shown.preprocessing.spacing = 6;
    shown.preprocessing.size = shown.grid.size = {32, 32, 32};
    shown.grid.spacing = {6, 6, 6};
    shown.grid.origin = {-93, -93, -93};
    shown.voxels =
        at::repeat_interleave(at::repeat_interleave(at::repeat_interleave(shown.voxels, 2, 1), 2, 2), 2, 3);
    shown.truth.reset();
    for (int i = 0; i < 3; ++i)
        ASSERT_TRUE(writePrepared(folder.path() / "store" / (std::to_string(i) + ".safetensors"), shown));
    const auto figures = measurePack(folder.path() / "pack", folder.path() / "store", 1, 1);
    ASSERT_TRUE(figures) << figures.error().message;
    EXPECT_EQ(figures->at("examinations"), 2);
    EXPECT_EQ(measurePack(folder.path() / "pack", folder.path() / "store", 3, 1).error().code,
              ErrorCode::NotFound);
    std::ofstream(folder.path() / "pack" / "queries.safetensors", std::ios::app) << 'x';
    EXPECT_EQ(measurePack(folder.path() / "pack", folder.path() / "store", 1, 1).error().code,
              ErrorCode::Corrupt);
}

TEST(Alignment, ProjectionLearnsWhatTheReportSays) {
    // Two "reports", one for lesions on the left, one for the right; evidence tells by one number each.
    const auto width = vision::evidenceNames().size();
    Rows evidence, reports, mirrors;
    for (int i = 0; i < 200; ++i) {
        std::vector<float> row(width, 0.1F * static_cast<float>(i % 7));
        const std::size_t half = (width - 2) / 2;
        row[i % 2 ? half : 0] += 2;
        evidence.push_back(row);
        reports.push_back(i % 2 ? std::vector<float>{1, 0} : std::vector<float>{0, 1});
        mirrors.push_back(i % 2 ? std::vector<float>{0, 1} : std::vector<float>{1, 0});
    }
    AlignmentOptions options;
    options.steps = 300;
    options.hidden = 16;
    const auto projection = vision::Projection::of(fitProjection(evidence, reports, mirrors, options));
    ASSERT_TRUE(projection) << projection.error().message;
    for (int i = 0; i < 10; ++i) {
        const auto out = (*projection)(evidence[static_cast<std::size_t>(i)]);
        EXPECT_EQ(out[0] > out[1], i % 2 == 1);
    }
}

TEST(Alignment, ReadOutsRecoverALinearLabel) {
    Rows embeddings;
    std::vector<std::vector<bool>> labels(1);
    for (int i = 0; i < 400; ++i) {
        const float a = std::sin(static_cast<float>(i)), b = std::cos(static_cast<float>(3 * i));
        embeddings.push_back({a, b, 0.3F});
        labels[0].push_back(a > 0);
    }
    const auto readOut = fitReadOuts(embeddings, labels, 0.1).front();
    ASSERT_EQ(readOut.size(), 4U);
    EXPECT_GT(readOut[0], 0.3F);
    EXPECT_NEAR(readOut[1], 0, 0.1);
}

/// Examinations whose FLAIR tells the side of a mass by one number of each half, T2 by nothing.
EvidenceTable sidedTable(std::size_t count) {
    EvidenceTable table;
    table.reports.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
        const bool left = i % 2;
        std::vector<float> flair(vision::evidenceNames().size()), t2 = flair;
        for (std::size_t f = 0; f < flair.size(); ++f) {
            flair[f] = std::sin(static_cast<float>(7 * i + f));
            t2[f] = std::cos(static_cast<float>(3 * i + 5 * f));
        }
        flair[left ? vision::kEvidencePerHalf : 0] += 3;
        table.values[Sequence::FLAIR].push_back(flair);
        table.values[Sequence::T2].push_back(i % 5 ? t2 : std::vector<float>{});
        table.findings.push_back({{"mass", left ? Side::Left : Side::Right, true, 10, {}}});
    }
    return table;
}

TEST(Sides, AreLearntFromReportsAndTurnWithTheMirror) {
    catalogue::Catalogue catalogue;
    catalogue::Finding mass, rare;
    mass.id = "mass", rare.id = "vascular_abnormality";
    mass.lateralised = rare.lateralised = true;
    catalogue.findings = {mass, rare};
    SideOptions options;
    options.ridge = 1;
    const auto sides = fitSides(sidedTable(200), catalogue, options);
    ASSERT_TRUE(sides.contains("mass"));
    EXPECT_FALSE(sides.contains("vascular_abnormality")); // no report states its side
    const auto& weights = sides.at("mass").at(Sequence::FLAIR);
    ASSERT_EQ(weights.size(), static_cast<std::size_t>(vision::kEvidencePerHalf));
    const auto oddsOf = [&](const std::vector<float>& evidence) {
        const auto difference = vision::leftMinusRight(evidence);
        return std::inner_product(weights.begin(), weights.end(), difference.begin(), 0.0);
    };
    const auto unseen = sidedTable(240);
    int right = 0;
    for (std::size_t i = 200; i < 240; ++i) {
        const auto& evidence = unseen.values.at(Sequence::FLAIR)[i];
        right += (oddsOf(evidence) > 0) == (i % 2 == 1);
        EXPECT_NEAR(oddsOf(vision::mirroredEvidence(evidence)), -oddsOf(evidence), 1e-4);
    }
    EXPECT_GE(right, 38);
}

TEST(Sides, TooFewReportsTeachNone) {
    catalogue::Catalogue catalogue;
    catalogue::Finding mass;
    mass.id = "mass";
    mass.lateralised = true;
    catalogue.findings = {mass};
    EXPECT_TRUE(fitSides(sidedTable(19), catalogue, {}).empty());
    EXPECT_TRUE(fitSides({}, catalogue, {}).empty());
}

TEST(Calibration, WeightsGoToTheSequenceThatTells) {
    std::vector<std::vector<double>> rows;
    std::vector<bool> labels;
    for (int i = 0; i < 300; ++i) {
        const bool label = i % 3 == 0;
        rows.push_back({(label ? 2.0 : 0.0) + std::sin(i), std::cos(5.0 * i), label ? -1.0 : 0.5});
        labels.push_back(label);
    }
    const auto weights = fitWeights(rows, labels);
    EXPECT_GT(weights[0], 0.5);
    EXPECT_LT(weights[1], 0.3);
    EXPECT_EQ(weights[2], 0); // speaks against: left out, not turned round
}

TEST(Calibration, WeightsThatMayTurnRoundDo) {
    std::vector<std::vector<double>> rows;
    std::vector<bool> labels;
    for (int i = 0; i < 300; ++i) {
        rows.push_back({std::sin(i), i % 3 == 0 ? -1.0 : 0.5});
        labels.push_back(i % 3 == 0);
    }
    EXPECT_LT(fitWeights(rows, labels, /*notNegative=*/1)[1], -0.5);
}

TEST(Calibration, FlagsKeepTheirBudgetOnTheFittedExaminations) {
    catalogue::Catalogue catalogue;
    catalogue::Finding mass;
    mass.id = mass.name = "mass";
    mass.positives = {"There is a mass."};
    mass.needsAnyOf = {Sequence::FLAIR};
    catalogue.findings = {mass};
    const auto examination = [](int i, bool affected) {
        ScoredExamination one;
        evidence::SequenceScores scores;
        scores.sequence = Sequence::FLAIR;
        const double noise = std::sin(12.9898 * i) * 0.5;
        evidence::FindingScore score;
        score.readOut = noise + (affected ? 2.5 : 0);
        score.asymmetry = affected ? (i % 2 ? 3.0 : -3.0) : noise;
        scores.findings["mass"] = score;
        scores.findings[evidence::kAbnormality] = score;
        one.scores = {scores};
        if (affected) one.findings = {{"mass", i % 2 ? Side::Left : Side::Right, true, 10, {}}};
        return one;
    };
    std::vector<ScoredExamination> normals, mixed;
    for (int i = 0; i < 100; ++i) normals.push_back(examination(i, false));
    for (int i = 0; i < 300; ++i) mixed.push_back(examination(1000 + i, i % 5 == 0));
    const auto fitted = fitScores(catalogue, normals, mixed, {}, "test");
    EXPECT_EQ(fitted.calibration.normals, 100);
    const auto& threshold = fitted.calibration.thresholds.at("mass");
    EXPECT_GE(threshold.missProbability, 0.5);
    EXPECT_GT(threshold.missPrecision, 0);
    EXPECT_GT(fitted.model.findings.at("mass").sideBound, 0);
    const auto figures = measureScores(catalogue, fitted, mixed);
    EXPECT_LE(figures["false_flags_per_100"]["possible_miss"].get<double>(), 2);
    EXPECT_GT(figures["findings"]["mass"]["auc"].get<double>(), 0.99);
    EXPECT_GT(figures["findings"]["mass"]["sensitivity_at_flag"].get<double>(), 0.9);
    EXPECT_EQ(figures["sides"]["right"], figures["sides"]["stated"]);
    EXPECT_GT(figures["sides"]["stated"].get<double>(), 50);
}

TEST(Calibration, BesideAConfusableAFindingHasAThresholdOfItsOwn) {
    catalogue::Catalogue catalogue;
    for (const char* id : {"stroke", "svd"}) {
        catalogue::Finding finding;
        finding.id = finding.name = id;
        finding.needsAnyOf = {Sequence::FLAIR};
        catalogue.findings.push_back(finding);
    }
    catalogue.findings[0].confusables = {"svd"};
    catalogue.findings[0].lateralised = catalogue.findings[1].lateralised = false;
    // Small vessel disease looks a little like a stroke; strokes stand out beside it all the same.
    const auto examination = [](int i, bool stroke, bool svd) {
        const auto score = [&](int salt, double value) {
            evidence::FindingScore one;
            one.readOut = std::sin(12.9898 * (i + 1000 * salt)) * 0.5 + value;
            return one;
        };
        evidence::SequenceScores scores;
        scores.sequence = Sequence::FLAIR;
        scores.findings["stroke"] = score(1, (stroke ? 4.0 : 0.0) + (svd ? 0.8 : 0.0));
        scores.findings["svd"] = scores.findings[evidence::kAbnormality] = score(2, svd ? 3.0 : 0.0);
        ScoredExamination one;
        one.scores = {scores};
        if (stroke) one.findings.push_back({"stroke", {}, true, 10, {}});
        if (svd) one.findings.push_back({"svd", {}, true, 10, {}});
        return one;
    };
    std::vector<ScoredExamination> normals, mixed, held;
    for (int i = 0; i < 100; ++i) normals.push_back(examination(i, false, false));
    for (int i = 0; i < 400; ++i) mixed.push_back(examination(1000 + i, i % 5 == 0, i % 4 == 0));
    for (int i = 0; i < 200; ++i) held.push_back(examination(3000 + i, i % 5 == 0, i % 4 == 0));
    const auto fitted = fitScores(catalogue, normals, mixed, {}, "test");
    const auto& stroke = fitted.calibration.thresholds.at("stroke");
    EXPECT_LE(stroke.missProbability, 1);
    EXPECT_LE(stroke.missProbabilityBeside, 1);
    EXPECT_GT(stroke.missPrecisionBeside, 0);
    EXPECT_GT(fitted.calibration.thresholds.at("svd").missProbabilityBeside, 1); // has no confusable
    const auto figures = measureScores(catalogue, fitted, held);
    EXPECT_GT(figures["findings"]["stroke"]["visible_omission"]["found"].get<int>(), 35); // of 40, 10 beside
}

TEST(Calibration, AReportWithoutAFindingIsWithoutWhatItImplies) {
    catalogue::Catalogue catalogue;
    catalogue::Finding meningioma;
    meningioma.id = meningioma.name = "meningioma";
    meningioma.needsAnyOf = {Sequence::FLAIR};
    meningioma.confusables = meningioma.implies = {"mass"};
    catalogue.findings = {meningioma};
    const auto examination = [](int i, bool affected, bool said) {
        evidence::FindingScore score;
        score.readOut = std::sin(12.9898 * i) * 0.5 + (affected ? 2.5 : 0);
        evidence::SequenceScores scores;
        scores.sequence = Sequence::FLAIR;
        scores.findings["meningioma"] = scores.findings[evidence::kAbnormality] = score;
        ScoredExamination one;
        one.scores = {scores};
        if (affected)
            one.findings = {{"meningioma", Side::Left, said, 10, {}}, {"mass", Side::Left, said, 10, {}}};
        return one;
    };
    std::vector<ScoredExamination> normals, mixed, unsaid;
    for (int i = 0; i < 100; ++i) normals.push_back(examination(i, false, false));
    for (int i = 0; i < 300; ++i) mixed.push_back(examination(1000 + i, i % 5 == 0, true));
    for (int i = 0; i < 100; ++i) unsaid.push_back(examination(2000 + i, i % 5 == 0, i % 10 == 0));
    const auto fitted = fitScores(catalogue, normals, mixed, {}, "test");
    EXPECT_LE(fitted.calibration.thresholds.at("meningioma").missProbability, 1);
    const auto figures = measureScores(catalogue, fitted, unsaid);
    EXPECT_EQ(figures["planted"]["omission"]["n"], 10);
    EXPECT_GT(figures["planted"]["visible_omission"]["found"].get<double>(), 8);
    // The ten that are there and left out: flagged, and no false flag.
    EXPECT_EQ(figures["false_flags_per_100"]["possible_miss"], 0);
    EXPECT_EQ(figures["findings"]["meningioma"]["n_neg"], 80);
}

} // namespace
} // namespace second_read::train
