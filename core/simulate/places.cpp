#include <array>

#include "simulate/lexicon.h"

namespace second_read::simulate {
namespace {

struct PlaceWords {
    std::string_view place, noun, plural, adjective;
};

constexpr std::array kPlaces{
    PlaceWords{"frontal lobe", "frontal lobe", "frontal lobes", "frontal"},
    PlaceWords{"parietal lobe", "parietal lobe", "parietal lobes", "parietal"},
    PlaceWords{"temporal lobe", "temporal lobe", "temporal lobes", "temporal"},
    PlaceWords{"occipital lobe", "occipital lobe", "occipital lobes", "occipital"},
    PlaceWords{"insula", "[insula|insular cortex]", "[insulae|insular regions]", "insular"},
    PlaceWords{"thalamus", "thalamus", "thalami", "thalamic"},
    PlaceWords{"caudate nucleus", "[caudate nucleus|caudate head|caudate]", "caudate nuclei", "caudate"},
    PlaceWords{"putamen", "[putamen|lentiform nucleus|basal ganglia]", "[putamina|basal ganglia]",
               "[putaminal|lentiform|basal ganglia]"},
    PlaceWords{"globus pallidus", "[globus pallidus|basal ganglia]", "[globi pallidi|basal ganglia]",
               "[pallidal|basal ganglia]"},
    PlaceWords{"hippocampus", "[hippocampus|medial temporal lobe]", "hippocampi",
               "[hippocampal|medial temporal]"},
    PlaceWords{"cerebellum", "[cerebellum|cerebellar hemisphere]", "cerebellar hemispheres", "cerebellar"},
    PlaceWords{"midbrain", "[midbrain|cerebral peduncle]", "midbrain", "midbrain"},
    PlaceWords{"pons", "[pons|hemipons]", "pons", "pontine"},
    PlaceWords{"medulla", "[medulla|medulla oblongata]", "medulla", "medullary"},
    PlaceWords{"centrum semiovale", "centrum semiovale", "centra semiovalia",
               "[centrum semiovale|deep white matter]"},
    PlaceWords{"corona radiata", "corona radiata", "coronae radiatae", "[corona radiata|paraventricular]"},
    PlaceWords{"internal capsule", "[internal capsule|posterior limb of internal capsule]",
               "internal capsules", "[internal capsule|capsular]"},
    PlaceWords{"anterior cerebral artery territory",
               "[anterior cerebral artery territory|ACA territory|parasagittal frontal region]",
               "anterior cerebral artery territories", "[ACA territory|anterior cerebral artery territory]"},
    PlaceWords{"middle cerebral artery territory",
               "[middle cerebral artery territory|MCA territory|MCA distribution]",
               "middle cerebral artery territories", "[MCA territory|middle cerebral artery|MCA]"},
    PlaceWords{"posterior cerebral artery territory",
               "[posterior cerebral artery territory|PCA territory|PCA distribution]",
               "posterior cerebral artery territories", "[PCA territory|posterior cerebral artery|PCA]"},
    PlaceWords{"convexity", "[cerebral convexity|convexity|frontoparietal convexity]",
               "[cerebral convexities|convexities]", "[convexity|hemispheric|frontoparietal]"},
    PlaceWords{"frontal lobe convexity", "frontal convexity", "frontal convexities",
               "[frontal convexity|frontal]"},
    PlaceWords{"parietal lobe convexity", "parietal convexity", "parietal convexities",
               "[parietal convexity|parietal]"},
    PlaceWords{"temporal lobe convexity", "temporal convexity", "temporal convexities", "temporal"},
    PlaceWords{"occipital lobe convexity", "occipital convexity", "occipital convexities", "occipital"},
    PlaceWords{"falx", "[parafalcine region|side of the falx|parasagittal region]", "parafalcine regions",
               "[parafalcine|falcine|parasagittal]"},
    PlaceWords{"sphenoid wing", "[sphenoid wing|greater sphenoid wing]", "sphenoid wings",
               "[sphenoid wing|sphenoidal]"},
    PlaceWords{"cerebellopontine angle", "[cerebellopontine angle|CP angle|CPA cistern]",
               "cerebellopontine angles", "[cerebellopontine angle|CP angle]"},
    PlaceWords{"middle cranial fossa", "[middle cranial fossa|temporal fossa]", "middle cranial fossae",
               "middle cranial fossa"},
    PlaceWords{"posterior fossa", "side of the posterior fossa", "posterior fossa", "posterior fossa"},
    PlaceWords{"middle cerebral artery bifurcation",
               "[middle cerebral artery bifurcation|MCA bifurcation|M1/M2 junction]", "MCA bifurcations",
               "[MCA bifurcation|MCA]"},
    PlaceWords{"anterior communicating artery", "[A1/A2 junction|anterior communicating complex]",
               "anterior communicating region", "anterior communicating artery"},
    PlaceWords{"posterior communicating artery", "[posterior communicating artery|PCOM origin]",
               "posterior communicating arteries", "[posterior communicating artery|PCOM]"},
    PlaceWords{"internal carotid artery", "[internal carotid artery|terminal ICA|carotid siphon]",
               "internal carotid arteries", "[internal carotid|ICA]"},
    PlaceWords{"periventricular white matter", "periventricular white matter", "periventricular white matter",
               "periventricular"},
};

const PlaceWords* find(std::string_view place) {
    for (const auto& words : kPlaces)
        if (words.place == place) return &words;
    return nullptr;
}

} // namespace

void fillPlace(Slots& slots, std::optional<Side> side, std::string_view place, Random& random) {
    const PlaceWords* words = find(place);
    std::string where, adjective;
    const std::string in = random.pick({" in", " in", " within", " involving", " affecting", " centred on"});
    if (side == Side::Left || side == Side::Right) {
        const std::string s(nameOf(*side));
        if (words) {
            const std::string noun = expandPart(words->noun, {}, random);
            where = random.chance(0.85)         ? in + " the " + s + " " + noun
                    : noun.starts_with("side ") ? in + " the " + s + " " + noun
                                                : in + " the " + noun + " on the " + s;
            adjective =
                s + random.pick({" ", " ", " ", "-sided "}) + expandPart(words->adjective, {}, random);
        } else {
            where = random.pick({" in the " + s + " cerebral hemisphere", " on the " + s,
                                 " in the " + s + " hemisphere", " on the " + s + " side"});
            adjective = random.pick({s, s + "-sided", s + " hemispheric"});
        }
    } else if (side == Side::Bilateral) {
        if (words && random.chance(0.5)) {
            const std::string plural = expandPart(words->plural, {}, random);
            where = random.pick({in + " both " + plural, in + " the " + plural + " bilaterally",
                                 in + " the " + plural + " on both sides"});
            adjective = "bilateral " + expandPart(words->adjective, {}, random);
        } else {
            where = random.pick({" bilaterally", " in both cerebral hemispheres", " in both hemispheres",
                                 " on both sides", " on the left and right"});
            adjective = random.pick({"bilateral", "bihemispheric", "bilateral cerebral"});
        }
    } else if (side == Side::Midline) {
        where = random.pick({" in the midline", " in the midline", " at the midline"});
        adjective = random.pick({"midline", "median"});
    } else if (words) {
        where = in + " the " +
                expandPart(words->noun.starts_with("side ") || words->place == "falx" ? words->plural
                                                                                      : words->noun,
                           {}, random);
        adjective = expandPart(words->adjective, {}, random);
    }
    slots["where"] = where;
    slots["adj"] = adjective;
    slots["Where"] = where.empty() ? "" : where.substr(1) + ", ";
}

std::string_view likelyPlace(std::string_view finding, Random& random) {
    if (finding == "acute_stroke" || finding == "encephalomalacia") {
        const std::size_t range = finding == "acute_stroke" ? 20 : 8;
        static constexpr std::array<std::string_view, 20> kTerritories{"middle cerebral artery territory",
                                                                       "frontal lobe",
                                                                       "parietal lobe",
                                                                       "occipital lobe",
                                                                       "cerebellum",
                                                                       "temporal lobe",
                                                                       "posterior cerebral artery territory",
                                                                       "anterior cerebral artery territory",
                                                                       "middle cerebral artery territory",
                                                                       "thalamus",
                                                                       "pons",
                                                                       "corona radiata",
                                                                       "internal capsule",
                                                                       "insula",
                                                                       "putamen",
                                                                       "caudate nucleus",
                                                                       "medulla",
                                                                       "midbrain",
                                                                       "centrum semiovale",
                                                                       "hippocampus"};
        return kTerritories[random.below(range)];
    }
    if (finding == "meningioma")
        return random.pick<std::string_view>({"frontal lobe convexity", "parietal lobe convexity",
                                              "temporal lobe convexity", "occipital lobe convexity", "falx",
                                              "sphenoid wing", "cerebellopontine angle"});
    if (finding == "haemorrhage")
        return random.pick<std::string_view>({"frontal lobe", "parietal lobe", "temporal lobe",
                                              "occipital lobe", "thalamus", "putamen", "cerebellum", "pons",
                                              "convexity", "globus pallidus"});
    if (finding == "vascular_abnormality")
        return random.pick<std::string_view>({"frontal lobe", "parietal lobe", "temporal lobe", "cerebellum",
                                              "pons", "middle cerebral artery bifurcation",
                                              "internal carotid artery", "posterior communicating artery",
                                              "occipital lobe"});
    return random.pick<std::string_view>({"frontal lobe", "parietal lobe", "temporal lobe", "occipital lobe",
                                          "frontal lobe", "temporal lobe", "thalamus", "cerebellum",
                                          "insula"});
}

} // namespace second_read::simulate
