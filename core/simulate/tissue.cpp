#include "simulate/tissue.h"

namespace second_read::simulate {

std::array<Relaxation, kMatters> relaxationAt(double tesla) {
    const bool high = tesla > 2;
    std::array<Relaxation, kMatters> table;
    const auto set = [&](Matter matter, double pd, Relaxation low, Relaxation strong) {
        table[at(matter)] = high ? strong : low;
        table[at(matter)].pd = pd;
    };
    set(Matter::Air, 0.0, {0, 1000, 10, 1, 0.1}, {0, 1000, 10, 1, 0.1});
    set(Matter::Fat, 0.95, {0, 288, 120, 40, 0.1}, {0, 371, 110, 28, 0.1});
    set(Matter::Muscle, 0.80, {0, 1130, 35, 25, 1.3}, {0, 1420, 32, 20, 1.3});
    set(Matter::Bone, 0.08, {0, 600, 8, 1, 0.2}, {0, 700, 7, 1, 0.2});
    set(Matter::Marrow, 0.65, {0, 330, 90, 12, 0.2}, {0, 420, 85, 8, 0.2});
    set(Matter::Eye, 1.00, {0, 3700, 1100, 500, 2.5}, {0, 4000, 1000, 400, 2.5});
    set(Matter::Csf, 1.00, {0, 4100, 1700, 800, 3.0}, {0, 4160, 1500, 600, 3.0});
    set(Matter::Ventricle, 1.00, {0, 4100, 1800, 900, 3.1}, {0, 4160, 1600, 700, 3.1});
    set(Matter::Cortex, 0.82, {0, 1124, 92, 84, 0.82}, {0, 1480, 88, 62, 0.82});
    set(Matter::White, 0.70, {0, 700, 77, 66, 0.70}, {0, 900, 73, 53, 0.70});
    set(Matter::DeepGrey, 0.78, {0, 950, 80, 56, 0.75}, {0, 1250, 72, 38, 0.75});
    set(Matter::CerebellarGrey, 0.82, {0, 1090, 90, 80, 0.76}, {0, 1440, 86, 60, 0.76});
    set(Matter::CerebellarWhite, 0.71, {0, 720, 76, 65, 0.66}, {0, 930, 73, 52, 0.66});
    set(Matter::Brainstem, 0.73, {0, 800, 80, 64, 0.70}, {0, 1020, 77, 50, 0.70});
    set(Matter::Vessel, 0.85, {0, 1441, 150, 45, 1.8}, {0, 1932, 110, 20, 1.8});
    set(Matter::Mucosa, 0.85, {0, 1000, 110, 40, 1.4}, {0, 1200, 105, 30, 1.4});
    return table;
}

} // namespace second_read::simulate
