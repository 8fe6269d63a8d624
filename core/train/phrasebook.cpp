#include "train/phrasebook.h"

#include <map>
#include <string_view>
#include <vector>

#include "train/draw.h"

namespace second_read::train {
namespace {

using Lines = std::vector<std::string_view>;

/// How one finding is written of. {at}: "the left frontal lobe", "both frontal lobes"; {sided}: "left-sided
/// "; {size}: "12 mm"; {thing}: what it is called. Denials are of things.
struct Entry {
    Lines places;   ///< singular, without article
    Lines things;   ///< without article
    Lines affirmed; ///< templates
    Lines denied;   ///< whole sentences, besides those made of things
};

const std::map<std::string, Entry, std::less<>>& book() {
    static const std::map<std::string, Entry, std::less<>> entries = {
        {"acute_stroke",
         {{"middle cerebral artery territory", "frontal lobe", "parietal lobe", "occipital lobe",
           "temporal lobe", "insula", "corona radiata", "thalamus", "cerebellar hemisphere",
           "internal capsule", "basal ganglia", "PICA territory", "posterior cerebral artery territory",
           "anterior cerebral artery territory", "pons", "precentral gyrus", "lentiform nucleus"},
          {"acute infarct", "acute ischaemic infarct", "recent infarct", "acute ischemic stroke",
           "acute infarction", "subacute infarct", "acute lacunar infarct", "acute ischaemia",
           "acute stroke"},
          {"{thing} in {at}.", "There is restricted diffusion in {at} in keeping with {thing}.",
           "There is a {thing} involving {at}.",
           "Diffusion restriction with low ADC in {at}, consistent with {thing}.",
           "High DWI signal with matching low ADC in {at}.", "{sided}{thing}.",
           "Restricted diffusion in {at}.", "Findings compatible with {thing} of {at}.",
           "Cytotoxic oedema in {at} due to {thing}.",
           "New area of restricted diffusion measuring {size} in {at}: {thing}.",
           "Loss of grey-white differentiation in {at} suggests {thing}.",
           "Evolving {thing} with swelling of {at}.",
           "Multiple small foci of diffusion restriction in {at}, likely embolic infarcts."},
          {"No restricted diffusion.", "No evidence of acute ischemia.", "No diffusion abnormality.",
           "DWI shows no acute lesion.",
           "No areas of abnormal restricted diffusion to suggest an acute infarct."}}},
        {"haemorrhage",
         {{"frontal lobe", "parietal lobe", "thalamus", "basal ganglia", "cerebral convexity",
           "temporal lobe", "cerebellar hemisphere", "lateral ventricle", "sylvian fissure", "occipital lobe",
           "putamen"},
          {"haemorrhage", "haematoma", "intracerebral hemorrhage", "subdural haematoma",
           "subarachnoid haemorrhage", "hematoma", "intraparenchymal haemorrhage", "acute bleed",
           "extradural haematoma", "intraventricular blood", "parenchymal hematoma"},
          {"{thing} in {at}.", "There is a {thing} at {at} measuring {size}.", "{sided}{thing}.",
           "Blood products in {at} in keeping with {thing}.",
           "Susceptibility artefact in {at} consistent with {thing}.",
           "Blooming on SWI in {at}, in keeping with blood.", "Hyperdense {thing} along {at}.",
           "{thing} of {at} with surrounding oedema.", "Microhaemorrhages are seen in {at}.",
           "A {sided}{thing} is present, with mass effect.", "Blood is seen in {at}."},
          {"No blood products.", "No susceptibility artefact to suggest haemorrhage.",
           "No intracranial bleed.", "No extra-axial collection.",
           "No microbleeds on the susceptibility-weighted sequence."}}},
        {"mass",
         {{"frontal lobe", "temporal lobe", "parietal lobe", "occipital lobe", "cerebellar hemisphere",
           "thalamus", "cerebellopontine angle", "lateral ventricle", "insula", "basal ganglia"},
          {"mass", "tumour", "space-occupying lesion", "glioma", "metastasis", "brain tumor", "neoplasm",
           "glioblastoma", "abscess", "high-grade glioma", "low-grade glioma", "mass lesion",
           "enhancing mass", "cystic lesion", "intra-axial tumour"},
          {"{thing} in {at}.", "There is a {size} {thing} in {at} with surrounding oedema.",
           "Ring-enhancing lesion in {at}, likely {thing}.",
           "Heterogeneously enhancing {thing} centred on {at}.",
           "{sided}{thing} with vasogenic oedema and midline shift.",
           "Infiltrative T2 hyperintense lesion of {at}, suspicious for {thing}.",
           "Expansile lesion in {at} in keeping with {thing}.",
           "A {thing} arises from {at} and causes mass effect.", "Necrotic {thing} measuring {size} in {at}.",
           "Findings are most consistent with a {thing} in {at}.",
           "Enhancing lesion in {at} measures {size}, in keeping with {thing}."},
          {"No space occupying lesion.", "No abnormal enhancement.", "No mass effect or midline shift.",
           "No evidence of metastatic disease.", "No intra-axial or extra-axial mass."}}},
        {"meningioma",
         {{"frontal convexity", "parietal convexity", "sphenoid wing", "cerebellopontine angle",
           "parasagittal region", "middle cranial fossa", "tentorium", "olfactory groove"},
          {"meningioma", "convexity meningioma", "dural-based mass", "extra-axial meningioma",
           "calcified meningioma", "parasagittal meningioma"},
          {"{thing} at {at}.",
           "Homogeneously enhancing extra-axial lesion with a dural tail at {at}, in keeping with "
           "meningioma.",
           "There is a {size} {thing} at {at}.", "{sided}meningioma measuring {size}.",
           "Broad dural-based enhancing lesion over {at}, consistent with meningioma.",
           "Stable {thing} along {at}.",
           "An extra-axial mass at {at} has a dural tail, typical of a meningioma.",
           "Incidental {thing} of {at} indents the adjacent brain."},
          {"No dural-based lesion.", "No extra-axial mass.",
           "No dural tail or extra-axial enhancement to suggest a meningioma."}}},
        {"hydrocephalus",
         {{},
          {"hydrocephalus", "obstructive hydrocephalus", "communicating hydrocephalus", "ventriculomegaly",
           "acute hydrocephalus", "ventricular dilatation"},
          {"There is {thing}.",
           "The ventricles are dilated out of proportion to the sulci, in keeping with hydrocephalus.",
           "Marked enlargement of the lateral and third ventricles with transependymal oedema.",
           "{thing} due to aqueduct stenosis.",
           "Triventricular dilatation with effaced sulci indicates {thing}.",
           "Dilated temporal horns and periventricular CSF seepage suggest {thing}.",
           "Enlarged ventricles with rounding of the frontal horns, consistent with {thing}.",
           "Interval increase in ventricular size: {thing}.",
           "Normal pressure hydrocephalus is suggested by disproportionate ventricular enlargement."},
          {"The ventricles are of normal size.", "Ventricles are normal in size and configuration.",
           "No ventricular dilatation.", "Ventricular size is within normal limits."}}},
        {"atrophy",
         {{},
          {"atrophy", "cerebral atrophy", "generalised volume loss", "cortical atrophy", "brain volume loss",
           "involutional change", "parenchymal volume loss", "hippocampal atrophy"},
          {"There is {thing}.", "Generalised {thing}, more than expected for age.",
           "Prominent sulci and ventricles in keeping with {thing}.",
           "Widening of the sulci consistent with {thing}.",
           "Moderate {thing} with ex vacuo ventricular enlargement.",
           "Diffuse {thing}, frontal and temporal predominance.", "Age-related {thing}.",
           "Mild cerebral and cerebellar {thing}.",
           "The sulci are widened and the ventricles proportionately enlarged: {thing}."},
          {"No volume loss.", "Brain volume is normal for age.", "The sulci are normal for age.",
           "Cerebral volume is preserved."}}},
        {"small_vessel_disease",
         {{},
          {"small vessel disease", "chronic small vessel ischaemic change", "microangiopathic change",
           "chronic microvascular ischemic change", "leukoaraiosis", "small vessel ischaemia",
           "chronic microvascular disease"},
          {"There is {thing}.",
           "Periventricular and deep white matter T2 hyperintensities in keeping with {thing}.",
           "Confluent white matter hyperintensity, consistent with {thing}.",
           "Scattered foci of FLAIR hyperintensity in the white matter, likely {thing}.", "Moderate {thing}.",
           "Old lacunar infarcts in the basal ganglia and {thing}.", "Severe {thing} with lacunes.",
           "Non-specific white matter changes, most likely {thing}.",
           "Fazekas grade 2 white matter change representing {thing}.",
           "Patchy periventricular hypodensity reflects {thing}."},
          {"No white matter signal abnormality.", "The white matter is normal.",
           "No significant white matter ischaemic change.", "No lacunes or white matter hyperintensities."}}},
        {"white_matter_inflammation",
         {{},
          {"demyelination", "multiple sclerosis", "demyelinating disease", "inflammatory demyelination",
           "demyelinating plaques", "MS"},
          {"White matter lesions in keeping with {thing}.",
           "Ovoid periventricular lesions perpendicular to the ventricles, typical of {thing}.",
           "Multiple T2 hyperintense plaques including the corpus callosum, consistent with {thing}.",
           "Juxtacortical, periventricular and infratentorial lesions fulfil the criteria for {thing}.",
           "Findings suggest {thing}.", "Dawson's fingers are seen, in keeping with {thing}.",
           "Enhancing plaque indicates active {thing}.",
           "Demyelinating lesions in the periventricular white matter and brainstem.",
           "Increase in the number of plaques of {thing}."},
          {"No demyelinating lesions.", "No white matter plaques.",
           "No lesions to suggest multiple sclerosis.", "No evidence of demyelinating disease."}}},
        {"encephalomalacia",
         {{"frontal lobe", "parietal lobe", "occipital lobe", "temporal lobe",
           "middle cerebral artery territory", "cerebellar hemisphere", "posterior cerebral artery territory",
           "basal ganglia"},
          {"encephalomalacia", "old infarct", "chronic infarct", "mature infarct", "gliosis",
           "established infarct", "cystic encephalomalacia", "surgical cavity", "remote infarct",
           "post-traumatic encephalomalacia"},
          {"{thing} in {at}.", "There is an area of {thing} in {at}.",
           "CSF-filled cavity with gliotic margins in {at}, in keeping with {thing}.",
           "{sided}{thing} with ex vacuo dilatation of the adjacent ventricle.",
           "Mature ischaemic damage in {at}.", "Old {at} infarction with volume loss.",
           "Tissue loss and gliosis of {at} from a previous infarct.", "Resection cavity in {at}.",
           "Chronic cortical {thing} of {at}, unchanged.",
           "Established {thing} measuring {size} in {at}, without restricted diffusion."},
          {"No encephalomalacia.", "No old infarct.", "No evidence of established infarction.",
           "No area of gliosis or tissue loss."}}},
        {"vascular_abnormality",
         {{"middle cerebral artery", "internal carotid artery", "vertebral artery",
           "posterior communicating artery", "transverse sinus", "frontal lobe", "temporal lobe",
           "cerebellar hemisphere", "sigmoid sinus"},
          {"aneurysm", "arteriovenous malformation", "cavernoma", "dissection", "occlusion",
           "venous sinus thrombosis", "AVM", "cavernous malformation", "developmental venous anomaly",
           "saccular aneurysm", "stenosis", "thrombosis"},
          {"{thing} of {at}.", "There is a {size} {thing} at {at}.",
           "Loss of the normal flow void in {at}, suggestive of {thing}.",
           "Tangle of flow voids at {at} in keeping with an arteriovenous malformation.",
           "Popcorn-like lesion with haemosiderin rim at {at}: cavernoma.", "{sided}{thing}.",
           "Filling defect at {at} in keeping with {thing}.",
           "Crescentic high T1 signal in the wall of {at} consistent with dissection."},
          {"Normal flow voids.", "The major intracranial vessels are patent.",
           "No aneurysm or vascular malformation.", "The dural venous sinuses are patent.",
           "Normal intracranial flow voids are preserved."}}},
    };
    return entries;
}

const Lines kDenials = {"No {thing}.",
                        "There is no {thing}.",
                        "No evidence of {thing}.",
                        "{thing} is not seen.",
                        "Without {thing}.",
                        "No {thing} is identified.",
                        "No convincing {thing}.",
                        "Negative for {thing}.",
                        "No {thing} is demonstrated.",
                        "No sign of {thing}.",
                        "The examination shows no {thing}."};

const Lines kNormal = {"Normal study.",
                       "Normal MRI of the brain.",
                       "No intracranial abnormality identified.",
                       "Normal appearances of the brain.",
                       "Unremarkable MRI brain.",
                       "No acute intracranial pathology.",
                       "The brain parenchyma is normal in signal and morphology.",
                       "No focal signal abnormality.",
                       "Normal examination.",
                       "No significant abnormality.",
                       "The ventricles and sulci are normal for age and there is no focal lesion.",
                       "Grey and white matter are normal.",
                       "No cause for the symptoms is seen.",
                       "Appearances are within normal limits.",
                       "Brain, ventricles and extra-axial spaces are normal.",
                       "No acute findings.",
                       "Impression: normal.",
                       "Midline structures are normal and there is no abnormal signal."};

std::string at(std::string_view place, std::optional<Side> side, Draw& draw) {
    std::string text(place);
    if (side == Side::Left || side == Side::Right) return "the " + std::string(nameOf(*side)) + " " + text;
    if (side == Side::Bilateral) {
        const bool changesEnd = text.ends_with('y') && !text.ends_with("ey");
        text = text.ends_with('a') ? text : changesEnd ? text.substr(0, text.size() - 1) + "ies" : text + "s";
        return (draw.chance(0.5) ? "both " : "the ") + text + (draw.chance(0.3) ? " on both sides" : "");
    }
    return "the " + text;
}

std::string sided(std::optional<Side> side, Draw& draw) {
    if (!side || *side == Side::Midline) return "";
    if (*side == Side::Bilateral) return "bilateral ";
    return std::string(nameOf(*side)) + (draw.chance(0.4) ? "-sided " : " ");
}

std::string filled(std::string_view line, const Entry& entry, std::optional<Side> side, Draw& draw) {
    std::string text;
    bool stated = !side;
    while (!line.empty()) {
        const std::size_t open = line.find('{');
        text += line.substr(0, open);
        if (open == std::string_view::npos) break;
        const std::size_t close = line.find('}', open);
        const std::string_view slot = line.substr(open + 1, close - open - 1);
        if (slot == "thing") text += draw.from(entry.things);
        if (slot == "size") text += std::to_string(4 + draw.below(40)) + " mm";
        if (slot == "at" && !entry.places.empty()) text += at(draw.from(entry.places), side, draw);
        if (slot == "sided") text += sided(side, draw);
        stated = stated || slot == "at" || slot == "sided";
        line.remove_prefix(close + 1);
    }
    if (!stated) { // this wording has no room for a side
        if (text.ends_with('.')) text.pop_back();
        text +=
            *side == Side::Bilateral ? ", on both sides." : ", on the " + std::string(nameOf(*side)) + ".";
    }
    for (const auto& [from, to] : {std::pair<std::string_view, std::string_view>{" a acute", " an acute"},
                                   {" a old", " an old"},
                                   {" a est", " an est"},
                                   {" a int", " an int"},
                                   {" a ext", " an ext"},
                                   {" a enh", " an enh"},
                                   {" a enc", " an enc"},
                                   {" a abs", " an abs"},
                                   {"A acute", "An acute"},
                                   {"A int", "An int"}})
        if (const auto place = text.find(from); place != std::string::npos)
            text.replace(place, from.size(), to);
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text;
}

} // namespace

std::optional<std::string> phrase(const std::string& finding, bool affirmed, std::optional<Side> side,
                                  std::uint64_t seed) {
    const auto found = book().find(finding);
    if (found == book().end()) return std::nullopt;
    Draw draw(seed);
    const Entry& entry = found->second;
    if (affirmed) return filled(draw.from(entry.affirmed), entry, side, draw);
    if (draw.chance(0.35)) return std::string(draw.from(entry.denied));
    return filled(draw.from(kDenials), entry, std::nullopt, draw);
}

std::string normalPhrase(std::uint64_t seed) {
    Draw draw(seed);
    return std::string(draw.from(kNormal));
}

} // namespace second_read::train
