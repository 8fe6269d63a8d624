#include "language/safetensors.h"

#include <cstring>

#include <gtest/gtest.h>

#include "base/files.h"
#include "language/stored_tensor.h"
#include "support/support.h"

namespace second_read::language {
namespace {

/// A file made by hand, as the format's description says.
std::string fileOf(const std::string& header, const std::string& data) {
    const std::uint64_t length = header.size();
    std::string bytes(8, '\0');
    std::memcpy(bytes.data(), &length, 8);
    return bytes + header + data;
}

TEST(Safetensors, ReadsWhatTheFormatDescribes) {
    const float values[] = {1.5F, -2.0F};
    const std::string data(reinterpret_cast<const char*>(values), sizeof values);
    const auto file = parseTensors(
        fileOf(R"({"__metadata__":{"format":"pt"},"w":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}  )",
               data),
        "x");
    ASSERT_TRUE(file) << file.error().message;
    EXPECT_EQ(file->metadata.at("format"), "pt");
    EXPECT_EQ(file->tensors.at("w").shape, (std::vector<std::int64_t>{1, 2}));
    EXPECT_EQ(toTensor(file->tensors.at("w"))[0][1].item<float>(), -2.0F);
}

TEST(Safetensors, WhatIsWrittenIsReadBack) {
    test::TemporaryFolder folder;
    StoredTensors tensors;
    tensors["half"] = fromTensor(at::arange(6, at::kFloat).reshape({2, 3}), ElementType::F16);
    tensors["bf"] = fromTensor(at::ones({4}), ElementType::BF16);
    tensors["long"] = fromTensor(at::arange(3), ElementType::F16); // integers keep their type
    tensors["scalar"] = fromTensor(at::scalar_tensor(2.5));
    tensors["empty"] = fromTensor(at::empty({0, 7}));
    const auto file = folder.path() / "a.safetensors";
    ASSERT_TRUE(writeTensors(file, tensors, {{"origin", "here"}}));
    const auto read = readTensors(file);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->tensors, tensors);
    EXPECT_EQ(read->metadata.at("origin"), "here");
    EXPECT_EQ(read->tensors.at("half").type, ElementType::F16);
    EXPECT_EQ(read->tensors.at("long").type, ElementType::I64);
    EXPECT_TRUE(at::equal(toTensor(read->tensors.at("half")).to(at::kFloat),
                          at::arange(6, at::kFloat).reshape({2, 3})));
}

TEST(Safetensors, TheSameTensorsGiveTheSameBytes) {
    StoredTensors tensors{{"b", fromTensor(at::ones({2}))}, {"a", fromTensor(at::zeros({3}))}};
    EXPECT_EQ(*serialiseTensors(tensors), *serialiseTensors(tensors));
}

TEST(Safetensors, RefusesWhatContradictsItself) {
    const std::string eight(8, 'x');
    const auto refused = [&](const std::string& header, const std::string& data) {
        const auto file = parseTensors(fileOf(header, data), "weights.safetensors");
        return !file && file.error().code == ErrorCode::Corrupt &&
               file.error().message.find("weights.safetensors") != std::string::npos;
    };
    EXPECT_TRUE(refused(R"({"w":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}})", eight))
        << "shape and bytes";
    EXPECT_TRUE(refused(R"({"w":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}})", eight))
        << "beyond the file";
    EXPECT_TRUE(refused(R"({"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})", eight)) << "a hole";
    EXPECT_TRUE(refused(R"({"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})", eight)) << "left over";
    EXPECT_TRUE(refused(R"({"w":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}})", eight)) << "backwards";
    EXPECT_TRUE(refused(R"({"w":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}})", eight)) << "negative";
    EXPECT_TRUE(refused(R"({"w":{"dtype":"Q4","shape":[2],"data_offsets":[0,8]}})", eight)) << "unknown type";
    EXPECT_TRUE(refused(
        R"({"w":{"dtype":"F32","shape":[9223372036854775807,9223372036854775807,4],"data_offsets":[0,8]}})",
        eight));
    EXPECT_TRUE(refused(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},
                            "b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})",
                        eight))
        << "overlap";
    EXPECT_TRUE(refused(R"([1])", eight));
    EXPECT_TRUE(refused(R"({"__metadata__":{"a":1}})", ""));
    EXPECT_FALSE(parseTensors("short", "x"));
    EXPECT_FALSE(parseTensors(std::string(8, '\xff') + "{}", "x")) << "a header longer than the file";
    EXPECT_FALSE(parseTensors(fileOf("{not json", ""), "x"));
}

TEST(Safetensors, EveryTruncationIsRefused) {
    const auto bytes =
        *serialiseTensors({{"w", fromTensor(at::ones({5, 2}))}, {"v", fromTensor(at::ones({3}))}});
    for (std::size_t length = 0; length < bytes.size(); ++length)
        EXPECT_FALSE(parseTensors(std::string_view(bytes).substr(0, length), "x")) << length;
}

TEST(Safetensors, AMissingFileIsNamed) {
    const auto file = readTensors("/nowhere/weights.safetensors");
    ASSERT_FALSE(file);
    EXPECT_NE(file.error().message.find("weights.safetensors"), std::string::npos);
}

TEST(Safetensors, BytesThatDoNotFitAreNotWritten) {
    EXPECT_FALSE(serialiseTensors({{"w", StoredTensor{ElementType::F32, {2}, "abc"}}}));
}

TEST(StoredTensor, CompactComesBackWithinHalfAStepOfEachRow) {
    at::manual_seed(1);
    const at::Tensor kernel = at::randn({6, 3, 3, 3, 3}) *
                              at::tensor({0.0F, 0.01F, 0.1F, 1.0F, 5.0F, 100.0F}).view({6, 1, 1, 1, 1});
    StoredTensors tensors;
    storeCompact(tensors, "stem.weight", kernel);
    tensors["stem.scale"] = fromTensor(at::ones({6})); // a tensor of its own
    EXPECT_EQ(tensors.at("stem.weight").bytes.size(), static_cast<std::size_t>(kernel.numel()));
    const auto back = floatTensors(tensors);
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(back->size(), 2U);
    for (int row = 0; row < 6; ++row) {
        const double step = kernel[row].abs().max().item<double>() / 127;
        EXPECT_LE((back->at("stem.weight")[row] - kernel[row]).abs().max().item<double>(), 0.6 * step + 1e-6);
    }
    StoredTensors again; // what was rounded once stays
    storeCompact(again, "stem.weight", back->at("stem.weight"));
    EXPECT_LE((*floatTensor(again, "stem.weight") - back->at("stem.weight")).abs().max().item<double>(),
              1e-2);
    tensors.erase("stem.weight.scale");
    EXPECT_EQ(floatTensors(tensors).error().code, ErrorCode::Mismatch);
}

TEST(StoredTensor, CopiesIntoAModelOfTheSameShapeOnly) {
    at::Tensor target = at::zeros({2, 2});
    EXPECT_TRUE(copyInto(target, fromTensor(at::ones({2, 2}), ElementType::F16), "w"));
    EXPECT_EQ(target.sum().item<float>(), 4.0F);
    const auto refused = copyInto(target, fromTensor(at::ones({4})), "w");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Mismatch);
}

} // namespace
} // namespace second_read::language
