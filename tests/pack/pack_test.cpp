#include <cmath>
#include <fstream>
#include <limits>

#include <gmock/gmock.h>

#include "base/files.h"
#include "language/text_encoder.h"
#include "pack/manifest.h"
#include "pack/pack.h"
#include "pack/writer.h"
#include "support/support.h"
#include "support/tiny_pack.h"

namespace second_read::pack {
namespace {

using testing::HasSubstr;

class PackTest : public testing::Test {
protected:
    static void SetUpTestSuite() {
        s_folder = new test::TemporaryFolder;
        const auto written = test::writeTinyPack(s_folder->path() / "pack", SECOND_READ_CATALOGUE);
        ASSERT_TRUE(written) << written.error().message;
    }
    static void TearDownTestSuite() {
        delete s_folder;
        s_folder = nullptr;
    }
    static std::filesystem::path folder() { return s_folder->path() / "pack"; }
    /// A copy of the pack that a test may spoil.
    std::filesystem::path copy() {
        const auto to = m_own.path() / "copy";
        std::filesystem::copy(folder(), to);
        return to;
    }
    /// A head-like ball, brighter in a ball on the patient's left.
    static volume::Volume head() {
        volume::Volume volume;
        volume.grid.size = {60, 70, 50};
        volume.grid.spacing = {3, 3, 3};
        volume.grid.origin = {-90, -105, -75};
        volume.voxels.resize(volume.grid.voxels());
        std::size_t index = 0;
        for (int k = 0; k < 50; ++k)
            for (int j = 0; j < 70; ++j)
                for (int i = 0; i < 60; ++i, ++index) {
                    const Eigen::Vector3d at = volume.grid.patientOf({double(i), double(j), double(k)});
                    float value =
                        at.norm() < 70 ? 500.0F + static_cast<float>((i * 7 + j * 13 + k * 29) % 40) : 0.0F;
                    if ((at - Eigen::Vector3d(30, 0, 20)).norm() < 15) value = 900;
                    volume.voxels[index] = value;
                }
        return volume;
    }
    test::TemporaryFolder m_own;

private:
    static inline test::TemporaryFolder* s_folder = nullptr;
};

TEST_F(PackTest, OpensVerifiedAndSaysWhatItIs) {
    const auto manifest = Pack::verify(folder());
    ASSERT_TRUE(manifest) << manifest.error().message;
    const auto pack = Pack::open(folder(), Device::Cpu);
    ASSERT_TRUE(pack) << pack.error().message;
    EXPECT_EQ(pack->info().id.id, "tiny");
    EXPECT_EQ(pack->info().dimension, 32);
    EXPECT_EQ(pack->info().device, "cpu");
    EXPECT_EQ(pack->info().findings.size(), pack->catalogue().findings.size());
    EXPECT_TRUE(pack->has(Sequence::FLAIR));
    EXPECT_FALSE(pack->has(Sequence::SWI));
    EXPECT_EQ(pack->calibration().normals, 20);
}

TEST_F(PackTest, ShowsWhatIsFittedAndMeasuredAgain) {
    const auto pack = Pack::open(folder(), Device::Cpu);
    ASSERT_TRUE(pack) << pack.error().message;
    EXPECT_EQ(pack->readOuts().size(), pack->catalogue().findings.size() + 1);
    for (const auto& [id, readOut] : pack->readOuts()) EXPECT_EQ(readOut.size(), 33U) << id;
    EXPECT_TRUE(pack->sides().empty());
    EXPECT_EQ(pack->encoder(Sequence::SWI), nullptr);
    const vision::Encoder* encoder = pack->encoder(Sequence::FLAIR);
    ASSERT_NE(encoder, nullptr);
    EXPECT_EQ(encoder->projection().outputs(), 32);
    const auto networks = readNetworks(folder());
    ASSERT_TRUE(networks) << networks.error().message;
    for (const auto& [name, tensor] : encoder->network())
        EXPECT_TRUE(at::equal(tensor, networks->at(Sequence::FLAIR).at(name))) << name;
    const auto preprocessing = preprocessingOfPack(folder());
    ASSERT_TRUE(preprocessing) << preprocessing.error().message;
    EXPECT_EQ(encoder->preprocessing(), *preprocessing);
    EXPECT_EQ(preprocessing->size, (std::array{32, 32, 32}));
}

TEST_F(PackTest, LendsItsTextEncoderToTheNextPack) {
    const auto kept = languageIn(folder());
    ASSERT_TRUE(kept) << kept.error().message;
    const auto text = language::TextEncoder::open(kept->config, kept->vocabulary, kept->weights);
    ASSERT_TRUE(text) << text.error().message;
    const auto pack = Pack::open(folder(), Device::Cpu);
    ASSERT_TRUE(pack) << pack.error().message;
    EXPECT_EQ(*text->embed({"acute infarct"}), *pack->embed({"acute infarct"}));

    const auto trained = m_own.path() / "trained"; // as `train language` leaves it
    std::filesystem::create_directory(trained);
    std::filesystem::copy(kept->vocabulary, trained / "vocab.txt");
    std::filesystem::copy(kept->weights, trained / "weights.safetensors");
    ASSERT_TRUE(writeFileAtomically(trained / "config.json", kept->config.dump()));
    const auto same = languageIn(trained);
    ASSERT_TRUE(same) << same.error().message;
    EXPECT_EQ(same->config, kept->config);
    EXPECT_EQ(same->weights, trained / "weights.safetensors");

    const auto spoiled = copy();
    std::ofstream(spoiled / "language.safetensors", std::ios::app) << 'x';
    const auto refused = languageIn(spoiled);
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, HasSubstr("language.safetensors"));
    EXPECT_EQ(languageIn(m_own.path()).error().code, ErrorCode::NotFound);
}

TEST_F(PackTest, OneChangedByteIsNamed) {
    const auto spoiled = copy();
    std::fstream file(spoiled / "flair.safetensors", std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(-1, std::ios::end);
    file.put('\x7f');
    file.close();
    const auto pack = Pack::open(spoiled);
    ASSERT_FALSE(pack);
    EXPECT_EQ(pack.error().code, ErrorCode::Corrupt);
    EXPECT_THAT(pack.error().message, HasSubstr("flair.safetensors"));
}

TEST_F(PackTest, MissingFilesAndForeignFormatsAreRefused) {
    const auto spoiled = copy();
    std::filesystem::remove(spoiled / "vocabulary.txt");
    EXPECT_THAT(Pack::open(spoiled).error().message, HasSubstr("vocabulary.txt"));
    EXPECT_EQ(Pack::open(m_own.path()).error().code, ErrorCode::NotFound);
    ASSERT_TRUE(writeFileAtomically(spoiled / "manifest.json", R"({"format": 99, "files": []})"));
    EXPECT_EQ(Pack::open(spoiled).error().code, ErrorCode::Mismatch);
    ASSERT_TRUE(writeFileAtomically(spoiled / "manifest.json", R"({"format": 1})"));
    EXPECT_EQ(Pack::open(spoiled).error().code, ErrorCode::Corrupt);
}

TEST_F(PackTest, FileNamesThatLeaveTheFolderAreRefused) {
    const auto spoiled = copy();
    for (const char* name : {"../secret", "/etc/hostname", "a/b", "..", ""}) {
        const nlohmann::json manifest = {{"format", 1},
                                         {"files", {{{"name", name}, {"sha256", ""}, {"bytes", 1}}}}};
        ASSERT_TRUE(writeFileAtomically(spoiled / "manifest.json", manifest.dump()));
        const auto pack = Pack::open(spoiled);
        ASSERT_FALSE(pack) << name;
        EXPECT_EQ(pack.error().code, ErrorCode::Corrupt);
        EXPECT_THAT(pack.error().message, HasSubstr("not allowed"));
    }
}

TEST_F(PackTest, NothingIsOpenedThatTheManifestDoesNotList) {
    const auto spoiled = copy();
    auto manifest = *readJson(spoiled / "manifest.json");
    manifest["catalogue"] = "unlisted.json";
    ASSERT_TRUE(writeFileAtomically(spoiled / "unlisted.json", "{}"));
    ASSERT_TRUE(writeFileAtomically(spoiled / "manifest.json", manifest.dump()));
    EXPECT_THAT(Pack::open(spoiled).error().message, HasSubstr("does not list"));
}

TEST_F(PackTest, EncodesScoresAndLocalises) {
    const auto pack = Pack::open(folder(), Device::Cpu);
    ASSERT_TRUE(pack) << pack.error().message;
    const auto encoded = pack->encode(head(), Sequence::FLAIR);
    ASSERT_TRUE(encoded) << encoded.error().message;
    double length = 0;
    for (const float value : encoded->embedding) length += static_cast<double>(value) * value;
    EXPECT_NEAR(length, 1, 1e-4);
    const auto scores = pack->score(*encoded);
    EXPECT_EQ(scores.findings.size(), pack->catalogue().findings.size() + 1);
    for (const auto& [id, score] : scores.findings) {
        EXPECT_TRUE(std::isfinite(score.readOut)) << id;
        EXPECT_LE(std::abs(score.similarity), 2.0) << id;
        if (score.peakLps) {
            EXPECT_TRUE(score.place);
            ASSERT_TRUE(score.slice);
            EXPECT_GE(*score.slice, 0);
            EXPECT_LT(*score.slice, 50);
        }
    }
    const auto text = pack->embed({"acute infarct in the left frontal lobe"});
    ASSERT_TRUE(text) << text.error().message;
    const double similarity = pack->similarity(*encoded, text->front());
    EXPECT_LE(std::abs(similarity), 2.0);
    const auto percentile = pack->percentile(text->front(), Sequence::FLAIR, similarity);
    ASSERT_TRUE(percentile);
    EXPECT_GE(*percentile, 0);
    EXPECT_LE(*percentile, 100);
    EXPECT_FALSE(pack->percentile(text->front(), Sequence::SWI, similarity));
    const auto place = pack->localise(*encoded, text->front());
    ASSERT_TRUE(place) << place.error().message;
    EXPECT_EQ(place->map.voxels.size(), place->map.grid.voxels());
    EXPECT_EQ(pack->localise(*encoded, std::string("no such finding")).error().code, ErrorCode::NotFound);
}

TEST_F(PackTest, TheSameImageGivesTheSameScores) {
    const auto pack = Pack::open(folder(), Device::Cpu);
    ASSERT_TRUE(pack);
    const auto first = pack->encode(head(), Sequence::T1);
    const auto second = pack->encode(head(), Sequence::T1);
    ASSERT_TRUE(first && second);
    EXPECT_EQ(first->embedding, second->embedding);
}

TEST_F(PackTest, SeriesBesideEachOtherAreWhatEachIsAlone) {
    const auto pack = Pack::open(folder(), Device::Cpu);
    ASSERT_TRUE(pack) << pack.error().message;
    const auto image = head();
    auto flat = head();
    std::fill(flat.voxels.begin(), flat.voxels.end(), 7.0F);
    const auto all =
        pack->encode({{&image, Sequence::T1}, {&flat, Sequence::FLAIR}, {&image, Sequence::FLAIR}});
    ASSERT_EQ(all.size(), 3U);
    ASSERT_TRUE(all[0] && all[2]);
    EXPECT_EQ(all[1].error().code, ErrorCode::Unsupported);
    EXPECT_EQ(all[0]->embedding, pack->encode(image, Sequence::T1)->embedding);
    EXPECT_EQ(all[2]->embedding, pack->encode(image, Sequence::FLAIR)->embedding);
    std::stop_source stopped;
    stopped.request_stop();
    for (const auto& each : pack->encode({{&image, Sequence::T1}}, {stopped.get_token(), {}}))
        EXPECT_EQ(each.error().code, ErrorCode::Cancelled);
}

TEST_F(PackTest, UnusableVolumesAreUnsupportedWithTheReason) {
    const auto pack = Pack::open(folder(), Device::Cpu);
    ASSERT_TRUE(pack);
    auto notNumbers = head();
    notNumbers.voxels[1000] = std::numeric_limits<float>::quiet_NaN();
    const auto nan = pack->encode(notNumbers, Sequence::FLAIR);
    ASSERT_FALSE(nan);
    EXPECT_EQ(nan.error().code, ErrorCode::Unsupported);
    EXPECT_THAT(nan.error().message, HasSubstr("NaN"));
    auto flat = head();
    std::fill(flat.voxels.begin(), flat.voxels.end(), 3.0F);
    EXPECT_THAT(pack->encode(flat, Sequence::FLAIR).error().message, HasSubstr("constant"));
    auto slice = head();
    slice.grid.size[2] = 1;
    slice.voxels.resize(slice.grid.voxels());
    EXPECT_THAT(pack->encode(slice, Sequence::FLAIR).error().message, HasSubstr("single slice"));
    EXPECT_EQ(pack->encode(head(), Sequence::SWI).error().code, ErrorCode::Unsupported);
    EXPECT_EQ(pack->encode(volume::Volume{}, Sequence::FLAIR).error().code, ErrorCode::Unsupported);
}

TEST_F(PackTest, EncodingCanBeCancelled) {
    const auto pack = Pack::open(folder(), Device::Cpu);
    ASSERT_TRUE(pack);
    std::stop_source stop;
    stop.request_stop();
    const auto encoded = pack->encode(head(), Sequence::FLAIR, {stop.get_token(), {}});
    ASSERT_FALSE(encoded);
    EXPECT_EQ(encoded.error().code, ErrorCode::Cancelled);
}

} // namespace
} // namespace second_read::pack
