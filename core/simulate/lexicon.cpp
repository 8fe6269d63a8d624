#include "simulate/lexicon.h"

#include <algorithm>

#include "simulate/lexicon_parts.h"

namespace second_read::simulate {

const Lexicon& lexiconOf(std::string_view finding) {
    static const std::vector<Lexicon> all{strokeWords(),      haemorrhageWords(),   massWords(),
                                          meningiomaWords(),  hydrocephalusWords(), atrophyWords(),
                                          smallVesselWords(), inflammationWords(),  cavityWords(),
                                          vascularWords(),    normalWords()};
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Lexicon& lexicon) { return lexicon.id == finding; });
    return found == all.end() ? all.back() : *found;
}

const std::vector<SubtypeWords>& subtypeWords() {
    static const std::vector<SubtypeWords> all{
        {"acute_stroke",
         "lacunar",
         {"an [acute|recent] lacunar infarct", "a small [acute|recent] perforator infarct",
          "an acute lacune"},
         {"[Small|Punctate|Rounded] focus of [restricted diffusion|high DWI signal with low ADC]{where}, [in "
          "keeping with|consistent with] {noun}[ ({size})|].",
          "{adj} [acute|recent] lacunar infarct[, {size}|].",
          "[There is|] {noun}{where}[ measuring {size}|]."}},
        {"acute_stroke",
         "brainstem",
         {"an acute [brainstem|perforator] infarct"},
         {"Focus of restricted diffusion{where}, [in keeping with|consistent with] {noun}.",
          "{adj} [acute|recent] infarct."}},
        {"acute_stroke",
         "embolic",
         {"[multiple|several] [acute|recent] [embolic infarcts|infarcts of embolic pattern]",
          "[scattered|multiple] acute [cortical and subcortical|] infarcts"},
         {"[Multiple|Several|Scattered] [small|punctate] foci of [restricted diffusion|diffusion "
          "restriction]{where}, [in keeping with|suggesting] [embolic infarcts|acute emboli|a central "
          "embolic source].",
          "[There are|] {noun}{where}."}},
        {"haemorrhage",
         "lobar",
         {"a lobar [haematoma|haemorrhage]", "an intracerebral [haematoma|haemorrhage]"},
         {"[There is|] {noun}{where} [measuring {size}|][ with surrounding oedema|].",
          "{adj} [intraparenchymal|lobar|intracerebral] [haematoma|haemorrhage][ of {size}|][, possibly due "
          "to amyloid angiopathy|]."}},
        {"haemorrhage",
         "cerebellar",
         {"a cerebellar [haematoma|haemorrhage]"},
         {"{adj} [haematoma|haemorrhage|bleed][ of {size}|].",
          "[There is|] a [haematoma|parenchymal bleed]{where}[ measuring {size}|]."}},
        {"haemorrhage",
         "deep",
         {"a [deep|ganglionic|hypertensive] [haematoma|haemorrhage|bleed]"},
         {"[There is|] {noun}{where} [measuring {size}|].",
          "{adj} [haematoma|haemorrhage|bleed][, {size}|][, typical of a hypertensive bleed|]."}},
        {"haemorrhage",
         "subdural",
         {"a subdural [haematoma|collection]", "a crescentic extra-axial [collection|haematoma]"},
         {"[Crescentic|Thin|Shallow|Sizeable] [subdural|extra-axial] [haematoma|collection of blood|blood "
          "collection]{where}[ with effacement of the sulci|].",
          "{adj} subdural [haematoma|haemorrhage|collection][, subacute|, of mixed age|].",
          "[Blood|A haematoma] in the subdural space{where}."}},
        {"haemorrhage",
         "subarachnoid",
         {"subarachnoid [haemorrhage|blood]"},
         {"[Sulcal FLAIR hyperintensity|Failure of CSF suppression in the sulci|Sulcal blooming]{where}, [in "
          "keeping with|consistent with] subarachnoid [blood|haemorrhage].",
          "[Subarachnoid haemorrhage|Subarachnoid blood|SAH]{where}."}},
        {"haemorrhage",
         "microbleeds",
         {"[multiple|several|scattered] [microbleeds|microhaemorrhages|cerebral microbleeds]"},
         {"[Multiple|Several|Scattered|A number of] [microbleeds|microhaemorrhages|punctate foci of "
          "susceptibility|tiny foci of blooming]{where} on [SWI|T2*|the susceptibility-weighted images].",
          "[There are|] {noun}{where}[, suggesting amyloid angiopathy|, of hypertensive distribution|]."}},
        {"mass",
         "high-grade glioma",
         {"a [high-grade glioma|glioblastoma|malignant glioma|high grade primary tumour]"},
         {"[Heterogeneous|Irregular|Necrotic] [mass|tumour]{where}[, {size},|] with "
          "[irregular|thick|peripheral] enhancement and [vasogenic oedema|surrounding signal change], [in "
          "keeping with|suspicious for|most likely] {noun}.",
          "{adj} [mass|tumour|space-occupying lesion] [measuring {size}|] [with mass effect|with central "
          "necrosis|], [most likely|suspicious for] {noun}."}},
        {"mass",
         "low-grade glioma",
         {"a [low-grade glioma|low grade glial tumour|diffuse glioma]"},
         {"[Homogeneous|Ill-defined|Expansile] T2/FLAIR [hyperintense|hyperintense, non-enhancing] "
          "[mass|lesion|tumour]{where}[ measuring {size}|], [in keeping with|suspicious for|favouring] "
          "{noun}.",
          "{adj} [expansile|infiltrative] [mass|lesion][, {size}|][ without restricted diffusion|], "
          "[likely|suspicious for] {noun}."}},
        {"mass",
         "metastasis",
         {"a [metastasis|solitary metastasis|metastatic deposit]"},
         {"[Solitary|Single] [enhancing|ring-enhancing] [lesion|mass]{where}[ with disproportionate oedema|] "
          "[measuring {size}|], [suspicious for|in keeping with] {noun}.",
          "{adj} [metastasis|metastatic deposit][, {size}|]."}},
        {"mass",
         "metastases",
         {"[multiple|] [metastases|metastatic deposits|secondaries]"},
         {"[Multiple|Several] [enhancing|ring-enhancing|] [lesions|masses|nodules]{where}[ with surrounding "
          "oedema|], [in keeping with|suspicious for|consistent with] [metastases|metastatic disease], the "
          "largest [measuring {size}|].",
          "[Metastatic disease|Metastases]{where}."}},
        {"mass",
         "abscess",
         {"a [cerebral abscess|pyogenic abscess|brain abscess]"},
         {"[Ring-enhancing|Rim-enhancing] [lesion|collection]{where} with [central|intracavitary] restricted "
          "diffusion, [in keeping with|typical of|concerning for] {noun}[, {size}|].",
          "{adj} [abscess|ring-enhancing mass with restricted contents][, {size}|]."}},
        {"mass",
         "vestibular schwannoma",
         {"a [vestibular schwannoma|schwannoma|acoustic neuroma]"},
         {"[Enhancing|Avidly enhancing|Solid] [extra-axial|] [mass|tumour]{where}[ extending into the "
          "internal auditory meatus|][, {size}|], [in keeping with|typical of] {noun}.",
          "{adj} [mass|tumour], [in keeping with|typical of] {noun}."}},
        {"mass",
         "arachnoid cyst",
         {"an arachnoid cyst"},
         {"[CSF-signal|Non-enhancing CSF-intensity] [cyst|extra-axial cyst|mass]{where}[, {size},|] [in "
          "keeping with|consistent with] {noun}.",
          "{adj} arachnoid cyst[ measuring {size}|]."}},
        {"mass", "meningioma", {"a meningioma"}, {}},
        {"vascular_abnormality",
         "cavernoma",
         {"a [cavernoma|cavernous malformation]"},
         {"[Popcorn-like|Mulberry-shaped|Reticulated] lesion{where} with a [haemosiderin rim|dark rim on "
          "SWI], [in keeping with|typical of] {noun}.",
          "{adj} [cavernoma|cavernous malformation|cavernous haemangioma][, {size}|].",
          "[There is|] {noun}{where}[ without recent haemorrhage|]."}},
        {"vascular_abnormality",
         "aneurysm",
         {"an [aneurysm|saccular aneurysm|unruptured aneurysm]"},
         {"[Saccular|Rounded|Lobulated] [flow void|outpouching]{where}, [in keeping with|suspicious "
          "for|consistent with] {noun}[ of {size}|].",
          "{adj} aneurysm[ measuring {size}|]."}},
        {"vascular_abnormality",
         "arteriovenous malformation",
         {"an [arteriovenous malformation|AVM]"},
         {"[Tangle of|Cluster of|Multiple] [serpiginous|tortuous|] flow voids{where}, [in keeping "
          "with|consistent with] {noun}.",
          "{adj} [AVM|arteriovenous malformation][, nidus {size}|]."}},
        {"vascular_abnormality",
         "developmental venous anomaly",
         {"a [developmental venous anomaly|DVA|venous angioma]"},
         {"[Converging|Radiating|Caput medusae of] [medullary veins|enhancing veins]{where}, [in keeping "
          "with|typical of] {noun}.",
          "[Incidental|] {adj} [developmental venous anomaly|DVA]."}},
        {"encephalomalacia",
         "old territorial infarct",
         {"an [old|established|mature] [infarct|territorial infarct]"},
         {"[Established|Mature|Old|Chronic] {adj} infarct with [encephalomalacia|cavitation and "
          "gliosis|volume loss and gliosis].",
          "[Encephalomalacia|Encephalomalacia and gliosis|Cystic change with a gliotic margin]{where}, [in "
          "keeping with|from|the sequela of] [an old infarct|a previous infarct]."}},
        {"encephalomalacia",
         "surgical cavity",
         {"a [resection cavity|surgical cavity|post-operative cavity]"},
         {"[CSF-filled|Fluid-filled|] [resection cavity|surgical cavity|post-operative defect]{where} with "
          "[marginal gliosis|a gliotic margin|haemosiderin staining of the margin].",
          "{adj} [resection cavity|post-surgical encephalomalacia]."}},
        {"encephalomalacia",
         "traumatic",
         {"[post-traumatic encephalomalacia|an old contusion|a contusional scar]"},
         {"[Post-traumatic|Old contusional] [encephalomalacia|gliosis and volume loss|damage]{where}.",
          "[Encephalomalacia|Cavitation with gliosis]{where}, [in keeping with|likely from] [an old "
          "contusion|previous trauma]."}},
        {"hydrocephalus",
         "obstructive",
         {"[obstructive|active|non-communicating|triventricular|] hydrocephalus"},
         {"The [lateral and third ventricles|ventricles|supratentorial ventricles] are [dilated|markedly "
          "dilated|enlarged|distended|ballooned] [out of proportion to the sulci|with effacement of the "
          "sulci|with rounded frontal horns|], [in keeping with|consistent with|indicating] {noun}.",
          "[There is|] [moderate|marked|gross|] [hydrocephalus|dilatation of the ventricular system|"
          "enlargement of the ventricles] with [ballooning of the third ventricle|dilated temporal horns|"
          "effacement of the convexity sulci].",
          "[The third ventricle is ballooned|The temporal horns are dilated] and the [lateral|] ventricles "
          "are "
          "[enlarged|too large for the sulci], [indicating|in keeping with] {noun}."}},
        {"hydrocephalus",
         "normal pressure",
         {"[normal pressure|communicating] hydrocephalus", "NPH"},
         {"[Tight|Crowded] sulci at the vertex, [narrow callosal angle|wide Sylvian "
          "fissures|disproportionately "
          "enlarged subarachnoid spaces (DESH)] and [large|wide|dilated] ventricles, [suggestive of|raising "
          "the "
          "possibility of|in keeping with] {noun}.",
          "The [ventricles are|ventricular system is] [enlarged|dilated|wide] out of proportion to the "
          "[convexity|"
          "high convexity] sulci[, with prominent Sylvian fissures|], [suggesting|in keeping with] {noun}.",
          "[Ventriculomegaly|Ventricular dilatation] with [crowding at the vertex|a tight high convexity], "
          "[? NPH|suggestive of {noun}|in keeping with {noun}]."}},
        {"atrophy",
         "frontotemporal",
         {"[frontotemporal|frontal and anterior temporal|fronto-temporal] [atrophy|volume loss]",
          "[lobar|focal] atrophy of the frontal and temporal lobes",
          "[knife-edge atrophy|thinning] of the frontal and anterior temporal gyri"},
         {"[There is|] [marked|moderate|disproportionate|asymmetrical|] {bare}[ with relative sparing of the "
          "parietal and occipital lobes|].",
          "The [frontal|frontal and anterior temporal] sulci are [widened|prominent|enlarged] [out of "
          "proportion "
          "to the rest|compared with the parietal and occipital lobes], [in keeping with|suggesting] {noun}.",
          "[Predominantly frontal and temporal|Frontotemporal predominant] [volume loss|atrophy][, query "
          "frontotemporal dementia|, pattern of FTD|]."},
         {"[Frontotemporal|Lobar|Frontal and temporal] [atrophy|volume loss][, ? FTD|].",
          "[Findings|Appearances] [in keeping with|suggestive of] {noun}."}},
        {"atrophy",
         "medial temporal",
         {"[medial temporal lobe|hippocampal|mesial temporal] [atrophy|volume loss]",
          "[shrunken|small] hippocampi with wide [choroid fissures|temporal horns]"},
         {"[There is|] [moderate|marked|bilateral|disproportionate|] {bare}[, Scheltens grade [2|3]|].",
          "The hippocampi are [small|atrophic|reduced in volume] with [widening|enlargement] of the "
          "[temporal "
          "horns|choroid fissures|temporal horns and choroid fissures].",
          "[Volume loss|Atrophy] [predominantly|mainly] of the [medial temporal lobes|hippocampi|mesial "
          "temporal "
          "structures][, raising the possibility of Alzheimer's disease|, MTA score [2|3|4]|]."},
         {"[Medial temporal|Hippocampal] [atrophy|volume loss][, ? Alzheimer's disease|].",
          "[Findings|Appearances] [in keeping with|suggestive of] {noun}."}},
    };
    return all;
}

const SubtypeWords* wordsOf(std::string_view finding, std::string_view subtype) {
    for (const auto& words : subtypeWords())
        if (words.finding == finding && words.subtype == subtype) return &words;
    return nullptr;
}

const std::vector<std::string_view>& normalStatements() {
    static const std::vector<std::string_view> all{
        "[The|] [grey-white matter differentiation|grey-white differentiation|cortical ribbon] is "
        "[preserved|maintained|normal|intact].",
        "[The midline structures are|Midline structures are|The midline is] [undisplaced|central|normal|in "
        "the midline position].",
        "[The|] [basal cisterns|cisterns|suprasellar and basal cisterns] are "
        "[patent|clear|preserved|normal|open].",
        "[The|] [brainstem and cerebellum|posterior fossa structures|structures of the posterior "
        "fossa|cerebellum and brainstem] [are|appear] [normal|unremarkable|of normal signal|intact].",
        "[The|] craniocervical junction [is|appears] [normal|unremarkable|capacious].",
        "[The|] cerebellar tonsils [lie|are] [in normal position|above the foramen magnum|normally sited].",
        "[The|] [pituitary|pituitary gland|sella|sellar region|pituitary fossa] [is|appears] "
        "[normal|unremarkable|of normal size].",
        "[The|] corpus callosum is [normal|fully formed|intact|of normal thickness].",
        "[The|] [orbits|globes and orbits|optic nerves and globes|imaged orbits] [are|appear] "
        "[normal|unremarkable].",
        "[The|] [mastoid air cells|mastoids|middle ear clefts] are [clear|well aerated|pneumatised].",
        "[The|] [paranasal sinuses|imaged sinuses|visualised sinuses] are [clear|well aerated|unremarkable].",
        "[The|] [calvarium|skull vault|skull base] and [scalp|soft tissues|extracranial soft tissues] "
        "[are|appear] [normal|unremarkable].",
        "[The|] internal auditory [canals|meati] are [normal|unremarkable|symmetrical].",
        "[The|] hippocampi are [symmetrical|normal in size and signal|of normal volume|of normal "
        "morphology].",
        "[The|] [deep grey nuclei|basal ganglia|basal ganglia and thalami] [are|appear] "
        "[normal|unremarkable|symmetrical].",
        "[The|] [visualised|imaged] [upper cervical cord|upper cervical spine] is [normal|unremarkable].",
        "[Marrow|Bone marrow|Calvarial marrow] signal is [normal|unremarkable|within normal limits].",
        "No [Chiari malformation|cerebellar tonsillar descent|tonsillar ectopia].",
        "[The|] [sylvian fissures|cerebral sulci|convexity sulci] are [symmetrical|unremarkable].",
        "[The|] [cranial nerves|cisternal segments of the cranial nerves] [are|appear] "
        "[unremarkable|normal].",
        "[Normal|Unremarkable] [pineal region|septum pellucidum|cerebellopontine angles|cavernous sinuses].",
    };
    return all;
}

const std::vector<Incidental>& incidentals() {
    static const std::vector<Incidental> all{
        {"sinus mucosa", "[Mild|Minor|Scattered] mucosal thickening in the [paranasal sinuses|ethmoid air "
                         "cells|sphenoid sinus]."},
        {"", "[Small|] [mucous retention cyst|polyp] in the [left|right] maxillary [antrum|sinus]."},
        {"", "[Fluid|Minor fluid signal] in the [left|right] mastoid air cells."},
        {"cavum septum pellucidum", "[Incidental|] cavum septum pellucidum[ et vergae|]."},
        {"perivascular spaces", "[Prominent|A few prominent] perivascular spaces, a normal variant."},
        {"", "Mega cisterna magna, [an incidental finding|a normal variant]."},
        {"", "Partially empty sella."},
        {"", "[Small|Incidental] pineal cyst."},
        {"", "[Previous|Bilateral] lens replacement."},
        {"", "[A few|One or two|Occasional] nonspecific [T2 bright dots|punctate white matter foci], within "
             "normal limits[ for age|]."},
        {"", "[Dominant|Hypoplastic] [left|right] vertebral artery."},
        {"", "[Mild|] asymmetry of the lateral ventricles, a normal variant."},
        {"", "[Motion|Movement] artefact degrades [some|several] sequences."},
        {"", "[Dental|] susceptibility artefact over the face."},
    };
    return all;
}

const std::vector<std::string_view>& comparisons() {
    static const std::vector<std::string_view> all{
        "[Appearances|The appearances] are [unchanged|stable|not significantly changed] [since|compared "
        "with] {prior}.",
        "[No|No significant|No appreciable] [interval change|change] [since|from|compared with] {prior}.",
        "[Stable|Unchanged] [compared with|in comparison with|from] {prior}.",
        "[Compared with|In comparison with] {prior}, [there has been no change|no progression is "
        "seen|appearances "
        "are stable].",
    };
    return all;
}

} // namespace second_read::simulate
