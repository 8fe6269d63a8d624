#include "pack/prepared_file.h"

#include "language/safetensors.h"

namespace second_read::pack {
namespace {

using nlohmann::json;

json toJson(const std::vector<Sequence>& sequences) {
    json list = json::array();
    for (const Sequence sequence : sequences) list.push_back(nameOf(sequence));
    return list;
}

json toJson(const volume::Grid& grid) {
    return {{"size", grid.size},
            {"spacing", grid.spacing.x()},
            {"origin", {grid.origin.x(), grid.origin.y(), grid.origin.z()}}};
}

json toJson(const std::vector<ReportedFinding>& findings) {
    json list = json::array();
    for (const auto& finding : findings)
        list.push_back({{"id", finding.id},
                        {"side", nameOf(finding.side)},
                        {"reported", finding.reported},
                        {"volume_ml", finding.volumeMl},
                        {"centroid_lps", finding.centroidLps}});
    return list;
}

std::vector<std::int64_t> shapeOfTruth(const PreparedFacts& facts) {
    const auto& size = facts.grid.size;
    return {size[2], size[1], size[0]};
}

std::vector<std::int64_t> shapeOfVoxels(const PreparedFacts& facts) {
    auto shape = shapeOfTruth(facts);
    shape.insert(shape.begin(), static_cast<std::int64_t>(facts.sequences.size()));
    return shape;
}

} // namespace

Result<void> writePreparedFile(const std::filesystem::path& file, const PreparedFile& prepared) {
    language::StoredTensors tensors;
    tensors["voxels"] = {language::ElementType::U8, shapeOfVoxels(prepared), prepared.voxels};
    if (!prepared.truth.empty())
        tensors["truth"] = {language::ElementType::U8, shapeOfTruth(prepared), prepared.truth};
    return language::writeTensors(file, tensors,
                                  {{"sequences", toJson(prepared.sequences).dump()},
                                   {"grid", toJson(prepared.grid).dump()},
                                   {"preprocessing", vision::toJson(prepared.preprocessing).dump()},
                                   {"report", prepared.report},
                                   {"mirrored_report", prepared.mirroredReport},
                                   {"findings", toJson(prepared.findings).dump()}});
}

Result<PreparedFile> readPreparedFile(const std::filesystem::path& file) {
    SECOND_READ_TRY(stored, language::readTensors(file));
    PreparedFile prepared;
    language::StoredTensor voxels;
    const auto truth = stored.tensors.find("truth");
    try {
        voxels = std::move(stored.tensors.at("voxels"));
        for (const auto& name : json::parse(stored.metadata.at("sequences"))) {
            const auto sequence = sequenceOf(name.get<std::string>());
            if (!sequence)
                return fail(ErrorCode::Corrupt, "\"" + file.string() + "\" names an unknown sequence");
            prepared.sequences.push_back(*sequence);
        }
        const auto grid = json::parse(stored.metadata.at("grid"));
        prepared.grid.size = grid.at("size").get<std::array<int, 3>>();
        prepared.grid.spacing = Eigen::Vector3d::Constant(grid.at("spacing").get<double>());
        const auto origin = grid.at("origin").get<std::array<double, 3>>();
        prepared.grid.origin = {origin[0], origin[1], origin[2]};
        prepared.report = stored.metadata.at("report");
        prepared.mirroredReport = stored.metadata.at("mirrored_report");
        for (const auto& finding : json::parse(stored.metadata.at("findings")))
            prepared.findings.push_back(
                {finding.at("id").get<std::string>(),
                 sideOf(finding.at("side").get<std::string>()).value_or(Side::Bilateral),
                 finding.at("reported").get<bool>(), finding.at("volume_ml").get<double>(),
                 finding.at("centroid_lps").get<std::array<double, 3>>()});
        if (const auto how = stored.metadata.find("preprocessing"); how != stored.metadata.end()) {
            SECOND_READ_TRY(preprocessing, vision::preprocessingOf(json::parse(how->second)));
            prepared.preprocessing = preprocessing;
        }
    } catch (const std::exception&) {
        return fail(ErrorCode::Corrupt,
                    "\"" + file.string() + "\" is no prepared examination; delete it and prepare again");
    }
    const auto fits = [](const language::StoredTensor& tensor, const std::vector<std::int64_t>& shape) {
        return tensor.type == language::ElementType::U8 && tensor.shape == shape;
    };
    if (!fits(voxels, shapeOfVoxels(prepared)) ||
        (truth != stored.tensors.end() && !fits(truth->second, shapeOfTruth(prepared))))
        return fail(ErrorCode::Corrupt, "\"" + file.string() + "\" holds tensors that do not fit its grid");
    prepared.voxels = std::move(voxels.bytes);
    if (truth != stored.tensors.end()) prepared.truth = std::move(truth->second.bytes);
    return prepared;
}

} // namespace second_read::pack
