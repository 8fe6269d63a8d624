#include "volume/nifti.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <functional>
#include <limits>
#include <memory>
#include <set>
#include <span>

#include <zlib.h>

#include "base/files.h"
#include "volume/nifti_format.h"

namespace second_read::volume {
namespace fs = std::filesystem;
namespace {

constexpr std::int64_t kLargestAxis = 1 << 15;
constexpr std::int64_t kMostVoxels = 1LL << 29; // of one volume: 2 GB as floats
constexpr std::int64_t kMostVolumes = 1 << 16;
constexpr std::uint64_t kHighestDeflateRatio = 1032; // zlib's technical note: no stream expands further

auto cannotRead(const fs::path& file, Error error) {
    return fail(error.code, "cannot read " + file.string() + ": " + error.message);
}

/// A plain or gzipped file as one stream of bytes; zlib passes plain bytes through.
class ByteStream {
public:
    explicit ByteStream(const fs::path& file) : m_file(gzopen(file.c_str(), "rb"), &close) {
        if (m_file) gzbuffer(m_file.get(), 1 << 18);
    }
    bool open() const { return m_file != nullptr; }
    bool compressed() const { return gzdirect(m_file.get()) == 0; }
    bool skipTo(std::int64_t offset) { return gzseek(m_file.get(), offset, SEEK_SET) == offset; }
    /// Bytes that were there, at most `count`.
    std::size_t read(char* to, std::size_t count) {
        std::size_t done = 0;
        while (done < count) {
            const auto piece = static_cast<unsigned>(std::min<std::size_t>(count - done, 1 << 24));
            const int got = gzread(m_file.get(), to + done, piece);
            if (got <= 0) break;
            done += static_cast<std::size_t>(got);
        }
        return done;
    }

private:
    static void close(gzFile_s* file) { gzclose(file); }
    std::unique_ptr<gzFile_s, decltype(&close)> m_file;
};

struct Opened {
    ByteStream stream;
    NiftiFields fields;
    NiftiHeader header;
};

/// NIfTI's RAS+ to LPS: the first two rows change sign.
Eigen::Matrix4d mirroredInXY(Eigen::Matrix4d matrix) {
    matrix.topRows<2>() *= -1;
    return matrix;
}

Result<NiftiHeader> headerOf(const NiftiFields& fields) {
    NiftiHeader header;
    const auto axes = fields.dim[0];
    if (axes < 1 || axes > 7)
        return fail(ErrorCode::Corrupt, "its header declares " + std::to_string(axes) + " axes");
    std::int64_t voxels = 1, volumes = 1;
    for (std::size_t axis = 1; axis <= 7; ++axis) {
        const auto size = static_cast<std::int64_t>(axis) <= axes
                              ? std::max<std::int64_t>(fields.dim[axis], axis > 3 ? 1 : fields.dim[axis])
                              : 1;
        if (size < 1 || size > (axis <= 3 ? kLargestAxis : kMostVolumes))
            return fail(ErrorCode::Corrupt, "its header declares a size of " +
                                                std::to_string(fields.dim[axis]) + " along axis " +
                                                std::to_string(axis));
        (axis <= 3 ? voxels : volumes) *= size;
        if (voxels > kMostVoxels || volumes > kMostVolumes)
            return fail(ErrorCode::Unsupported, "its header declares more voxels than can be loaded");
        if (axis <= 3) header.grid.size[axis - 1] = static_cast<int>(size);
    }
    header.volumes = static_cast<int>(volumes);
    if (bytesPerVoxel(fields.datatype) == 0)
        return fail(ErrorCode::Unsupported,
                    "its voxels have NIfTI data type " + std::to_string(fields.datatype) +
                        "; plain integers and floating-point numbers are read, colour and complex are not");
    if (fields.voxelOffset < static_cast<std::int64_t>(kNifti1HeaderBytes))
        return fail(ErrorCode::Corrupt, "its header places the voxels inside the header");
    header.integer = isIntegerType(fields.datatype) && fields.slope == 1 && fields.intercept == 0;
    header.hasPosition = fields.sformCode > 0 || fields.qformCode > 0;
    header.description = fields.description;
    const auto size = header.grid.size;
    if (header.hasPosition) {
        header.grid =
            Grid::fromAffine(mirroredInXY(fields.sformCode > 0 ? fields.sform : fields.qform), size);
    } else {
        for (int axis = 0; axis < 3; ++axis) {
            const double step =
                std::abs(fields.pixdim[static_cast<std::size_t>(axis) + 1]) * fields.millimetresPerUnit;
            header.grid.spacing[axis] = step > 1e-6 && step < 1e5 ? step : 1.0;
        }
    }
    return header;
}

Result<Opened> open(const fs::path& file) {
    std::error_code failed;
    if (!fs::exists(file, failed)) return fail(ErrorCode::NotFound, file.string() + " does not exist");
    if (!fs::is_regular_file(file, failed))
        return fail(ErrorCode::InvalidArgument, file.string() + " is not a file");
    Opened opened{ByteStream(file), {}, {}};
    if (!opened.stream.open())
        return fail(ErrorCode::Io, "cannot read " + file.string() + ": the system refuses to open it");
    std::string bytes(kNifti2HeaderBytes, '\0');
    bytes.resize(opened.stream.read(bytes.data(), bytes.size()));
    auto fields = parseNiftiFields(bytes);
    if (!fields) return cannotRead(file, fields.error());
    auto header = headerOf(*fields);
    if (!header) return cannotRead(file, header.error());
    opened.fields = *fields;
    opened.header = std::move(*header);
    return opened;
}

template <class T> void convert(const char* bytes, std::size_t count, const NiftiFields& fields, float* out) {
    for (std::size_t i = 0; i < count; ++i) {
        std::array<char, sizeof(T)> raw{};
        std::memcpy(raw.data(), bytes + i * sizeof(T), sizeof(T));
        if (fields.swapped) std::reverse(raw.begin(), raw.end());
        const double value = static_cast<double>(std::bit_cast<T>(raw)) * fields.slope + fields.intercept;
        const auto single = static_cast<float>(value);
        out[i] = std::isfinite(single) ? single : 0.0F;
    }
}

void convert(const char* bytes, std::size_t count, const NiftiFields& fields, float* out) {
    switch (fields.datatype) {
    case 2:
        return convert<std::uint8_t>(bytes, count, fields, out);
    case 4:
        return convert<std::int16_t>(bytes, count, fields, out);
    case 8:
        return convert<std::int32_t>(bytes, count, fields, out);
    case 16:
        return convert<float>(bytes, count, fields, out);
    case 64:
        return convert<double>(bytes, count, fields, out);
    case 256:
        return convert<std::int8_t>(bytes, count, fields, out);
    case 512:
        return convert<std::uint16_t>(bytes, count, fields, out);
    case 768:
        return convert<std::uint32_t>(bytes, count, fields, out);
    case 1024:
        return convert<std::int64_t>(bytes, count, fields, out);
    default:
        return convert<std::uint64_t>(bytes, count, fields, out);
    }
}

/// One gzip member; zlib leaves time and name out, so the same bytes give the same file.
Result<std::string> gzipped(const std::string& bytes) {
    z_stream stream{};
    if (deflateInit2(&stream, 4, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return fail(ErrorCode::Internal, "the compressor could not be started");
    std::string out, piece(1 << 20, '\0');
    std::size_t fed = 0;
    int state = Z_OK;
    while (state != Z_STREAM_END) {
        if (stream.avail_in == 0 && fed < bytes.size()) {
            const auto count = std::min<std::size_t>(bytes.size() - fed, 1 << 30);
            stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data() + fed));
            stream.avail_in = static_cast<uInt>(count);
            fed += count;
        }
        stream.next_out = reinterpret_cast<Bytef*>(piece.data());
        stream.avail_out = static_cast<uInt>(piece.size());
        state = deflate(&stream, fed == bytes.size() ? Z_FINISH : Z_NO_FLUSH);
        out.append(piece.data(), piece.size() - stream.avail_out);
        if (state != Z_OK && state != Z_STREAM_END) break;
    }
    deflateEnd(&stream);
    if (state != Z_STREAM_END) return fail(ErrorCode::Internal, "the compressor stopped early");
    return out;
}

} // namespace

Result<NiftiHeader> readNiftiHeader(const fs::path& file) {
    SECOND_READ_TRY(opened, open(file));
    return std::move(opened.header);
}

namespace {

/// The voxels of one volume in pieces, as floats; `take` says whether to go on.
Result<void> readPieces(const fs::path& file, Opened& opened, int index,
                        const std::function<bool(std::span<const float>)>& take) {
    const auto& fields = opened.fields;
    if (index < 0 || index >= opened.header.volumes)
        return fail(ErrorCode::InvalidArgument, file.string() + " has " +
                                                    std::to_string(opened.header.volumes) +
                                                    " volumes; there is no number " + std::to_string(index));
    const std::size_t count = opened.header.grid.voxels();
    const std::size_t width = bytesPerVoxel(fields.datatype);
    const std::uint64_t start =
        static_cast<std::uint64_t>(fields.voxelOffset) + static_cast<std::uint64_t>(index) * count * width;
    const auto cutShort = [&] {
        return fail(ErrorCode::Corrupt,
                    "cannot read " + file.string() +
                        ": it is cut short or damaged, fewer voxels than its header declares; copy it again");
    };
    // Before any memory is asked for: could a file of this length hold what its header declares?
    std::error_code failed;
    const auto size = fs::file_size(file, failed);
    if (failed || start + count * width > size * (opened.stream.compressed() ? kHighestDeflateRatio : 1))
        return cutShort();
    if (!opened.stream.skipTo(static_cast<std::int64_t>(start))) return cutShort();
    constexpr std::size_t kPiece = 1 << 16;
    std::vector<char> piece(kPiece * width);
    std::vector<float> values(kPiece);
    for (std::size_t done = 0; done < count;) {
        const std::size_t now = std::min(kPiece, count - done);
        if (opened.stream.read(piece.data(), now * width) != now * width) return cutShort();
        convert(piece.data(), now, fields, values.data());
        if (!take({values.data(), now})) break;
        done += now;
    }
    return {};
}

} // namespace

Result<Volume> readNifti(const fs::path& file, int index) {
    SECOND_READ_TRY(opened, open(file));
    Volume volume{opened.header.grid, {}};
    SECOND_READ_CHECK(readPieces(file, opened, index, [&](std::span<const float> values) {
        if (volume.voxels.empty()) volume.voxels.reserve(volume.grid.voxels());
        volume.voxels.insert(volume.voxels.end(), values.begin(), values.end());
        return true;
    }));
    return volume;
}

Result<bool> hasFewValues(const fs::path& file, std::size_t most) {
    SECOND_READ_TRY(opened, open(file));
    std::set<float> kinds;
    SECOND_READ_CHECK(readPieces(file, opened, 0, [&](std::span<const float> values) {
        float last = std::numeric_limits<float>::quiet_NaN(); // runs of one value are common in labels
        for (const float value : values) {
            if (value != last) kinds.insert(value);
            last = value;
            if (kinds.size() > most) return false;
        }
        return true;
    }));
    return kinds.size() <= most;
}

Result<void> writeNifti(const fs::path& file, const Volume& volume) {
    if (volume.voxels.size() != volume.grid.voxels() || volume.voxels.empty())
        return fail(ErrorCode::InvalidArgument, "cannot write " + file.string() +
                                                    ": the volume has no voxels, or not as many as its grid");
    for (const int size : volume.grid.size)
        if (size > std::numeric_limits<std::int16_t>::max())
            return fail(ErrorCode::Unsupported,
                        "cannot write " + file.string() + ": NIfTI-1 axes end at 32767 voxels");
    std::string bytes = formatNifti1Header(volume.grid.size, mirroredInXY(volume.grid.affine()));
    bytes.append(reinterpret_cast<const char*>(volume.voxels.data()), volume.voxels.size() * sizeof(float));
    if (file.extension() == ".gz") {
        SECOND_READ_TRY(zipped, gzipped(bytes));
        return writeFileAtomically(file, zipped);
    }
    return writeFileAtomically(file, bytes);
}

} // namespace second_read::volume
