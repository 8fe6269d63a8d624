/// On images that nobody here made; skipped where there are none. Expectations were compared with dcm2niix
/// once.
#include <algorithm>
#include <map>
#include <set>

#include "dicom_fixture.h"
#include "volume/nifti.h"

namespace second_read::study {
namespace {

using namespace fixture;

std::vector<fs::path> foldersIn(const fs::path& place) {
    std::vector<fs::path> folders;
    for (const auto& entry : fs::directory_iterator(place))
        if (entry.is_directory()) folders.push_back(entry.path());
    std::sort(folders.begin(), folders.end());
    return folders;
}

TEST(RealData, EveryDicomFolderIsDescribedOrRefusedByName) {
    SECOND_READ_NEEDS_REAL_DATA(data);
    for (const auto& folder : foldersIn(data / "images/dicom")) {
        const auto found = openStudies(folder);
        if (!found) {
            EXPECT_NE(found.error().message.find(folder.filename().string()), std::string::npos)
                << found.error().message;
            continue;
        }
        // no file vanishes: it gives images, or is named with the reason
        std::set<fs::path> named;
        std::size_t files = 0, unnamed = 0, copies = 0, leftOut = 0;
        for (const auto& refused : found->refused) named.insert(refused.file);
        for (const auto& study : found->studies) {
            for (const auto& sources : study.sources)
                for (const auto& source : sources) named.insert(source.file);
            for (const auto& warning : study.study.warnings)
                if (warning.find("cop") != std::string::npos)
                    copies += static_cast<std::size_t>(std::atoi(warning.c_str()));
            for (const auto& series : study.study.series)
                for (const auto& warning : series.warnings)
                    leftOut += warning.find("is left out") != std::string::npos;
        }
        for (const auto& entry : fs::recursive_directory_iterator(folder)) {
            const bool index = entry.path().filename().string().starts_with("DICOMDIR");
            if (!entry.is_regular_file() || index) continue;
            ++files;
            unnamed += named.count(entry.path()) == 0;
        }
        EXPECT_LE(unnamed, copies + leftOut) << folder << ": of " << files << " files";
    }
}

TEST(RealData, EverySeriesLoadsOrSaysWhyNot) {
    SECOND_READ_NEEDS_REAL_DATA(data);
    std::size_t loaded = 0, refused = 0;
    for (const auto& folder : foldersIn(data / "images/dicom")) {
        const auto found = openStudies(folder);
        if (!found) continue;
        for (const auto& study : found->studies)
            for (std::size_t i = 0; i < study.study.series.size(); ++i) {
                const auto volume = loadVolume(study, i);
                if (volume) {
                    ++loaded;
                    EXPECT_EQ(volume->grid.size, study.study.series[i].matrix);
                    EXPECT_EQ(volume->voxels.size(), volume->grid.voxels());
                } else {
                    ++refused;
                    EXPECT_FALSE(volume.error().message.empty());
                }
            }
    }
    EXPECT_GE(loaded, 100U);
    EXPECT_LE(refused, 12U);
}

TEST(RealData, HostileFilesAreRefusedOneByOne) {
    SECOND_READ_NEEDS_REAL_DATA(data);
    for (const auto& entry : fs::directory_iterator(data / "images/dicom/hostile-synthetic")) {
        const bool harmless =
            entry.path().filename() == "pe-preamble-polyglot.dcm"; // its siblings claim to be of its series
        const auto found = openStudies(entry.path());
        EXPECT_EQ(found.has_value(), harmless) << entry.path();
        if (!found) {
            EXPECT_NE(found.error().message.find(entry.path().filename().string()), std::string::npos);
        }
    }
}

struct Expected {
    const char* folder;
    std::size_t entries;
    std::map<Sequence, int> sequences;
    std::array<int, 3> matrix; ///< of the first entry
};

TEST(RealData, SetsOfManyVendorsAreSplitAndRecognised) {
    SECOND_READ_NEEDS_REAL_DATA(data);
    const Expected sets[] = {
        {"siemens-mosaic", 3, {{Sequence::Other, 3}}, {64, 64, 35}},
        {"dcm2niix-transfer-syntax-mr", 1, {{Sequence::Other, 1}}, {64, 64, 35}},
        {"uih", 3, {{Sequence::T1, 1}, {Sequence::DWI, 1}, {Sequence::Other, 1}}, {460, 512, 1}},
        {"philips-classic", 2, {{Sequence::DWI, 1}, {Sequence::Other, 1}}, {128, 128, 2}},
        {"siemens-dual-echo", 1, {{Sequence::PD, 1}}, {64, 64, 4}},
        {"hyperfine", 1, {{Sequence::FLAIR, 1}}, {112, 138, 8}},
        {"ge-deidentified", 1, {{Sequence::T1, 1}}, {256, 256, 2}},
        {"siemens-xa-classic-jpegll-frag", 1, {{Sequence::T1, 1}}, {128, 128, 3}},
        {"compressed-j2k-series", 1, {{Sequence::FLAIR, 1}}, {256, 256, 4}},
        {"compressed-jpegls-series", 1, {{Sequence::FLAIR, 1}}, {256, 256, 4}},
        {"failing-sliceorientation", 2, {{Sequence::T2, 2}}, {288, 288, 2}},
        {"rgb-series", 1, {{Sequence::T1, 1}}, {52, 77, 4}},
    };
    for (const auto& set : sets) {
        const auto found = openStudies(data / "images/dicom" / set.folder);
        ASSERT_TRUE(found) << found.error().message;
        std::size_t entries = 0;
        std::map<Sequence, int> sequences;
        for (const auto& study : found->studies)
            for (const auto& series : study.study.series) ++entries, ++sequences[series.sequence];
        EXPECT_EQ(entries, set.entries) << set.folder;
        EXPECT_EQ(sequences, set.sequences) << set.folder;
        EXPECT_EQ(found->studies[0].study.series[0].matrix, set.matrix) << set.folder;
    }
}

TEST(RealData, OneImageInManyTransferSyntaxesGivesTheSamePixels) {
    SECOND_READ_NEEDS_REAL_DATA(data);
    std::map<std::string, std::vector<float>> images;
    for (const auto& entry : fs::directory_iterator(data / "images/dicom/transfer-syntaxes")) {
        const std::string name = entry.path().filename().string();
        if (!name.starts_with("CTImage.dcm_")) continue;
        test::TemporaryFolder alone;
        fs::copy(entry.path(), alone.path() / name);
        const auto volume = loadVolume(open(alone.path()), 0);
        ASSERT_TRUE(volume) << volume.error().message;
        images[name] = volume->voxels;
    }
    ASSERT_GE(images.size(), 10U);
    std::vector<float> reference;
    for (const auto& [name, voxels] : images)
        if (name.find("RLELossless") != std::string::npos) reference = voxels;
    ASSERT_FALSE(reference.empty());
    for (const auto& [name, voxels] : images) {
        const bool lossless = name.find("Lossless") != std::string::npos ||
                              name.find("Process14") != std::string::npos ||
                              name.find("Deflated") != std::string::npos;
        if (!lossless) continue;
        ASSERT_EQ(voxels.size(), reference.size()) << name;
        double worst = 0;
        for (std::size_t i = 0; i < voxels.size(); ++i)
            worst =
                std::max(worst, std::abs(static_cast<double>(voxels[i]) - static_cast<double>(reference[i])));
        EXPECT_EQ(worst, 0) << name;
    }
}

TEST(RealData, BrainStudiesInNifti) {
    SECOND_READ_NEEDS_REAL_DATA(data);
    for (const auto& folder : foldersIn(data / "images/brain")) {
        const auto opened = open(folder);
        for (std::size_t i = 0; i < opened.study.series.size(); ++i) {
            const auto& series = opened.study.series[i];
            EXPECT_EQ(series.eligible, !series.description.starts_with("mask"))
                << folder << " " << series.description;
            EXPECT_TRUE(series.affineLps) << folder << " " << series.description;
            EXPECT_TRUE(loadVolume(opened, i));
        }
    }
}

/// Where the expert's mask lies is on the side that the case list names: nothing was mirrored on the way.
TEST(RealData, LesionsLieOnTheSideThatTheirListSays) {
    SECOND_READ_NEEDS_REAL_DATA(data);
    const std::pair<const char*, bool> left[] = {{"glioma-brats2013-pat0001/mask.nii.gz", false},
                                                 {"glioma-brats2013-pat0004/mask.nii.gz", true},
                                                 {"stroke-isles22-case9/mask_on_DWI.nii.gz", true},
                                                 {"chronic-stroke-arc-m2307/mask.nii.gz", true}};
    for (const auto& [file, isLeft] : left) {
        const auto path = data / "images/brain" / file;
        const auto mask = volume::readNifti(path);
        ASSERT_TRUE(mask) << mask.error().message;
        const char* image = path.string().find("stroke-isles") != std::string::npos ? "DWI.nii.gz"
                            : path.string().find("arc") != std::string::npos        ? "T2.nii.gz"
                                                                                    : "FLAIR.nii.gz";
        const auto head = volume::readNifti(path.parent_path() / image);
        ASSERT_TRUE(head);
        const auto centre = [](const volume::Volume& v) {
            Eigen::Vector3d sum(0, 0, 0);
            double count = 0;
            for (int k = 0; k < v.grid.size[2]; ++k)
                for (int j = 0; j < v.grid.size[1]; ++j)
                    for (int i = 0; i < v.grid.size[0]; ++i)
                        if (v.at(i, j, k) > 0)
                            sum += v.grid.patientOf(
                                {static_cast<double>(i), static_cast<double>(j), static_cast<double>(k)}),
                                ++count;
            return Eigen::Vector3d(sum / count);
        };
        EXPECT_EQ(centre(*mask).x() > centre(*head).x(), isLeft) << file;
    }
}

} // namespace
} // namespace second_read::study
