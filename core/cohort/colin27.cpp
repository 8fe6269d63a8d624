#include "cohort/colin27.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <itkConnectedComponentImageFilter.h>
#include <itkImage.h>
#include <itkImageRegionIterator.h>
#include <itkListSample.h>
#include <itkMedianImageFilter.h>
#include <itkOtsuMultipleThresholdsCalculator.h>
#include <itkRelabelComponentImageFilter.h>
#include <itkSampleToHistogramFilter.h>
#include <itkSignedMaurerDistanceMapImageFilter.h>

#include "base/files.h"
#include "volume/nifti.h"

namespace second_read::cohort {
namespace {

namespace fs = std::filesystem;
using Image = itk::Image<float, 3>;
using Labels = itk::Image<unsigned int, 3>;
constexpr int kSegmentation =
    1; ///< raised when the rules below change: what an older version kept is not used

Image::Pointer imageOf(const std::vector<float>& values, const volume::Grid& grid) {
    auto image = Image::New();
    Image::SizeType size;
    for (unsigned a = 0; a < 3; ++a) size[a] = static_cast<itk::SizeValueType>(grid.size[a]);
    image->SetRegions(Image::RegionType(size));
    image->Allocate();
    std::copy(values.begin(), values.end(), image->GetBufferPointer());
    return image;
}

std::vector<float> valuesOf(const Image* image) {
    const auto count = image->GetBufferedRegion().GetNumberOfPixels();
    return {image->GetBufferPointer(), image->GetBufferPointer() + count};
}

/// mm to the border of a set, negative inside (voxels of 1 mm).
std::vector<float> signedDistance(const std::vector<bool>& set, const volume::Grid& grid) {
    std::vector<float> values(set.begin(), set.end());
    auto filter = itk::SignedMaurerDistanceMapImageFilter<Image, Image>::New();
    filter->SetInput(imageOf(values, grid));
    filter->SetSquaredDistance(false);
    filter->SetInsideIsPositive(false);
    filter->Update();
    return valuesOf(filter->GetOutput());
}

/// The largest connected part of a set.
std::vector<bool> largestPart(const std::vector<bool>& set, const volume::Grid& grid) {
    std::vector<float> values(set.begin(), set.end());
    auto components = itk::ConnectedComponentImageFilter<Image, Labels>::New();
    components->SetInput(imageOf(values, grid));
    auto sorted = itk::RelabelComponentImageFilter<Labels, Labels>::New();
    sorted->SetInput(components->GetOutput());
    sorted->Update();
    const auto* found = sorted->GetOutput()->GetBufferPointer();
    std::vector<bool> part(set.size());
    for (std::size_t i = 0; i < set.size(); ++i) part[i] = found[i] == 1;
    return part;
}

/// Thresholds between `classes` classes of the values at `where` (Otsu 1979).
std::vector<double> thresholds(const std::vector<float>& values, const std::vector<bool>& where,
                               unsigned classes) {
    using Sample = itk::Statistics::ListSample<itk::Vector<float, 1>>;
    auto sample = Sample::New();
    for (std::size_t i = 0; i < values.size(); ++i)
        if (where[i]) sample->PushBack(itk::Vector<float, 1>(values[i]));
    using Histogram = itk::Statistics::Histogram<float>;
    auto toHistogram = itk::Statistics::SampleToHistogramFilter<Sample, Histogram>::New();
    Histogram::SizeType bins(1);
    bins.Fill(128);
    toHistogram->SetInput(sample);
    toHistogram->SetHistogramSize(bins);
    toHistogram->Update();
    auto otsu = itk::OtsuMultipleThresholdsCalculator<Histogram>::New();
    otsu->SetInputHistogram(toHistogram->GetOutput());
    otsu->SetNumberOfThresholds(classes - 1);
    otsu->Compute();
    std::vector<double> found;
    for (const auto threshold : otsu->GetOutput()) found.push_back(static_cast<double>(threshold));
    return found;
}

/// AAL's numbers of the structures that FreeSurfer names too; odd is left. 0: cortex and white matter.
int freesurferOf(int aal) {
    const bool left = aal % 2 == 1;
    switch ((aal + 1) / 2) {
    case 19:
        return left ? 17 : 53; // hippocampus
    case 21:
        return left ? 18 : 54; // amygdala
    case 36:
        return left ? 11 : 50; // caudate
    case 37:
        return left ? 12 : 51; // putamen
    case 38:
        return left ? 13 : 52; // pallidum
    case 39:
        return left ? 10 : 49; // thalamus
    default:
        return 0;
    }
}

std::vector<float> labelsOf(const volume::Volume& head, const volume::Volume& brain,
                            const volume::Volume& atlas) {
    const auto& grid = head.grid;
    const std::size_t count = grid.voxels();
    auto median = itk::MedianImageFilter<Image, Image>::New();
    Image::SizeType radius;
    radius.Fill(1);
    median->SetRadius(radius);
    median->SetInput(imageOf(head.voxels, grid));
    median->Update();
    const std::vector<float> smooth = valuesOf(median->GetOutput());

    std::vector<bool> inBrain(count), everywhere(count, true);
    for (std::size_t i = 0; i < count; ++i) inBrain[i] = brain.voxels[i] > 0;
    const auto tissue = thresholds(brain.voxels, inBrain, 3);
    const double air = thresholds(smooth, everywhere, 4)[0] * 0.6;
    std::vector<bool> body(count);
    for (std::size_t i = 0; i < count; ++i) body[i] = smooth[i] > air || inBrain[i];
    body = largestPart(body, grid);
    const auto fromBrain = signedDistance(inBrain, grid), fromBody = signedDistance(body, grid);

    std::vector<float> labels(count, 0);
    std::vector<bool> lateral(count);
    std::size_t i = 0;
    for (int k = 0; k < grid.size[2]; ++k)
        for (int j = 0; j < grid.size[1]; ++j)
            for (int x = 0; x < grid.size[0]; ++x, ++i) {
                const Eigen::Vector3d p =
                    grid.patientOf({static_cast<double>(x), static_cast<double>(j), static_cast<double>(k)});
                const double side = p.x(), y = -p.y(), z = p.z(); // MNI; side positive to the left
                const bool left = side > 0;
                if (!inBrain[i]) {
                    if (fromBrain[i] < 2.5F)
                        labels[i] = 24; // subarachnoid space, cut off by the brain mask
                    else if (!body[i] && fromBrain[i] > 14)
                        labels[i] = 0;
                    else if (fromBrain[i] < 9 && smooth[i] < 2.2 * air && z > -45)
                        labels[i] = 515; // skull: dark
                    else if (!body[i])
                        labels[i] = 0;
                    else
                        labels[i] = fromBody[i] > -3 ? 511.0F : 507.0F;
                    continue;
                }
                const float value = brain.voxels[i];
                const int kind = value < tissue[0] ? 0 : value < tissue[1] ? 1 : 2;
                const int region = static_cast<int>(std::lround(atlas.voxels[i]));
                const int named = freesurferOf(region);
                const bool middle =
                    std::abs(side) < 26 && y > -48 && y < 42 && z > -14 && z < 34 && fromBrain[i] < -17;
                if (kind == 0) {
                    const bool fourth = std::abs(side) < 9 && y > -52 && y < -32 && z > -48 && z < -18;
                    const bool third = std::abs(side) < 3.5 && y > -32 && y < 8 && z > -14 && z < 12;
                    labels[i] = fourth ? 15.0F : third ? 14.0F : 24.0F;
                    // The cisterns behind the midbrain touch the ventricles' pool.
                    const bool cistern = y < -26 && std::abs(side) < 15 && z < 10;
                    lateral[i] = middle && !third && !cistern && std::abs(side) > 1;
                } else if (region >= 91)
                    labels[i] = kind == 2 ? (left ? 7.0F : 46.0F) : (left ? 8.0F : 47.0F);
                else if (named != 0)
                    labels[i] = static_cast<float>(named);
                else if (region == 0 && std::abs(side) < 19 && y > -46 && y < -8 && z < -6 && z > -70)
                    labels[i] = 16;
                else
                    labels[i] = kind == 2 ? (left ? 2.0F : 41.0F) : (left ? 3.0F : 42.0F);
            }
    // The lateral ventricles: on each side the largest pool of deep fluid.
    for (const bool left : {true, false}) {
        std::vector<bool> half(count);
        for (std::size_t v = 0; v < count; ++v)
            half[v] =
                lateral[v] &&
                (grid.patientOf({static_cast<double>(v % static_cast<std::size_t>(grid.size[0])), 0, 0}).x() >
                 0) == left;
        const auto pool = largestPart(half, grid);
        for (std::size_t v = 0; v < count; ++v)
            if (pool[v]) labels[v] = left ? 4 : 43;
    }
    return labels;
}

} // namespace

Result<fs::path> colin27Anatomy(const fs::path& templates) {
    const fs::path folder = dataHome() / ("anatomy-colin27-" + std::to_string(kSegmentation)),
                   file = folder / "colin27.nii.gz";
    std::error_code ignored;
    if (fs::exists(file, ignored)) return folder;
    for (const char* name : {"ch2.nii.gz", "ch2bet.nii.gz", "aal.nii.gz"})
        if (!fs::exists(templates / name, ignored))
            return fail(
                ErrorCode::NotFound,
                (templates / name).string() +
                    " is missing; install Debian's package mricron-data, or name a folder of label maps");
    SECOND_READ_TRY(head, volume::readNifti(templates / "ch2.nii.gz"));
    SECOND_READ_TRY(brain, volume::readNifti(templates / "ch2bet.nii.gz"));
    SECOND_READ_TRY(atlas, volume::readNifti(templates / "aal.nii.gz"));
    if (brain.grid.size != head.grid.size || atlas.grid.size != head.grid.size ||
        (brain.grid.affine() - head.grid.affine()).norm() > 1 ||
        (atlas.grid.affine() - head.grid.affine()).norm() > 2.5)
        return fail(ErrorCode::Mismatch,
                    "ch2, ch2bet and aal in " + templates.string() +
                        " do not share one grid; use the files of Debian's mricron-data");
    volume::Volume map;
    map.grid = head.grid;
    try {
        map.voxels = labelsOf(head, brain, atlas);
    } catch (const itk::ExceptionObject& problem) {
        return fail(ErrorCode::Internal,
                    std::string("Colin27 could not be segmented: ") + problem.GetDescription());
    }
    SECOND_READ_CHECK(makeFolder(folder));
    SECOND_READ_CHECK(volume::writeNifti(file, map));
    return folder;
}

} // namespace second_read::cohort
