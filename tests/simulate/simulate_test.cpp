#include "simulate/simulator.h"

#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <thread>

#include <gmock/gmock.h>

#include "fixture.h"
#include "simulate/scene.h"

namespace second_read::simulate {
namespace {

using ::testing::HasSubstr;

/// One anatomy for the whole file: reading it takes a second.
const Anatomies& anatomies() {
    static const Anatomies all = [] {
        test::TemporaryFolder folder;
        test::writeSphereHead(folder.path());
        auto loaded = Anatomies::load(folder.path(), 2.0);
        if (!loaded) throw std::runtime_error(loaded.error().message);
        return std::move(*loaded);
    }();
    return all;
}

Options training(std::vector<std::string> findings, std::vector<Sequence> sequences) {
    Options options;
    options.training = Options::Training{};
    options.findings = std::move(findings);
    options.sequences = std::move(sequences);
    return options;
}

double meanWhere(const std::vector<float>& values, const std::vector<std::uint8_t>& labels,
                 std::uint8_t label) {
    double sum = 0, count = 0;
    for (std::size_t i = 0; i < values.size(); ++i)
        if (labels[i] == label && values[i] > 0) sum += values[i], count += 1;
    return count > 0 ? sum / count : 0;
}

TEST(Simulate, TheSameSeedGivesTheSameExaminationAlsoOnTwoThreads) {
    const auto options = training({"mass"}, {Sequence::FLAIR, Sequence::DWI});
    const auto first = simulate(anatomies(), options, 7);
    Examination second, third;
    {
        std::jthread one([&] { second = simulate(anatomies(), options, 7); });
        std::jthread two([&] { third = simulate(anatomies(), options, 8); });
    }
    EXPECT_EQ(first.series.at(Sequence::FLAIR).voxels, second.series.at(Sequence::FLAIR).voxels);
    EXPECT_EQ(first.lesion, second.lesion);
    EXPECT_NE(first.series.at(Sequence::DWI).voxels, third.series.at(Sequence::DWI).voxels);
}

TEST(Simulate, ThreadsOfItsOwnDoNotChangeAnExamination) {
    auto native = training({"mass"}, {Sequence::T1, Sequence::T2, Sequence::DWI, Sequence::SWI});
    native.training.reset();
    native.bounds = {64, 12};
    for (auto options : {training({"mass"}, {Sequence::T1, Sequence::FLAIR, Sequence::SWI}), native}) {
        const auto onOne = simulate(anatomies(), options, 9);
        options.threads = 3;
        const auto onThree = simulate(anatomies(), options, 9);
        EXPECT_EQ(onOne.tissue, onThree.tissue);
        EXPECT_EQ(onOne.lesion, onThree.lesion);
        ASSERT_EQ(onThree.series.size(), options.sequences.size());
        for (const auto& [sequence, image] : onOne.series) {
            EXPECT_EQ(image.voxels, onThree.series.at(sequence).voxels) << nameOf(sequence);
            EXPECT_EQ(image.grid.affine(), onThree.series.at(sequence).grid.affine()) << nameOf(sequence);
        }
    }
}

TEST(Simulate, ASeriesDoesNotDependOnWhichOthersAreAskedFor) {
    const auto alone = simulate(anatomies(), training({"acute_stroke"}, {Sequence::DWI}), 21);
    const auto among =
        simulate(anatomies(), training({"acute_stroke"}, {Sequence::T1, Sequence::T2, Sequence::DWI}), 21);
    EXPECT_EQ(alone.series.at(Sequence::DWI).voxels, among.series.at(Sequence::DWI).voxels);
}

TEST(Simulate, EverySeriesLiesOnTheTrainingGridWithFiniteVoxels) {
    const auto e = simulate(anatomies(),
                            training({}, {Sequence::T1, Sequence::T1Gd, Sequence::T2, Sequence::FLAIR,
                                          Sequence::DWI, Sequence::ADC, Sequence::SWI}),
                            3);
    ASSERT_EQ(e.series.size(), 7U);
    EXPECT_TRUE(e.findings.empty());
    for (const auto& [sequence, image] : e.series) {
        EXPECT_EQ(image.grid.size, (std::array<int, 3>{56, 64, 56}));
        EXPECT_TRUE(std::all_of(image.voxels.begin(), image.voxels.end(), [](float v) {
            return std::isfinite(v) && v >= 0;
        })) << nameOf(sequence);
        EXPECT_GT(*std::max_element(image.voxels.begin(), image.voxels.end()), 1) << nameOf(sequence);
    }
}

TEST(Simulate, ContrastOrderOfTissuesIsRightOnTheAverage) {
    double t1 = 0, t2 = 0, flair = 0, dwi = 0;
    for (std::uint64_t seed = 0; seed < 8; ++seed) {
        const auto e = simulate(
            anatomies(), training({}, {Sequence::T1, Sequence::T2, Sequence::FLAIR, Sequence::DWI}), seed);
        const auto ratio = [&](Sequence sequence) {
            const auto& voxels = e.series.at(sequence).voxels;
            return meanWhere(voxels, e.tissue, static_cast<std::uint8_t>(Tissue::Ventricle)) /
                   meanWhere(voxels, e.tissue, static_cast<std::uint8_t>(Tissue::Brain));
        };
        t1 += ratio(Sequence::T1) / 8, t2 += ratio(Sequence::T2) / 8, flair += ratio(Sequence::FLAIR) / 8,
            dwi += ratio(Sequence::DWI) / 8;
    }
    EXPECT_LT(t1, 0.85);    // CSF dark
    EXPECT_GT(t2, 1.4);     // CSF bright
    EXPECT_LT(flair, 0.75); // CSF nulled
    EXPECT_LT(dwi, 0.8);    // CSF diffuses away
}

TEST(Simulate, AcuteInfarctIsBrightOnDiffusionAndDarkOnAdc) {
    int seen = 0;
    for (std::uint64_t seed = 0; seed < 12; ++seed) {
        const auto e =
            simulate(anatomies(), training({"acute_stroke"}, {Sequence::DWI, Sequence::ADC}), seed);
        double volume = 0;
        for (const auto& truth : e.findings) volume += truth.volumeMl;
        if (volume < 3) continue;
        ++seen;
        std::vector<std::uint8_t> where(e.lesion.size());
        for (std::size_t i = 0; i < where.size(); ++i)
            where[i] = e.lesion[i] == static_cast<std::uint8_t>(Lesion::AcuteInfarct) ? 1
                       : e.tissue[i] == static_cast<std::uint8_t>(Tissue::Brain)      ? 2
                                                                                      : 0;
        EXPECT_GT(meanWhere(e.series.at(Sequence::DWI).voxels, where, 1),
                  1.15 * meanWhere(e.series.at(Sequence::DWI).voxels, where, 2))
            << seed;
        EXPECT_LT(meanWhere(e.series.at(Sequence::ADC).voxels, where, 1),
                  0.9 * meanWhere(e.series.at(Sequence::ADC).voxels, where, 2))
            << seed;
    }
    EXPECT_GE(seen, 2);
}

/// The side is where the mask lies in patient space: x > 0 is the patient's left (DICOM's LPS).
void expectSidesMatchGeometry(const Examination& e) {
    double brain = 0, middle = 0;
    for (std::size_t i = 0; i < e.tissue.size(); ++i)
        if (e.tissue[i] == static_cast<std::uint8_t>(Tissue::Brain))
            middle += e.truthGrid.origin.x() + static_cast<double>(i % 56) * 3.0, brain += 1;
    middle /= brain;
    for (const auto& truth : e.findings) {
        if (truth.side == Side::Left) {
            EXPECT_GT(truth.centroidLps[0], middle) << truth.finding;
        }
        if (truth.side == Side::Right) {
            EXPECT_LT(truth.centroidLps[0], middle) << truth.finding;
        }
    }
}

TEST(Simulate, SidesAreThePatientsInPatientCoordinates) {
    int sided = 0;
    for (const Side side : {Side::Left, Side::Right})
        for (std::uint64_t seed = 0; seed < 6; ++seed) {
            auto options = training({"mass"}, {Sequence::T1});
            options.side = side;
            const auto e = simulate(anatomies(), options, seed);
            expectSidesMatchGeometry(e);
            for (const auto& truth : e.findings) {
                EXPECT_EQ(truth.side, side);
                ++sided;
            }
        }
    EXPECT_GE(sided, 10);
}

TEST(Simulate, AnAnatomyWithItsLabelsSwappedTurnsTheTruthOver) {
    test::TemporaryFolder folder;
    test::writeSphereHead(folder.path(), true);
    const auto flipped = Anatomies::load(folder.path(), 2.0);
    ASSERT_TRUE(flipped) << flipped.error().message;
    auto options = training({"mass"}, {Sequence::T1});
    options.side = Side::Left;
    int wrong = 0, all = 0;
    for (std::uint64_t seed = 0; seed < 6; ++seed) {
        const auto e = simulate(*flipped, options, seed);
        for (const auto& truth : e.findings) ++all, wrong += truth.centroidLps[0] < 0;
    }
    EXPECT_GE(all, 4);
    EXPECT_GE(wrong, all - 1); // "left" now lies at x < 0: the label, not the axis, was believed
}

TEST(Simulate, EveryFindingCanBeAskedFor) {
    for (const auto& [finding, share] : defaultPrevalences()) {
        bool made = false;
        for (std::uint64_t seed = 0; seed < 4 && !made; ++seed) {
            const auto e = simulate(anatomies(), training({finding}, {Sequence::FLAIR}), seed);
            for (const auto& truth : e.findings) made |= truth.finding == finding;
        }
        EXPECT_TRUE(made) << finding;
    }
}

TEST(Simulate, AMeningiomaIsAlsoAMass) {
    const auto e = simulate(anatomies(), training({"meningioma"}, {Sequence::T1}), 5);
    std::set<std::string> found;
    for (const auto& truth : e.findings) found.insert(truth.finding);
    EXPECT_EQ(found, (std::set<std::string>{"meningioma", "mass"}));
}

TEST(Simulate, HydrocephalusWidensTheVentricles) {
    double normal = 0, wide = 0;
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
        const auto count = [](const Examination& e) {
            return std::count(e.tissue.begin(), e.tissue.end(), static_cast<std::uint8_t>(Tissue::Ventricle));
        };
        normal += static_cast<double>(count(simulate(anatomies(), training({}, {Sequence::T1}), seed)));
        wide += static_cast<double>(
            count(simulate(anatomies(), training({"hydrocephalus"}, {Sequence::T1}), seed)));
    }
    EXPECT_GT(wide, 1.6 * normal);
}

/// Fluid of sulci in front of the middle of the head and behind it, without what is wide anyway.
std::array<double, 2> sulciOf(const Scene& scene) {
    std::array<double, 2> fluid{};
    const auto& size = scene.grid().size;
    std::size_t index = 0;
    for (int k = 0; k < size[2]; ++k)
        for (int j = 0; j < size[1]; ++j)
            for (int i = 0; i < size[0]; ++i, ++index)
                fluid[j >= size[1] / 2] += scene.matter[index * kMatters + at(Matter::Csf)];
    return fluid;
}

TEST(Simulate, TheSulciOfALobeWidenAloneAndOthersStay) {
    const auto built = [&](double gain) {
        Random shape(3);
        volume::Grid grid;
        grid.size = {56, 64, 56};
        grid.spacing.setConstant(3.0);
        grid.origin = Eigen::Vector3d(-82.5, -94.5, -82.5);
        Scene scene(*anatomies().impl->heads.front(), grid, shape);
        if (gain != 0) scene.widenSulci(gain, [](const Point& mni) { return mni[1] > 0 ? 1.0F : 0.0F; });
        scene.build(1);
        return sulciOf(scene);
    };
    const auto before = built(0), wide = built(2), tight = built(-2);
    EXPECT_GT(wide[0], 1.05 * before[0]);
    EXPECT_LT(tight[0], 0.95 * before[0]);
    EXPECT_NEAR(wide[1], before[1], 0.12 * (wide[0] - before[0])); // the line between is not quite the grid's
}

TEST(Simulate, AtrophyIsOfTheWholeBrainOrOfSomeLobes) {
    std::map<std::string, int> seen;
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        const auto e = simulate(anatomies(), training({"atrophy"}, {Sequence::T1}), seed);
        ASSERT_EQ(e.findings.size(), 1U);
        ++seen[e.findings[0].subtype];
    }
    EXPECT_GE(seen["global"], 20);
    EXPECT_GE(seen["frontotemporal"], 3);
    EXPECT_GE(seen["medial temporal"], 3);
}

TEST(Simulate, NormalPressureHydrocephalusIsADiseaseOfTheOld) {
    std::map<std::string, std::vector<int>> ages;
    for (std::uint64_t seed = 0; seed < 80; ++seed) {
        const auto e = simulate(anatomies(), training({"hydrocephalus"}, {Sequence::T1}), seed);
        ASSERT_EQ(e.findings.size(), 1U);
        ages[e.findings[0].subtype].push_back(e.age);
    }
    const auto mean = [](const std::vector<int>& all) {
        return std::accumulate(all.begin(), all.end(), 0.0) / static_cast<double>(all.size());
    };
    ASSERT_GE(ages["normal pressure"].size(), 5U);
    EXPECT_GT(mean(ages["normal pressure"]), mean(ages["obstructive"]) + 10);
}

TEST(Simulate, SmallVesselDiseaseIsGradedByWhatIsThere) {
    std::map<char, std::vector<double>> volumes;
    int lacunes = 0;
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
        const auto e = simulate(anatomies(), training({"small_vessel_disease"}, {Sequence::FLAIR}), seed);
        ASSERT_EQ(e.findings.size(), 1U);
        ASSERT_TRUE(e.findings[0].subtype.starts_with("Fazekas ")) << e.findings[0].subtype;
        volumes[e.findings[0].subtype[8]].push_back(e.findings[0].volumeMl);
        lacunes += e.findings[0].subtype.ends_with(", lacunes");
    }
    ASSERT_FALSE(volumes['1'].empty());
    ASSERT_FALSE(volumes['3'].empty());
    const auto mean = [](const std::vector<double>& all) {
        return std::accumulate(all.begin(), all.end(), 0.0) / static_cast<double>(all.size());
    };
    EXPECT_GT(mean(volumes['3']), 2 * mean(volumes['1']));
    EXPECT_GT(lacunes, 3);
}

TEST(Simulate, NormalHeadsHaveHarmlessThingsToo) {
    std::map<std::string, int> seen;
    for (std::uint64_t seed = 0; seed < 60; ++seed)
        for (const auto& variant : simulate(anatomies(), training({}, {Sequence::T2}), seed).variants)
            ++seen[variant];
    EXPECT_GT(seen["sinus mucosa"], 5);
    EXPECT_GT(seen["perivascular spaces"], 5);
    EXPECT_GT(seen["cavum septum pellucidum"], 0);
}

TEST(Simulate, MasksVolumesAndLesionLabelsAgree) {
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
        const auto e = simulate(anatomies(), training({"haemorrhage"}, {Sequence::SWI}), seed);
        for (const auto& truth : e.findings) {
            ASSERT_EQ(truth.mask.size(), e.truthGrid.voxels());
            const auto voxels = static_cast<double>(std::accumulate(truth.mask.begin(), truth.mask.end(), 0));
            EXPECT_GT(voxels, 0);
            EXPECT_NEAR(truth.volumeMl, voxels * 0.027, 0.6 * voxels * 0.027 + 0.3);
            for (std::size_t i = 0; i < truth.mask.size(); ++i)
                if (truth.mask[i]) {
                    EXPECT_NE(e.lesion[i], 0);
                }
        }
    }
}

TEST(Simulate, NativeSeriesHaveTheirOwnRightHandedGrids) {
    Options options;
    options.findings = {"acute_stroke"};
    options.bounds = {96, 12};
    options.sequences = {Sequence::T1, Sequence::FLAIR, Sequence::DWI};
    const auto e = simulate(anatomies(), options, 4);
    for (const auto& [sequence, image] : e.series) {
        EXPECT_LE(image.grid.size[1], 96);
        EXPECT_LE(image.grid.size[2], 12);
        EXPECT_NEAR(image.grid.direction.determinant(), 1.0, 1e-6) << nameOf(sequence);
        EXPECT_LE(e.sliceThickness.at(sequence), image.grid.spacing[2] + 1e-9);
        EXPECT_GT(e.acquisitions.at(sequence).te, 0);
    }
}

TEST(Simulate, DiffusionHasItsUnweightedImagesWhereAskedFor) {
    Options options;
    options.findings = std::vector<std::string>{};
    options.bounds = {96, 12};
    options.sequences = {Sequence::DWI};
    options.unweighted = true;
    const auto e = simulate(anatomies(), options, 4);
    ASSERT_TRUE(e.unweighted);
    const auto& weighted = e.series.at(Sequence::DWI);
    EXPECT_EQ(e.unweighted->grid.affine(), weighted.grid.affine());
    EXPECT_EQ(e.unweighted->grid.size, weighted.grid.size);
    // Fluid, dark at b = 1000, is the brightest thing without weighting; all else is brighter too.
    EXPECT_GT(volume::percentile(*e.unweighted, 0.99), 2 * volume::percentile(weighted, 0.99));
    options.unweighted = false;
    const auto without = simulate(anatomies(), options, 4);
    EXPECT_FALSE(without.unweighted);
    EXPECT_EQ(without.series.at(Sequence::DWI).voxels, weighted.voxels);
}

TEST(Simulate, SomeScannersShowTwiceTheMatrixAtTheSamePlace) {
    Options options;
    options.findings = std::vector<std::string>{};
    options.site = "B";
    options.sequences = {Sequence::T2};
    options.bounds = {512, 6};
    const auto shown = simulate(anatomies(), options, 4).series.at(Sequence::T2);
    options.bounds.matrix = 256;
    const auto acquired = simulate(anatomies(), options, 4).series.at(Sequence::T2);
    ASSERT_EQ(shown.grid.size[1], 2 * acquired.grid.size[1]);
    EXPECT_LT(shown.grid.spacing[0], 0.5);
    // Between four pixels lies the middle of one that was acquired.
    EXPECT_LT((shown.grid.patientOf({20.5, 40.5, 3}) - acquired.grid.patientOf({10, 20, 3})).norm(), 1e-6);
    double apart = 0, all = 0;
    for (int k = 0; k < acquired.grid.size[2]; ++k)
        for (int j = 1; j + 1 < acquired.grid.size[1]; ++j)
            for (int i = 1; i + 1 < acquired.grid.size[0]; ++i) {
                const float four = (shown.at(2 * i, 2 * j, k) + shown.at(2 * i + 1, 2 * j, k) +
                                    shown.at(2 * i, 2 * j + 1, k) + shown.at(2 * i + 1, 2 * j + 1, k)) /
                                   4;
                apart += std::abs(four - acquired.at(i, j, k)), all += acquired.at(i, j, k);
            }
    EXPECT_LT(apart, 0.1 * all);
}

TEST(Anatomies, BadLabelMapsAreRefusedByName) {
    test::TemporaryFolder folder;
    EXPECT_EQ(Anatomies::load(folder.path() / "nowhere", 2).error().code, ErrorCode::NotFound);
    EXPECT_EQ(Anatomies::load(folder.path(), 2).error().code, ErrorCode::NotFound);
    auto map = test::sphereHead();
    map.voxels[5] = 9999;
    ASSERT_TRUE(volume::writeNifti(folder.path() / "odd.nii.gz", map));
    const auto odd = Anatomies::load(folder.path(), 2);
    ASSERT_FALSE(odd);
    EXPECT_THAT(odd.error().message, HasSubstr("odd.nii.gz"));
    std::fill(map.voxels.begin(), map.voxels.end(), 24.0F);
    ASSERT_TRUE(volume::writeNifti(folder.path() / "odd.nii.gz", map));
    const auto brainless = Anatomies::load(folder.path(), 2);
    ASSERT_FALSE(brainless);
    EXPECT_EQ(brainless.error().code, ErrorCode::Unsupported);
    EXPECT_EQ(Anatomies::load(folder.path(), 0.1).error().code, ErrorCode::InvalidArgument);
}

TEST(Anatomies, PartsShareNothing) {
    EXPECT_EQ(anatomies().part(0, 1).size(), 1U);
    EXPECT_EQ(anatomies().part(1, 5).size(), 0U);
}

} // namespace
} // namespace second_read::simulate
