#pragma once
/// Small DICOM examinations of a head-like ball, and the tiny pack that looks at them.

#include <map>
#include <string>

#include "analysis/analysis.h"
#include "base/files.h"
#include "study/dicom_writer.h"
#include "support/support.h"
#include "support/tiny_pack.h"

namespace second_read::analysis::test {

namespace fs = std::filesystem;

/// A ball with a brighter ball on the patient's left; `seed` varies where it lies.
inline volume::Volume head(int seed) {
    volume::Volume volume;
    volume.grid.size = {44, 52, 26};
    volume.grid.spacing = {4, 4, 6};
    volume.grid.origin = {-86, -102, -75};
    volume.voxels.reserve(volume.grid.voxels());
    const Eigen::Vector3d lesion(25 + seed % 7, -20 + 5 * (seed % 9), 10 + seed % 5);
    for (int k = 0; k < volume.grid.size[2]; ++k)
        for (int j = 0; j < volume.grid.size[1]; ++j)
            for (int i = 0; i < volume.grid.size[0]; ++i) {
                const Eigen::Vector3d at = volume.grid.patientOf({double(i), double(j), double(k)});
                const auto texture = static_cast<float>((i * 7 + j * 13 + k * 29 + seed * 17) % 60);
                const float tissue = at.norm() < 70 ? 500.0F + texture : 0.0F;
                volume.voxels.push_back((at - lesion).norm() < 14 ? 900.0F + texture : tissue);
            }
    return volume;
}

struct Patient {
    std::string id = "P1", name = "DOE^JANE", sex = "F", age = "061Y", date = "20260102", accession = "A1";
};

inline std::map<std::string, std::string> timesOf(Sequence sequence) {
    switch (sequence) {
    case Sequence::FLAIR:
        return {{"SeriesDescription", "FLAIR"},
                {"RepetitionTime", "9000"},
                {"EchoTime", "120"},
                {"InversionTime", "2500"},
                {"ScanningSequence", "SE\\IR"}};
    case Sequence::T2:
        return {{"SeriesDescription", "T2"},
                {"RepetitionTime", "4000"},
                {"EchoTime", "100"},
                {"ScanningSequence", "SE"}};
    default:
        return {{"SeriesDescription", "T1"},
                {"RepetitionTime", "500"},
                {"EchoTime", "10"},
                {"ScanningSequence", "SE"}};
    }
}

/// A study of the given sequences under `folder`, one folder a series; returns its uid.
inline std::string writeStudy(const fs::path& folder, int number, const std::vector<Sequence>& sequences,
                              const Patient& patient = {},
                              const std::map<std::string, std::string>& more = {}) {
    const std::string uid = "1.2.826.0.1.3680043.8.498." + std::to_string(1000 + number);
    int count = 0;
    for (const Sequence sequence : sequences) {
        study::DicomSeries series;
        series.attributes = timesOf(sequence);
        series.attributes.insert({{"PatientID", patient.id},
                                  {"PatientName", patient.name},
                                  {"PatientSex", patient.sex},
                                  {"PatientAge", patient.age},
                                  {"StudyDate", patient.date},
                                  {"AccessionNumber", patient.accession},
                                  {"SeriesNumber", std::to_string(++count)}});
        for (const auto& [key, value] : more) series.attributes[key] = value;
        series.studyInstanceUid = uid;
        series.seriesInstanceUid = uid + "." + std::to_string(count);
        series.frameOfReferenceUid = uid + ".9";
        series.sopInstanceUidRoot = series.seriesInstanceUid + ".1";
        series.volume = head(number + count);
        series.sliceThickness = 5;
        const auto place = folder / ("series-" + std::to_string(count));
        EXPECT_TRUE(makeFolder(place));
        const auto written = study::writeDicom(place, series);
        EXPECT_TRUE(written) << written.error().message;
    }
    return uid;
}

/// One tiny pack and one folder for all tests of a suite, a folder of its own for each test.
class WithPack : public testing::Test {
protected:
    static void SetUpTestSuite() {
        s_folder = new second_read::test::TemporaryFolder;
        const auto written =
            second_read::test::writeTinyPack(s_folder->path() / "pack", SECOND_READ_CATALOGUE);
        ASSERT_TRUE(written) << written.error().message;
        auto opened = pack::Pack::open(packFolder(), pack::Device::Cpu);
        ASSERT_TRUE(opened) << opened.error().message;
        s_pack = new pack::Pack(std::move(*opened));
    }
    static void TearDownTestSuite() {
        delete std::exchange(s_pack, nullptr);
        delete std::exchange(s_folder, nullptr);
    }
    static fs::path packFolder() { return s_folder->path() / "pack"; }
    static const pack::Pack& pack() { return *s_pack; }
    const fs::path& folder() const { return m_folder.path(); }

private:
    static inline second_read::test::TemporaryFolder* s_folder = nullptr;
    static inline pack::Pack* s_pack = nullptr;
    second_read::test::TemporaryFolder m_folder;
};

} // namespace second_read::analysis::test
