#include "volume/nifti.h"

#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>

#include <zlib.h>

#include "base/files.h"
#include "support/support.h"
#include "volume/nifti_format.h"
#include "volume/orientation.h"

namespace second_read::volume {
namespace {

namespace fs = std::filesystem;

/// No two axes and no two ends of an axis look alike, so that any flip or swap shows.
Volume phantom() {
    Volume volume;
    volume.grid.size = {5, 4, 3};
    volume.grid.spacing = {0.9, 1.1, 5.5};
    volume.grid.direction = Eigen::AngleAxisd(0.3, Eigen::Vector3d(1, 2, 3).normalized()).toRotationMatrix();
    volume.grid.origin = {-80, 31, 12.5};
    for (int k = 0; k < 3; ++k)
        for (int j = 0; j < 4; ++j)
            for (int i = 0; i < 5; ++i)
                volume.voxels.push_back(static_cast<float>(100 * k + 10 * j + i) + 0.25F);
    return volume;
}

/// A header by hand, so that the reader is not tested with the writer's own idea of the format.
struct RawNifti1 {
    std::string bytes = std::string(352, '\0');
    template <class T> RawNifti1& put(std::size_t offset, T value) {
        std::memcpy(bytes.data() + offset, &value, sizeof(T));
        return *this;
    }
    RawNifti1() {
        put<std::int32_t>(0, 348).put<float>(108, 352).put<std::int16_t>(70, 4).put<std::int16_t>(72, 16);
        std::memcpy(bytes.data() + 344, "n+1", 3);
        put<std::int16_t>(40, 3).put<std::int16_t>(42, 2).put<std::int16_t>(44, 3).put<std::int16_t>(46, 2);
        for (const std::size_t axis : {0, 1, 2}) put<float>(80 + 4 * axis, static_cast<float>(1 + axis));
    }
    void sform(const std::array<float, 12>& rows) {
        put<std::int16_t>(254, 1);
        for (std::size_t i = 0; i < 12; ++i) put(280 + 4 * i, rows[i]);
    }
    void voxels(int count) {
        for (int i = 0; i < count; ++i) {
            const auto value = static_cast<std::int16_t>(i - 3);
            bytes.append(reinterpret_cast<const char*>(&value), 2);
        }
    }
};

class NiftiTest : public ::testing::Test {
protected:
    fs::path write(const std::string& name, const std::string& bytes) {
        const auto file = m_folder.path() / name;
        std::ofstream(file, std::ios::binary) << bytes;
        return file;
    }
    fs::path zip(const std::string& name, const std::string& bytes) {
        const auto file = m_folder.path() / name;
        gzFile out = gzopen(file.c_str(), "wb");
        gzwrite(out, bytes.data(), static_cast<unsigned>(bytes.size()));
        gzclose(out);
        return file;
    }
    test::TemporaryFolder m_folder;
};

TEST_F(NiftiTest, WhatIsWrittenIsReadBackVoxelForVoxelAndInPlace) {
    const Volume written = phantom();
    for (const char* name : {"a.nii", "a.nii.gz"}) {
        const auto file = m_folder.path() / name;
        ASSERT_TRUE(writeNifti(file, written));
        const auto read = readNifti(file);
        ASSERT_TRUE(read) << read.error().message;
        EXPECT_EQ(read->grid.size, written.grid.size);
        EXPECT_EQ(read->voxels, written.voxels);
        EXPECT_LT((read->grid.affine() - written.grid.affine()).cwiseAbs().maxCoeff(), 1e-4);
    }
}

TEST_F(NiftiTest, ALeftHandedAndAShearedGridSurvive) {
    Volume mirrored = phantom();
    mirrored.grid.direction.col(2) *= -1;
    Volume sheared = phantom();
    sheared.grid.direction.col(2) =
        (sheared.grid.direction.col(2) + 0.2 * sheared.grid.direction.col(1)).normalized();
    for (const Volume& written : {mirrored, sheared}) {
        const auto file = m_folder.path() / "a.nii";
        ASSERT_TRUE(writeNifti(file, written));
        const auto read = readNifti(file);
        ASSERT_TRUE(read);
        EXPECT_LT((read->grid.affine() - written.grid.affine()).cwiseAbs().maxCoeff(), 1e-4);
    }
}

TEST_F(NiftiTest, QformAndSformOfOurFilesSayTheSame) {
    for (const bool mirrored : {false, true}) {
        Volume written = phantom();
        if (mirrored) written.grid.direction.col(2) *= -1;
        const auto file = m_folder.path() / "a.nii";
        ASSERT_TRUE(writeNifti(file, written));
        const auto fields = parseNiftiFields(*readFile(file));
        ASSERT_TRUE(fields);
        EXPECT_EQ(fields->qformCode, 1);
        EXPECT_LT((fields->qform - fields->sform).cwiseAbs().maxCoeff(), 1e-4);
    }
}

TEST_F(NiftiTest, RasBecomesLps) {
    RawNifti1 raw;
    raw.sform({1, 0, 0, -10, 0, 2, 0, -20, 0, 0, 3, -30}); // i to the right, j to the front, k to the head
    raw.voxels(12);
    const auto volume = readNifti(write("a.nii", raw.bytes));
    ASSERT_TRUE(volume) << volume.error().message;
    EXPECT_EQ(lettersOf(volume->grid.direction.col(0)), "R");
    EXPECT_EQ(lettersOf(volume->grid.direction.col(1)), "A");
    EXPECT_EQ(lettersOf(volume->grid.direction.col(2)), "S");
    EXPECT_TRUE(volume->grid.origin.isApprox(Eigen::Vector3d(10, 20, -30)));
    EXPECT_FLOAT_EQ(volume->at(1, 2, 1), 8.0F); // 1 + 2*2 + 6*1 - 3
}

TEST_F(NiftiTest, TheQformIsUsedWhereThereIsNoSform) {
    RawNifti1 raw; // half a turn about z (b, c, d) = (0, 0, 1), slices mirrored
    raw.put<std::int16_t>(252, 1)
        .put<float>(76, -1)
        .put<float>(264, 1)
        .put<float>(268, 5)
        .put<float>(272, 6)
        .put<float>(276, 7);
    raw.voxels(12);
    const auto volume = readNifti(write("a.nii", raw.bytes));
    ASSERT_TRUE(volume);
    Eigen::Matrix4d ras;
    ras << -1, 0, 0, 5, 0, -2, 0, 6, 0, 0, -3, 7, 0, 0, 0, 1;
    Eigen::Matrix4d lps = ras;
    lps.topRows<2>() *= -1;
    EXPECT_TRUE(volume->grid.affine().isApprox(lps, 1e-6)) << volume->grid.affine();
}

TEST_F(NiftiTest, SlopeAndInterceptAreApplied) {
    RawNifti1 raw;
    raw.put<float>(112, 0.5F).put<float>(116, 10);
    raw.voxels(12);
    const auto file = write("a.nii", raw.bytes);
    EXPECT_FLOAT_EQ(readNifti(file)->voxels[5], 0.5F * 2 + 10);
    EXPECT_FALSE(readNiftiHeader(file)->integer);
    raw.put<float>(112, 0); // "no scaling"
    EXPECT_FLOAT_EQ(readNifti(write("b.nii", raw.bytes))->voxels[5], 2);
}

TEST_F(NiftiTest, WithoutAnyFormThereIsNoPosition) {
    RawNifti1 raw;
    raw.voxels(12);
    const auto header = readNiftiHeader(write("a.nii", raw.bytes));
    ASSERT_TRUE(header);
    EXPECT_FALSE(header->hasPosition);
    EXPECT_TRUE(header->integer);
    EXPECT_TRUE(header->grid.spacing.isApprox(Eigen::Vector3d(1, 2, 3)));
}

TEST_F(NiftiTest, AFormThatIsNoMatrixIsNotBelieved) {
    RawNifti1 raw;
    raw.sform({1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0});
    raw.voxels(12);
    EXPECT_FALSE(readNiftiHeader(write("a.nii", raw.bytes))->hasPosition);
    raw.sform({std::numeric_limits<float>::quiet_NaN(), 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0});
    EXPECT_FALSE(readNiftiHeader(write("b.nii", raw.bytes))->hasPosition);
}

TEST_F(NiftiTest, UnitsOtherThanMillimetresAreConverted) {
    RawNifti1 raw;
    raw.sform({0.001F, 0, 0, 0, 0, 0.001F, 0, 0, 0, 0, 0.005F, 0.1F});
    raw.put<char>(123, 1); // metres
    raw.voxels(12);
    const auto header = readNiftiHeader(write("a.nii", raw.bytes));
    ASSERT_TRUE(header);
    EXPECT_NEAR(header->grid.spacing[2], 5, 1e-5);
    EXPECT_NEAR(header->grid.origin[2], 100, 1e-4);
}

TEST_F(NiftiTest, AVolumeOfAFourDimensionalFileByIndex) {
    RawNifti1 raw;
    raw.put<std::int16_t>(40, 4).put<std::int16_t>(48, 3);
    raw.voxels(36);
    for (const auto& file : {write("a.nii", raw.bytes), zip("a.nii.gz", raw.bytes)}) {
        EXPECT_EQ(readNiftiHeader(file)->volumes, 3);
        EXPECT_FLOAT_EQ(readNifti(file, 2)->voxels[0], 21);
        EXPECT_EQ(readNifti(file, 3).error().code, ErrorCode::InvalidArgument);
        EXPECT_EQ(readNifti(file, -1).error().code, ErrorCode::InvalidArgument);
    }
}

TEST_F(NiftiTest, AFileOfTheOtherByteOrder) {
    RawNifti1 raw;
    raw.sform({1, 0, 0, -10, 0, 2, 0, -20, 0, 0, 3, -30});
    raw.voxels(12);
    std::string big = raw.bytes;
    const auto reverse = [&](std::size_t offset, std::size_t width) {
        std::reverse(big.begin() + static_cast<long>(offset),
                     big.begin() + static_cast<long>(offset + width));
    };
    reverse(0, 4);
    for (std::size_t i = 0; i < 8; ++i) reverse(40 + 2 * i, 2);
    reverse(70, 2), reverse(72, 2), reverse(252, 2), reverse(254, 2);
    for (std::size_t at = 76; at < 120; at += 4) reverse(at, 4);
    for (std::size_t at = 256; at < 328; at += 4) reverse(at, 4);
    for (std::size_t at = 352; at < big.size(); at += 2) reverse(at, 2);
    const auto little = readNifti(write("l.nii", raw.bytes)), other = readNifti(write("b.nii", big));
    ASSERT_TRUE(little && other) << other.error().message;
    EXPECT_EQ(little->voxels, other->voxels);
    EXPECT_TRUE(little->grid.affine().isApprox(other->grid.affine()));
}

TEST_F(NiftiTest, Nifti2IsRead) {
    std::string bytes(544, '\0');
    const auto put = [&](std::size_t offset, auto value) {
        std::memcpy(bytes.data() + offset, &value, sizeof(value));
    };
    put(0, std::int32_t{540});
    std::memcpy(bytes.data() + 4, "n+2\0\r\n\032\n", 8);
    put(12, std::int16_t{4});
    for (std::size_t i = 0; i < 4; ++i) put(16 + 8 * i, std::array<std::int64_t, 4>{3, 2, 3, 2}[i]);
    put(168, std::int64_t{544});
    put(348, std::int32_t{1});
    const std::array<double, 12> rows = {1, 0, 0, -10, 0, 2, 0, -20, 0, 0, 3, -30};
    for (std::size_t i = 0; i < 12; ++i) put(400 + 8 * i, rows[i]);
    for (std::int16_t i = 0; i < 12; ++i) bytes.append(reinterpret_cast<const char*>(&i), 2);
    const auto volume = readNifti(write("a.nii", bytes));
    ASSERT_TRUE(volume) << volume.error().message;
    EXPECT_EQ(volume->voxels[7], 7);
    EXPECT_TRUE(volume->grid.origin.isApprox(Eigen::Vector3d(10, 20, -30)));
}

TEST_F(NiftiTest, NotANumberBecomesZero) {
    RawNifti1 raw;
    raw.put<std::int16_t>(70, 16);
    for (const float value :
         {1.0F, std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(), 4.0F, 5.0F,
          6.0F, 7.0F, 8.0F, 9.0F, 10.0F, 11.0F, 12.0F})
        raw.bytes.append(reinterpret_cast<const char*>(&value), 4);
    const auto volume = readNifti(write("a.nii", raw.bytes));
    EXPECT_EQ(volume->voxels[1], 0);
    EXPECT_EQ(volume->voxels[2], 0);
    EXPECT_EQ(volume->voxels[3], 4);
}

TEST_F(NiftiTest, FewValuesMakeALabelMap) {
    Volume labels = phantom();
    for (float& value : labels.voxels) value = static_cast<float>(static_cast<int>(value) % 3);
    ASSERT_TRUE(writeNifti(m_folder.path() / "labels.nii.gz", labels));
    ASSERT_TRUE(writeNifti(m_folder.path() / "image.nii.gz", phantom()));
    EXPECT_EQ(hasFewValues(m_folder.path() / "labels.nii.gz", 3), true);
    EXPECT_EQ(hasFewValues(m_folder.path() / "labels.nii.gz", 2), false);
    EXPECT_EQ(hasFewValues(m_folder.path() / "image.nii.gz", 3), false);
    EXPECT_FALSE(hasFewValues(m_folder.path() / "none.nii", 3));
}

TEST_F(NiftiTest, HostileHeadersAreRefusedBeforeMemoryIsTaken) {
    const auto refusal = [&](const RawNifti1& raw) {
        const auto read = readNifti(zip("h.nii.gz", raw.bytes));
        return read ? ErrorCode::Internal : read.error().code;
    };
    RawNifti1 huge;
    huge.put<std::int16_t>(42, 32767).put<std::int16_t>(44, 32767).put<std::int16_t>(46, 32767);
    EXPECT_EQ(refusal(huge), ErrorCode::Unsupported);
    RawNifti1 large; // within the bounds, but the file is far too short for it
    large.put<std::int16_t>(42, 800).put<std::int16_t>(44, 800).put<std::int16_t>(46, 800);
    EXPECT_EQ(refusal(large), ErrorCode::Corrupt);
    RawNifti1 negative;
    negative.put<std::int16_t>(44, -3);
    EXPECT_EQ(refusal(negative), ErrorCode::Corrupt);
    RawNifti1 axes;
    axes.put<std::int16_t>(40, 8);
    EXPECT_EQ(refusal(axes), ErrorCode::Corrupt);
    RawNifti1 volumes;
    volumes.put<std::int16_t>(40, 7);
    for (const std::size_t at : {48, 50, 52, 54}) volumes.put<std::int16_t>(at, 32767);
    EXPECT_EQ(refusal(volumes), ErrorCode::Unsupported);
    for (const float offset : {-1.0F, 100.0F, std::numeric_limits<float>::quiet_NaN(), 1e30F}) {
        RawNifti1 misplaced;
        misplaced.put<float>(108, offset).voxels(12);
        EXPECT_EQ(refusal(misplaced), ErrorCode::Corrupt) << offset;
    }
    RawNifti1 beyond;
    beyond.put<float>(108, 1e10F).voxels(12);
    EXPECT_EQ(refusal(beyond), ErrorCode::Corrupt);
    RawNifti1 colour;
    colour.put<std::int16_t>(70, 128).voxels(36);
    EXPECT_EQ(refusal(colour), ErrorCode::Unsupported);
    RawNifti1 pair;
    std::memcpy(pair.bytes.data() + 344, "ni1", 3);
    EXPECT_EQ(refusal(pair), ErrorCode::Unsupported);
}

TEST_F(NiftiTest, CutShortOrForeignFilesAreNamed) {
    RawNifti1 raw;
    raw.voxels(11);
    const auto cut = readNifti(write("cut.nii", raw.bytes));
    ASSERT_FALSE(cut);
    EXPECT_EQ(cut.error().code, ErrorCode::Corrupt);
    EXPECT_NE(cut.error().message.find("cut.nii"), std::string::npos);
    raw.voxels(12);
    const auto zipped = zip("z.nii.gz", raw.bytes);
    fs::resize_file(zipped, fs::file_size(zipped) - 20);
    EXPECT_EQ(readNifti(zipped).error().code, ErrorCode::Corrupt);
    EXPECT_EQ(readNifti(write("text.nii", std::string(1000, 'x'))).error().code, ErrorCode::Corrupt);
    EXPECT_EQ(readNifti(write("empty.nii", "")).error().code, ErrorCode::Corrupt);
    EXPECT_EQ(readNifti(m_folder.path() / "none.nii").error().code, ErrorCode::NotFound);
    EXPECT_EQ(readNifti(m_folder.path()).error().code, ErrorCode::InvalidArgument);
}

TEST_F(NiftiTest, AFullDiskLeavesTheOldFile) {
    const auto file = m_folder.path() / "a.nii.gz";
    ASSERT_TRUE(writeNifti(file, phantom()));
    const auto before = *readFile(file);
    setWriteFault([](std::size_t) { return ENOSPC; });
    const auto result = writeNifti(file, phantom());
    setWriteFault({});
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::NoSpace);
    EXPECT_EQ(*readFile(file), before);
}

TEST_F(NiftiTest, AnEmptyVolumeIsNotWritten) {
    EXPECT_EQ(writeNifti(m_folder.path() / "a.nii", {}).error().code, ErrorCode::InvalidArgument);
}

} // namespace
} // namespace second_read::volume
