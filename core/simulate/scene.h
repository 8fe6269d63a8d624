#pragma once
/// One examination's head in scanner space: where each place came from in the anatomy, what it is made of
/// now, and the layers that disease lays over it.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "simulate/anatomy.h"
#include "simulate/fields.h"
#include "simulate/physics.h"

namespace second_read::simulate {

/// What a layer of disease does to the tissue under it, or what it is made of.
struct Stuff {
    bool replaces = false; ///< true: `value` are its own times; false: factors on the tissue below
    Relaxation value{1, 1, 1, 1, 1};
    double gadolinium = 0; ///< share of the blood's gadolinium that it takes up
    double texture = 0.05; ///< relative unevenness of its signal
};

/// Disease over a box of the truth grid; `amount` 0 to 255.
struct Layer {
    Lesion lesion = Lesion::None;
    int finding = -1; ///< index into Examination::findings; -1: unlabelled (a normal variant)
    Stuff stuff;
    std::array<int, 3> low{}, size{};
    std::vector<std::uint8_t> amount;
    std::uint64_t noiseSeed = 0;
};

/// What a painter sees of a place (scanner space, mm; sides already the patient's as he lies there).
struct Probe {
    Point place{};
    Landmarks landmarks;
    const std::uint8_t* matter = nullptr; ///< kMatters fractions
    float share(Matter m) const { return static_cast<float>(matter[at(m)]) * (1.0F / 255.0F); }
    float white() const {
        return share(Matter::White) + share(Matter::CerebellarWhite) + share(Matter::Brainstem);
    }
    float grey() const {
        return share(Matter::Cortex) + share(Matter::DeepGrey) + share(Matter::CerebellarGrey);
    }
    float brain() const { return white() + grey(); }
    float fluid() const { return share(Matter::Csf) + share(Matter::Ventricle); }
    float inside() const { return brain() + fluid() + share(Matter::Vessel); }
};

class Scene {
public:
    /// Lays a head of the anatomy into `grid` with random pose and shape.
    Scene(const Head& head, const volume::Grid& grid, Random& random);

    const volume::Grid& grid() const { return m_grid; }
    const Head& head() const { return *m_head; }
    std::uint64_t seed() const { return m_seed; }

    /// Opens or closes the ventricles by `mm` at their wall and the sulci by a gain (log2 of the exponent;
    /// positive widens). Before anything is placed.
    void resize(double ventricleMm, double sulcalGain);
    /// Opens or closes the sulci of a part of the brain by a further gain; `share` gives 0 to 1 per place in
    /// the brain's own coordinates. Before build().
    void widenSulci(double gain, std::function<float(const Point& mni)> share);

    /// A place that satisfies `wanted` (drawn among coarse voxels), or false after many tries.
    bool find(Random& random, const std::function<bool(const Probe&, const Point& mni, Structure)>& wanted,
              Point& found) const;
    Probe probe(const Point& place, std::array<std::uint8_t, kMatters>& storage) const;
    Point mniAt(const Point& place) const;
    Structure structureAt(const Point& place) const;
    Landmarks landmarksAt(const Point& place) const;
    /// Unit vector away from the ventricles, in scanner space.
    Point awayAt(const Point& place) const;
    /// Where a place given in the brain's own coordinates (as Head::mni; x positive to the left) lies, smooth
    /// shape left out of account.
    Point placeOfMni(const Point& mni) const;
    /// Patient's name of a place, and its side (midline within 4 mm).
    std::string placeAt(const Point& place) const;

    /// Mass effect: tissue moves away from `centre` by `mm` at `radius`, dying off beyond; negative pulls in.
    /// Does not cross the falx much. Before build().
    void push(const Point& centre, double radius, double mm);

    /// Reads the tissue of every voxel of the truth grid through all deformations, on so many threads.
    void build(std::size_t threads);

    /// Lays a layer within `reach` mm of `centre`; `amount` gives 0 to 1 per place. After build().
    Layer& paint(Lesion lesion, int finding, const Stuff& stuff, const Point& centre, double reach,
                 const std::function<float(const Probe&)>& amount);
    /// The same over the whole head.
    Layer& paintAll(Lesion lesion, int finding, const Stuff& stuff,
                    const std::function<float(const Probe&)>& amount);
    /// Replaces tissue within `reach` mm of `centre` by `matter` with the given share.
    void convert(Matter matter, const Point& centre, double reach,
                 const std::function<float(const Probe&)>& amount);

    std::vector<std::uint8_t> matter; ///< kMatters per truth voxel, after build()
    std::vector<Landmarks> landmarks; ///< per truth voxel, after build()
    std::vector<Layer> layers;

    Point placeOf(int i, int j, int k) const;
    /// Brain volume as laid out here, ml.
    double brainMl() const { return m_head->brainMl * m_volumeFactor; }

private:
    struct Push {
        Point centre;
        float radius, mm;
    };
    struct Lobe {
        float gain;
        std::function<float(const Point&)> share;
    };
    Point anatomyAt(const Point& place) const; ///< through pose and smooth shape alone
    Point deformed(const Point& place) const;  ///< through pushes, then anatomyAt, then the ventricles
    Landmarks flippedLandmarks(const Point& anatomy) const;
    Point flippedMni(const Point& anatomy) const;
    float lobarGain(const Point& anatomy) const;
    void boxAround(const Point& centre, double reach, std::array<int, 3>& low,
                   std::array<int, 3>& size) const;

    const Head* m_head;
    volume::Grid m_grid;
    volume::Grid m_coarse; ///< of the smooth shape field
    std::vector<float> m_shape[3];
    Eigen::Matrix3f m_toAnatomy, m_fromAnatomy;
    Eigen::Vector3f m_shift;
    bool m_flipped = false;
    float m_ventricleMm = 0, m_sulcalGain = 0;
    double m_volumeFactor = 1;
    std::vector<Push> m_pushes;
    std::vector<Lobe> m_lobes; ///< whose sulci differ from the rest
    std::uint64_t m_seed;
};

} // namespace second_read::simulate
