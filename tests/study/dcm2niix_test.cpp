/// Geometry and voxels of every real DICOM series against an independent reader: Debian's dcm2niix (Li 2016,
/// J Neurosci Methods 264:47). Prints one line a stack, so that the test serves as a command too:
///   SECOND_READ_DATA=... build/release/bin/study_test --gtest_filter='Dcm2niix.*'
#include <algorithm>
#include <cstdio>
#include <map>
#include <set>

#include <dcmtk/dcmdata/dcrledrg.h>
#include <dcmtk/dcmjpeg/djdecode.h>
#include <dcmtk/dcmjpls/djdecode.h>

#include "dcm2niix.h"
#include "dicom_fixture.h"

namespace second_read::study {
namespace {

using namespace fixture;

/// A plain copy where one can be made: unzipped, and without the compressions that Debian's dcm2niix cannot
/// read (decoded by DCMTK; JPEG 2000 stays as it is). The header is untouched.
void copyPlain(const fs::path& from, const fs::path& to) {
    if (from.extension() == ".gz") [[maybe_unused]]
        const int code = std::system(("gzip -dc '" + from.string() + "' >'" + to.string() + "'").c_str());
    else
        fs::copy(from, to);
    static const bool registered = [] {
        DJDecoderRegistration::registerCodecs();
        DJLSDecoderRegistration::registerCodecs();
        DcmRLEDecoderRegistration::registerCodecs();
        return true;
    }();
    DcmFileFormat file;
    if (!registered || file.loadFile(to.c_str()).bad()) return;
    file.loadAllDataIntoMemory();
    if (file.getDataset()->getOriginalXfer() != EXS_LittleEndianExplicit &&
        file.getDataset()->chooseRepresentation(EXS_LittleEndianExplicit, nullptr).good())
        file.saveFile(to.c_str(), EXS_LittleEndianExplicit);
}

/// What dcm2niix makes of the files of one series alone: of a whole folder it refuses more than the file it
/// dislikes.
std::vector<test::Converted> convertSeries(const OpenedStudy& study, const std::string& uid) {
    const test::TemporaryFolder folder;
    std::set<fs::path> files;
    for (std::size_t n = 0; n < study.study.series.size(); ++n)
        if (study.study.series[n].uid == uid)
            for (const auto& source : study.sources[n])
                if (files.insert(source.file).second)
                    copyPlain(source.file, folder.path() / (std::to_string(files.size()) + ".dcm"));
    return test::convert(folder.path());
}

/// Where the two differ and which of them is right, by the first file of the stack.
const std::map<std::string, std::string>& knownDifferences() {
    static const std::map<std::string, std::string> reasons = {
        {"CT1_J2KR", "JPEG 2000 in three fragments, which dcm2niix does not read"},
        {"slicethickness_empty_string.dcm",
         "a compressed icon in the header, behind which dcm2niix loses its way"},
        {"12bitSigned_0x0F0F.dcm",
         "signed 12-bit pixels: dcm2niix drops the sign (PS3.3 C.7.6.3.1 wants it)"},
        {"IM-0001-0033-0001.dcm", "two slices of b = 0 and one of b = 1000: dcm2niix stacks all three"},
        {"IM-0001-0034-0001.dcm", "two slices of b = 0 and one of b = 1000: dcm2niix stacks all three"},
        {"J2K_pixelrep_mismatch.dcm",
         "a single slice of a tilted CT: dcm2niix's rows are not of unit length"},
        {"GH064.dcm", "no rescale slope: dcm2niix scales by Philips' private one"},
        {"17106",
         "slices 18 and 180 to 182: warned of and not analysed; dcm2niix spaces them by its first gap"},
    };
    return reasons;
}

TEST(Dcm2niix, AgreesOnPlaceAndVoxelsOfEveryRealSeries) {
    SECOND_READ_NEEDS_REAL_DATA(data);
    if (!test::haveDcm2niix()) GTEST_SKIP() << "no dcm2niix: apt-get install dcm2niix";
    int agree = 0, known = 0;
    for (const auto& entry : fs::directory_iterator(data / "images/dicom")) {
        if (!entry.is_directory()) continue;
        const auto found = openStudies(entry.path());
        if (!found) continue;
        for (const auto& study : found->studies) {
            std::map<std::string, std::vector<test::Converted>> converted;
            for (std::size_t n = 0; n < study.study.series.size(); ++n) {
                const auto& series = study.study.series[n];
                const bool colour = std::ranges::any_of(series.warnings, [](const std::string& warning) {
                    return warning.find("colour") != std::string::npos;
                });
                if (!series.affineLps || colour) continue;
                const auto ours = loadVolume(study, n);
                if (!ours) continue; // EverySeriesLoadsOrSaysWhyNot counts these
                if (!converted.contains(series.uid)) converted[series.uid] = convertSeries(study, series.uid);
                test::Agreement best;
                for (const auto& other : converted[series.uid])
                    best = std::min(best, test::compare(*ours, other.volume));
                const auto first = study.sources[n].front().file.filename().string();
                const auto reason = knownDifferences().find(first);
                agree += best.all();
                known += !best.all() && reason != knownDifferences().end();
                EXPECT_TRUE(best.all() || reason != knownDifferences().end())
                    << first << ": " << best.apart << " mm apart, values differ by " << best.values;
                std::printf("%-7s %-30s %-32s %3d x %3d x %3d  %s\n", best.all() ? "agrees" : "differs",
                            entry.path().filename().c_str(),
                            (series.description + " #" + std::to_string(series.stack)).c_str(),
                            series.matrix[0], series.matrix[1], series.matrix[2],
                            best.all() || reason == knownDifferences().end() ? "" : reason->second.c_str());
            }
        }
    }
    std::printf("%d stacks agree, %d differ for a known reason\n", agree, known);
    EXPECT_GE(agree, 90);
}

} // namespace
} // namespace second_read::study
