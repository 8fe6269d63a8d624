#include "train/evidence_cache.h"

#include <cmath>

#include "base/hash.h"
#include "language/stored_tensor.h"

namespace second_read::train {
namespace {

using Rows = std::vector<std::vector<float>>;

language::StoredTensor stored(const Rows& rows, std::size_t width) {
    return language::fromTensor(language::matrixOf(rows, width));
}

std::optional<Rows> rowsOf(const language::StoredTensors& tensors, const std::string& name,
                           std::size_t width) {
    const auto found = tensors.find(name);
    if (found == tensors.end() || found->second.type != language::ElementType::F32 ||
        found->second.shape.size() != 2 || found->second.shape[1] != static_cast<std::int64_t>(width))
        return std::nullopt;
    const at::Tensor tensor = language::toTensor(found->second);
    Rows rows(static_cast<std::size_t>(tensor.size(0)));
    for (std::size_t r = 0; r < rows.size(); ++r) {
        const float* row = tensor.data_ptr<float>() + r * width;
        if (!std::isnan(row[0])) rows[r].assign(row, row + width);
    }
    return rows;
}

// In the order of their names, as vision::traitsOf gives them.
constexpr std::array<const char*, 4> kTraits = {"brain_ml", "brain_share", "certainty", "fluid_share"};

Rows rowsOf(const std::vector<std::map<std::string, double>>& traits) {
    Rows rows;
    for (const auto& one : traits) {
        rows.emplace_back();
        if (!one.empty())
            for (const char* name : kTraits) rows.back().push_back(static_cast<float>(one.at(name)));
    }
    return rows;
}

Rows rowsOf(const std::vector<std::optional<std::array<double, 3>>>& offsets) {
    Rows rows;
    for (const auto& offset : offsets) {
        rows.emplace_back();
        if (offset)
            for (const double value : *offset) rows.back().push_back(static_cast<float>(value));
    }
    return rows;
}

} // namespace

std::string stateOf(const std::vector<std::filesystem::path>& files) {
    std::string all;
    for (const auto& file : files) {
        std::error_code failed;
        const auto changed = std::filesystem::last_write_time(file, failed).time_since_epoch().count();
        all += file.string() + ' ' + std::to_string(changed) + ' ' +
               std::to_string(std::filesystem::file_size(file, failed)) + '\n';
    }
    return all;
}

std::string fingerprintOf(const vision::Tensors& network, const vision::Preprocessing& preprocessing,
                          const std::string& files) {
    std::string all = vision::toJson(preprocessing).dump();
    for (const auto& [name, tensor] : network)
        all += name + sha256(language::fromTensor(tensor.detach()).bytes);
    return sha256(all + files);
}

Result<void> writeEvidence(const std::filesystem::path& file, const EvidenceTable& table, Sequence sequence,
                           const std::string& fingerprint) {
    const language::StoredTensors tensors = {
        {"values", stored(table.values.at(sequence), vision::evidenceNames().size())},
        {"traits", stored(rowsOf(table.traits.at(sequence)), kTraits.size())},
        {"offset", stored(rowsOf(table.brainOffset.at(sequence)), 3)}};
    return language::writeTensors(file, tensors, {{"fingerprint", fingerprint}});
}

bool readEvidence(const std::filesystem::path& file, Sequence sequence, const std::string& fingerprint,
                  EvidenceTable& table) {
    auto read = language::readTensors(file);
    if (!read || read->metadata["fingerprint"] != fingerprint) return false;
    auto values = rowsOf(read->tensors, "values", vision::evidenceNames().size());
    const auto traits = rowsOf(read->tensors, "traits", kTraits.size()),
               offsets = rowsOf(read->tensors, "offset", 3);
    if (!values || !traits || !offsets || traits->size() != values->size() ||
        offsets->size() != values->size())
        return false;
    for (std::size_t r = 0; r < values->size(); ++r) {
        auto& trait = table.traits[sequence].emplace_back();
        for (std::size_t t = 0; t < (*traits)[r].size(); ++t) trait[kTraits[t]] = (*traits)[r][t];
        auto& offset = table.brainOffset[sequence].emplace_back();
        if (!(*offsets)[r].empty()) offset = {(*offsets)[r][0], (*offsets)[r][1], (*offsets)[r][2]};
    }
    table.values[sequence] = std::move(*values);
    return true;
}

Result<void> writeEmbeddings(const std::filesystem::path& file, const Rows& rows,
                             const std::string& fingerprint) {
    return language::writeTensors(file,
                                  {{"embeddings", stored(rows, rows.empty() ? 1 : rows.front().size())}},
                                  {{"fingerprint", fingerprint}});
}

std::optional<Rows> readEmbeddings(const std::filesystem::path& file, int dimension,
                                   const std::string& fingerprint) {
    auto read = language::readTensors(file);
    if (!read || read->metadata["fingerprint"] != fingerprint) return std::nullopt;
    return rowsOf(read->tensors, "embeddings", static_cast<std::size_t>(dimension));
}

} // namespace second_read::train
