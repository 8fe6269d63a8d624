#include "train/vision_evidence.h"

#include <algorithm>

#include "base/files.h"
#include "language/inference_threads.h"
#include "train/evidence_cache.h"

namespace second_read::train {
namespace {

/// What each network sees of one examination, into its row of the table.
void look(const PreparedExamination& examination, const std::map<Sequence, vision::Tensors>& networks,
          const vision::Preprocessing& preprocessing, std::size_t row, EvidenceTable& table) {
    const auto& grid = examination.grid;
    const Eigen::Vector3d centre =
        grid.patientOf(0.5 * Eigen::Vector3d(grid.size[0] - 1, grid.size[1] - 1, grid.size[2] - 1));
    for (std::size_t s = 0; s < examination.sequences.size(); ++s) {
        const auto network = networks.find(examination.sequences[s]);
        if (network == networks.end()) continue;
        const at::Tensor voxels =
            intensitiesOf(examination.voxels[static_cast<std::int64_t>(s)], preprocessing).contiguous();
        const auto maps = vision::mapsOf(vision::forward(network->second, voxels.unsqueeze(0)), 0, grid);
        const auto brain = vision::brainOf(maps);
        const std::vector<float> plain(voxels.data_ptr<float>(), voxels.data_ptr<float>() + voxels.numel());
        table.values.at(network->first)[row] = vision::evidenceOf(maps, brain).values;
        table.traits.at(network->first)[row] = vision::traitsOf(maps, brain, plain);
        const Eigen::Vector3d offset = brain.centroid - centre;
        table.brainOffset.at(network->first)[row] = {offset.x(), offset.y(), offset.z()};
    }
}

} // namespace

Result<EvidenceTable> evidenceOfStore(const std::filesystem::path& store,
                                      const std::map<Sequence, vision::Tensors>& networks,
                                      const vision::Preprocessing& preprocessing, std::size_t skip,
                                      std::size_t limit, int threads, const std::filesystem::path& cache,
                                      const JobContext& context) {
    SECOND_READ_TRY(files, storeFiles(store));
    files.erase(files.begin(), files.begin() + static_cast<std::ptrdiff_t>(std::min(files.size(), skip)));
    files.resize(std::min(files.size(), limit));
    if (files.empty())
        return fail(ErrorCode::NotFound, "\"" + store.string() + "\" holds no prepared examinations");
    EvidenceTable table;
    table.reports.resize(files.size());
    table.mirroredReports.resize(files.size());
    table.findings.resize(files.size());
    struct Cached {
        std::filesystem::path file;
        std::string fingerprint;
    };
    std::map<Sequence, Cached> caches;
    std::map<Sequence, vision::Tensors> asked; ///< networks whose evidence is not in the cache
    const std::string state = stateOf(files);
    for (const auto& [sequence, network] : networks) {
        const auto name = store.filename().string() + "-" + std::string(nameOf(sequence)) + ".safetensors";
        const Cached cached{cache / name, fingerprintOf(network, preprocessing, state)};
        if (!cache.empty() && readEvidence(cached.file, sequence, cached.fingerprint, table)) continue;
        table.values[sequence].assign(files.size(), {});
        table.traits[sequence].assign(files.size(), {});
        table.brainOffset[sequence].assign(files.size(), std::nullopt);
        caches[sequence] = cached;
        asked[sequence] = network;
    }
    const Items examinations{.stage = "evidence",
                             .count = files.size(),
                             .threads = static_cast<std::size_t>(std::max(1, threads)),
                             .tellEvery = 20};
    SECOND_READ_CHECK(
        language::forEachInference(examinations, context, [&](std::size_t index) -> Result<void> {
            SECOND_READ_TRY(examination, readPrepared(files[index], preprocessing));
            table.reports[index] = examination.report;
            table.mirroredReports[index] = examination.mirroredReport;
            table.findings[index] = examination.findings;
            look(examination, asked, preprocessing, index, table);
            return {};
        }));
    if (cache.empty()) return table;
    SECOND_READ_CHECK(makeFolder(cache));
    for (const auto& [sequence, cached] : caches)
        SECOND_READ_CHECK(writeEvidence(cached.file, table, sequence, cached.fingerprint));
    return table;
}

} // namespace second_read::train
