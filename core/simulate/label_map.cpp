// From a label map to a Head: fractions, distances, the brain's own coordinates.
#include <algorithm>
#include <cmath>
#include <thread>

#include "simulate/anatomy.h"
#include "simulate/fields.h"
#include "volume/nifti.h"

namespace second_read::simulate {
namespace {

constexpr double kLandmarkSpacing = 3.0; // mm: distances are smooth
constexpr int kLabels = 600;

struct Meaning {
    bool known = false;
    Matter matter = Matter::Air;
    Structure structure = Structure::None;
    int side = 0;           // +1: patient's left
    bool ventricle = false; // lateral or third
    bool cerebrum = false, infratentorial = false;
};

/// FreeSurfer's numbers (FreeSurferColorLUT.txt); 502 to 530 as in SynthSeg's training maps (Billot 2023).
std::array<Meaning, kLabels> meanings() {
    std::array<Meaning, kLabels> table{};
    const auto set = [&](std::initializer_list<int> labels, Matter matter,
                         Structure structure = Structure::None) {
        for (const int label : labels) {
            auto& entry = table[static_cast<std::size_t>(label)];
            entry.known = true, entry.matter = matter, entry.structure = structure;
        }
    };
    set({0}, Matter::Air);
    set({2, 41, 77, 85, 28, 60, 251, 252, 253, 254, 255, 25, 57, 78, 79, 530}, Matter::White);
    set({3, 42}, Matter::Cortex);
    set({4, 5, 14, 15, 43, 44, 72, 31, 63, 136, 137, 163, 164}, Matter::Ventricle);
    set({24}, Matter::Csf);
    set({7, 46}, Matter::CerebellarWhite, Structure::Cerebellum);
    set({8, 47}, Matter::CerebellarGrey, Structure::Cerebellum);
    set({10, 49}, Matter::DeepGrey, Structure::Thalamus);
    set({11, 50, 26, 58}, Matter::DeepGrey, Structure::Caudate);
    set({12, 51}, Matter::DeepGrey, Structure::Putamen);
    set({13, 52}, Matter::DeepGrey, Structure::Pallidum);
    set({17, 53}, Matter::Cortex, Structure::Hippocampus);
    set({18, 54}, Matter::Cortex, Structure::Amygdala);
    set({16, 512}, Matter::Brainstem, Structure::Brainstem);
    set({30, 62, 502, 514}, Matter::Vessel);
    set({506}, Matter::Eye);
    set({507, 511, 500, 501}, Matter::Muscle); // 507: fat and muscle, told apart below
    set({508}, Matter::Muscle);
    set({509}, Matter::Mucosa);
    set({515}, Matter::Bone);
    set({516}, Matter::Marrow);
    for (const int left : {2, 3, 4, 5, 7, 8, 10, 11, 12, 13, 17, 18, 26, 28, 25, 31, 78, 136, 137})
        table[static_cast<std::size_t>(left)].side = 1;
    for (const int right : {41, 42, 43, 44, 46, 47, 49, 50, 51, 52, 53, 54, 58, 60, 57, 63, 79, 163, 164})
        table[static_cast<std::size_t>(right)].side = -1;
    for (const int label : {4, 5, 14, 43, 44, 72, 31, 63, 136, 137, 163, 164})
        table[static_cast<std::size_t>(label)].ventricle = true;
    for (int label = 0; label < kLabels; ++label) {
        auto& entry = table[static_cast<std::size_t>(label)];
        entry.infratentorial = entry.structure == Structure::Cerebellum || label == 16;
        entry.cerebrum = entry.known && !entry.infratentorial &&
                         (entry.matter == Matter::White || entry.matter == Matter::Cortex ||
                          entry.matter == Matter::DeepGrey);
    }
    return table;
}

/// The label map as codes, addressed in the subject's own millimetres (brain centre at 0).
struct Source {
    std::vector<std::uint16_t> label;
    std::array<int, 3> size{};
    Eigen::Matrix3f toVoxel;
    Eigen::Vector3f offset;

    std::uint16_t at(const Eigen::Vector3f& voxel) const {
        if (!(voxel.minCoeff() > -0.5F)) return 0; // what is left rounds as std::lround does, without a call
        const auto nearest = [](float v) { return static_cast<int>(static_cast<double>(v) + 0.5); };
        const int i = nearest(voxel[0]), j = nearest(voxel[1]), k = nearest(voxel[2]);
        if (i >= size[0] || j >= size[1] || k >= size[2]) return 0;
        return label[static_cast<std::size_t>(i) +
                     static_cast<std::size_t>(size[0]) *
                         (static_cast<std::size_t>(j) +
                          static_cast<std::size_t>(size[1]) * static_cast<std::size_t>(k))];
    }
};

volume::Grid boxGrid(const Eigen::Vector3d& low, const Eigen::Vector3d& high, double spacing) {
    volume::Grid grid;
    grid.spacing.setConstant(spacing);
    for (Eigen::Index a = 0; a < 3; ++a)
        grid.size[static_cast<std::size_t>(a)] =
            std::max(2, static_cast<int>(std::ceil((high[a] - low[a]) / spacing)) + 1);
    grid.origin = low;
    return grid;
}

/// Calls visit(index, place) for every voxel of a grid with identity direction.
template <class Visit> void forEach(const volume::Grid& grid, Visit visit) {
    std::size_t index = 0;
    for (int k = 0; k < grid.size[2]; ++k)
        for (int j = 0; j < grid.size[1]; ++j)
            for (int i = 0; i < grid.size[0]; ++i, ++index)
                visit(index, Eigen::Vector3f(static_cast<float>(grid.origin[0] + i * grid.spacing[0]),
                                             static_cast<float>(grid.origin[1] + j * grid.spacing[1]),
                                             static_cast<float>(grid.origin[2] + k * grid.spacing[2])));
}

/// Fat lies above the skull and between the neck's muscles; the maps do not tell them apart. Their mixture
/// varies smoothly and is dithered from voxel to voxel.
Matter softTissue(const Eigen::Vector3f& place, std::uint64_t seed) {
    const float share = (place[2] > -15 ? 0.75F : 0.3F) +
                        0.5F * latticeNoise(place[0] / 22, place[1] / 22, place[2] / 22, seed);
    const float dither = 0.5F + 0.55F * latticeNoise(place[0] / 3, place[1] / 3, place[2] / 3, seed + 1);
    return dither < share ? Matter::Fat : Matter::Muscle;
}

/// Negative inside; zero on the faces between voxels in and out.
std::vector<float> signedDistance(const std::vector<std::uint8_t>& inside, const Size& size, double spacing) {
    auto outward = distanceTo(inside, size, spacing);
    std::vector<std::uint8_t> outside(inside.size());
    std::transform(inside.begin(), inside.end(), outside.begin(),
                   [](std::uint8_t in) { return static_cast<std::uint8_t>(!in); });
    const auto inward = distanceTo(outside, size, spacing);
    const auto half = static_cast<float>(spacing / 2);
    for (std::size_t i = 0; i < outward.size(); ++i)
        outward[i] = inside[i] ? half - inward[i] : outward[i] - half;
    return outward;
}

/// Distances on a working grid, then read off at the landmark grid.
void addLandmarks(Head& head, const Source& source, const std::array<Meaning, kLabels>& table,
                  const volume::Grid& work) {
    const std::size_t count = work.voxels();
    std::vector<std::uint8_t> ventricle(count), brain(count), left(count), right(count), cerebrum(count),
        infra(count), cortex(count);
    forEach(work, [&](std::size_t index, const Eigen::Vector3f& place) {
        const auto& entry = table[source.at(source.toVoxel * place + source.offset)];
        ventricle[index] = entry.ventricle;
        cerebrum[index] = entry.cerebrum, infra[index] = entry.infratentorial;
        brain[index] = entry.cerebrum || entry.infratentorial || entry.matter == Matter::Ventricle;
        left[index] = entry.side > 0, right[index] = entry.side < 0;
        cortex[index] = entry.matter == Matter::Cortex;
    });
    const double h = work.spacing[0];
    auto fromVentricle = signedDistance(ventricle, work.size, h);
    auto smooth = fromVentricle;
    for (int axis = 0; axis < 3; ++axis)
        boxFilter(smooth, work.size, axis, 2), boxFilter(smooth, work.size, axis, 1);
    // Sulci are filled: what lies within 4 mm of brain counts as inside, then the surface moves back.
    constexpr float kClosing = 4;
    const auto toBrain = distanceTo(brain, work.size, h);
    std::vector<std::uint8_t> hull(count);
    for (std::size_t i = 0; i < count; ++i) hull[i] = toBrain[i] <= kClosing;
    const auto fromHull = signedDistance(hull, work.size, h);
    const auto toLeft = distanceTo(left, work.size, h), toRight = distanceTo(right, work.size, h);
    const auto toCerebrum = distanceTo(cerebrum, work.size, h), toInfra = distanceTo(infra, work.size, h),
               toCortex = distanceTo(cortex, work.size, h);

    const auto row = static_cast<std::size_t>(work.size[0]),
               plane = row * static_cast<std::size_t>(work.size[1]);
    head.landmarks.resize(head.landmarkGrid.voxels());
    head.structure.resize(head.landmarks.size());
    forEach(head.landmarkGrid, [&](std::size_t index, const Eigen::Vector3f& place) {
        head.structure[index] = table[source.at(source.toVoxel * place + source.offset)].structure;
        std::array<std::size_t, 3> at{};
        for (std::size_t a = 0; a < 3; ++a) {
            const long i = std::lround(
                (place[static_cast<Eigen::Index>(a)] - work.origin[static_cast<Eigen::Index>(a)]) / h);
            at[a] = static_cast<std::size_t>(std::clamp<long>(i, 1, work.size[a] - 2));
        }
        const std::size_t w = at[0] + row * at[1] + plane * at[2];
        auto& mark = head.landmarks[index];
        mark.ventricle = fromVentricle[w];
        mark.depth = -fromHull[w] - kClosing;
        mark.midline = toRight[w] - toLeft[w];
        mark.infratentorial = toCerebrum[w] - toInfra[w];
        mark.cortex = toCortex[w];
        const std::array<float, 3> slope{smooth[w + 1] - smooth[w - 1], smooth[w + row] - smooth[w - row],
                                         smooth[w + plane] - smooth[w - plane]};
        const float length =
            std::max(1e-3F, std::sqrt(slope[0] * slope[0] + slope[1] * slope[1] + slope[2] * slope[2]));
        for (std::size_t a = 0; a < 3; ++a) mark.away[a] = slope[a] / length;
    });
}

} // namespace

Result<Head> readHead(const std::filesystem::path& file, double spacing) {
    static const auto table = meanings();
    const std::string name = file.string();
    SECOND_READ_TRY(header, volume::readNiftiHeader(file));
    if (!header.hasPosition)
        return fail(ErrorCode::Unsupported, name + " has no position in space, so its left side is unknown; "
                                                   "use a label map with an sform or qform");
    const double finest = header.grid.spacing.minCoeff(), coarsest = header.grid.spacing.maxCoeff();
    if (!(finest >= 0.3) || !(coarsest <= 4))
        return fail(ErrorCode::Unsupported,
                    name + " has voxels outside 0.3 to 4 mm; use a label map of about 1 mm");
    SECOND_READ_TRY(image, volume::readNifti(file));

    Source source;
    source.size = image.grid.size;
    source.label.resize(image.voxels.size());
    std::array<std::size_t, kLabels> present{};
    Eigen::Vector3d brainSum(0, 0, 0), low(1e9, 1e9, 1e9), high(-1e9, -1e9, -1e9);
    double brainCount = 0;
    const Eigen::Matrix4d affine = image.grid.affine();
    std::size_t index = 0;
    for (int k = 0; k < source.size[2]; ++k)
        for (int j = 0; j < source.size[1]; ++j)
            for (int i = 0; i < source.size[0]; ++i, ++index) {
                const float value = image.voxels[index];
                if (!(value >= 0 && value < kLabels) || value != std::floor(value) ||
                    !table[static_cast<std::size_t>(value)].known)
                    return fail(ErrorCode::Unsupported, name + " holds the value " + std::to_string(value) +
                                                            ", which is no known FreeSurfer label; use label "
                                                            "maps as FreeSurfer or SynthSeg write them");
                const auto label = static_cast<std::uint16_t>(value);
                source.label[index] = label;
                if (label == 0) continue;
                ++present[label];
                const Eigen::Vector3d place =
                    affine.topLeftCorner<3, 3>() * Eigen::Vector3d(i, j, k) + affine.topRightCorner<3, 1>();
                low = low.cwiseMin(place), high = high.cwiseMax(place);
                const auto& entry = table[label];
                if (entry.cerebrum) brainSum += place, brainCount += 1;
            }
    for (const int needed : {2, 41, 3, 42, 4, 43, 10, 49})
        if (present[static_cast<std::size_t>(needed)] < 20)
            return fail(ErrorCode::Unsupported, name + " lacks label " + std::to_string(needed) +
                                                    " (white matter, cortex, ventricles and thalami of both "
                                                    "sides are needed); use a whole-brain label map");
    image.voxels.clear();
    image.voxels.shrink_to_fit();

    const Eigen::Vector3d centre = brainSum / brainCount;
    const Eigen::Matrix3d toVoxel = affine.topLeftCorner<3, 3>().inverse();
    source.toVoxel = toVoxel.cast<float>();
    source.offset = (toVoxel * (centre - affine.topRightCorner<3, 1>())).cast<float>();

    Head head;
    const Eigen::Vector3d reach(115, 135, 125); // a head and some neck
    low = (low - centre).cwiseMax(-reach).array() - 3, high = (high - centre).cwiseMin(reach).array() + 3;
    head.soft = spacing >= 1.5;
    head.grid = boxGrid(low, high, spacing);
    head.landmarkGrid = boxGrid(low, high, kLandmarkSpacing);
    const std::uint64_t seed = mixed(present[2] * 7919 + present[3]);
    const int pieces = head.soft ? std::max(1, static_cast<int>(std::lround(spacing / finest))) : 1;
    const auto matterAt = [&](const Eigen::Vector3f& place) {
        const auto label = source.at(source.toVoxel * place + source.offset);
        return label == 507 ? softTissue(place, seed) : table[label].matter;
    };
    head.tissue.resize(head.grid.voxels() * (head.soft ? kMatters : 1));
    forEach(head.grid, [&](std::size_t voxel, const Eigen::Vector3f& place) {
        if (!head.soft) {
            head.tissue[voxel] = static_cast<std::uint8_t>(matterAt(place));
            return;
        }
        std::array<int, kMatters> hits{};
        const float step = static_cast<float>(spacing) / static_cast<float>(pieces),
                    first = -0.5F * static_cast<float>(spacing) + 0.5F * step;
        for (int c = 0; c < pieces; ++c)
            for (int b = 0; b < pieces; ++b)
                for (int a = 0; a < pieces; ++a)
                    ++hits[static_cast<std::size_t>(
                        matterAt(place + Eigen::Vector3f(first + step * static_cast<float>(a),
                                                         first + step * static_cast<float>(b),
                                                         first + step * static_cast<float>(c))))];
        const int total = pieces * pieces * pieces;
        for (std::size_t m = 0; m < kMatters; ++m)
            head.tissue[voxel * kMatters + m] =
                static_cast<std::uint8_t>((hits[m] * 255 + total / 2) / total);
    });
    addLandmarks(head, source, table, head.soft ? head.grid : boxGrid(low, high, 2.0));

    // The brain's own coordinates and volumes, from the landmark grid.
    const double cell = std::pow(kLandmarkSpacing / 10, 3);
    double sulcal = 0, thalami = 0;
    Eigen::Vector3d anchor(0, 0, 0);
    Eigen::Vector3f least(1e9F, 1e9F, 1e9F), most(-1e9F, -1e9F, -1e9F);
    forEach(head.landmarkGrid, [&](std::size_t voxel, const Eigen::Vector3f& place) {
        const auto& entry = table[source.at(source.toVoxel * place + source.offset)];
        if (entry.cerebrum || entry.infratentorial) {
            head.brainMl += cell;
            least = least.cwiseMin(place), most = most.cwiseMax(place);
        }
        if (entry.ventricle) head.ventricleMl += cell;
        if (entry.matter == Matter::Csf && head.landmarks[voxel].depth > 0) sulcal += cell;
        if (std::abs(head.landmarks[voxel].ventricle) < kLandmarkSpacing / 2)
            head.ventricleAreaCm2 += cell / (kLandmarkSpacing / 10);
        if (entry.structure == Structure::Thalamus) anchor += place.cast<double>(), thalami += 1;
    });
    anchor /= std::max(1.0, thalami);
    head.anchor = {static_cast<float>(anchor[0]), static_cast<float>(anchor[1]),
                   static_cast<float>(anchor[2])};
    head.sulcalShare = sulcal / head.brainMl;
    head.toFront = std::max(40.0, anchor[1] - least[1]), head.toBack = std::max(40.0, most[1] - anchor[1]);
    head.toTop = std::max(40.0, most[2] - anchor[2]), head.toBottom = std::max(40.0, anchor[2] - least[2]);
    head.toSide = std::max(40.0, static_cast<double>(most[0] - least[0]) / 2);
    return head;
}

Anatomies::Anatomies(std::shared_ptr<const Impl> held) : impl(std::move(held)) {}
Anatomies::Anatomies(Anatomies&&) noexcept = default;
Anatomies& Anatomies::operator=(Anatomies&&) noexcept = default;
Anatomies::~Anatomies() = default;
std::size_t Anatomies::size() const { return impl->heads.size(); }

Anatomies Anatomies::part(std::size_t first, std::size_t last) const {
    auto chosen = std::make_shared<Impl>();
    for (std::size_t i = first; i < std::min(last, impl->heads.size()); ++i)
        chosen->heads.push_back(impl->heads[i]);
    return Anatomies(std::move(chosen));
}

Anatomies Anatomies::united(const std::vector<const Anatomies*>& parts) {
    auto all = std::make_shared<Impl>();
    for (const auto* part : parts)
        all->heads.insert(all->heads.end(), part->impl->heads.begin(), part->impl->heads.end());
    return Anatomies(std::move(all));
}

Result<std::vector<std::filesystem::path>> Anatomies::filesIn(const std::filesystem::path& folder) {
    std::error_code refused;
    std::vector<std::filesystem::path> files;
    for (std::filesystem::directory_iterator entry(folder, refused), end; !refused && entry != end;
         entry.increment(refused))
        if (entry->path().filename().string().ends_with(".nii.gz") || entry->path().extension() == ".nii")
            files.push_back(entry->path());
    if (refused)
        return fail(ErrorCode::NotFound,
                    "the anatomy folder " + folder.string() + " cannot be read; name a folder of label maps");
    if (files.empty())
        return fail(ErrorCode::NotFound, "no label map (.nii.gz) in " + folder.string() +
                                             "; name a folder of FreeSurfer-style label maps");
    std::sort(files.begin(), files.end());
    return files;
}

Result<Anatomies> Anatomies::load(const std::filesystem::path& folder, double spacing, std::size_t limit) {
    SECOND_READ_TRY(files, filesIn(folder));
    if (files.size() > limit) files.resize(limit);
    return load(files, spacing);
}

Result<Anatomies> Anatomies::load(const std::vector<std::filesystem::path>& files, double spacing) {
    if (!(spacing >= 0.5 && spacing <= 4))
        return fail(ErrorCode::InvalidArgument, "anatomy spacing must be 0.5 to 4 mm");
    // Two at a time: half the wait, and the unpacked maps of no more than two are in memory.
    std::vector<Result<Head>> heads(files.size(), fail(ErrorCode::Internal, "not read"));
    const auto readEvery = [&](std::size_t first) {
        for (std::size_t i = first; i < files.size(); i += 2) heads[i] = readHead(files[i], spacing);
    };
    {
        std::jthread second([&] { readEvery(1); });
        readEvery(0);
    }
    auto impl = std::make_shared<Impl>();
    for (auto& head : heads) {
        if (!head) return tl::unexpected<Error>(std::move(head).error());
        impl->heads.push_back(std::make_shared<const Head>(std::move(*head)));
    }
    return Anatomies(std::move(impl));
}

} // namespace second_read::simulate
