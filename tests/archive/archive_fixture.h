#pragma once
/// Archives of made-up examinations with random unit embeddings.

#include <cmath>
#include <random>

#include "archive/archive.h"
#include "support/support.h"

namespace second_read::archive::test {

inline constexpr int kDimension = 24;
inline const examination::PackId kPack = {"test-pack", "1"};

class Vectors {
public:
    explicit Vectors(unsigned seed) : m_random(seed) {}
    std::vector<float> next(int dimension = kDimension) {
        std::normal_distribution<float> normal;
        std::vector<float> vector(static_cast<std::size_t>(dimension));
        float norm = 0;
        for (float& value : vector) {
            value = normal(m_random);
            norm += value * value;
        }
        for (float& value : vector) value /= std::sqrt(norm);
        return vector;
    }
    bool chance(double probability) { return std::bernoulli_distribution(probability)(m_random); }

private:
    std::mt19937 m_random;
};

inline Record recordOf(int number, Vectors& vectors) {
    Record record;
    record.id = "1.2." + std::to_string(number);
    record.patient = {"NAME^" + std::to_string(number), "P" + std::to_string(number), "F", 40 + number % 50};
    record.date = "2020-01-" + std::string(number % 28 < 9 ? "0" : "") + std::to_string(number % 28 + 1);
    record.report = "FINDINGS: There is an acute infarct, number " + std::to_string(number) + ".";
    record.path = "/images/" + std::to_string(number);
    record.contentHash = "hash-" + std::to_string(number);
    record.reportEmbedding = vectors.next();
    for (const auto sequence : {Sequence::T1, Sequence::T1Gd, Sequence::FLAIR})
        if (sequence == Sequence::FLAIR || vectors.chance(0.6)) record.embeddings[sequence] = vectors.next();
    record.thumbnail.assign(128 * 128, static_cast<std::uint8_t>(number));
    return record;
}

inline double cosine(const std::vector<float>& a, const std::vector<float>& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += static_cast<double>(a[i]) * b[i];
    return sum;
}

inline Archive opened(const std::filesystem::path& folder, Archive::Mode mode = Archive::Mode::ReadWrite) {
    auto archive = Archive::open(folder, mode, kPack, kDimension);
    EXPECT_TRUE(archive) << archive.error().message;
    return std::move(*archive);
}

inline std::vector<std::string> idsOf(const std::vector<Hit>& hits) {
    std::vector<std::string> ids;
    for (const auto& hit : hits) ids.push_back(hit.id);
    return ids;
}

} // namespace second_read::archive::test
