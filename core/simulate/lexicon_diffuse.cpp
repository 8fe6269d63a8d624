// Words for findings of the whole brain, and for the normal one.
#include "simulate/lexicon_parts.h"

namespace second_read::simulate {

Lexicon hydrocephalusWords() {
    return {
        "hydrocephalus",
        {"hydrocephalus", "[obstructive|communicating|non-communicating|triventricular] hydrocephalus",
         "[ventriculomegaly|ventricular enlargement|ventricular dilatation] [out of proportion to the "
         "sulci|disproportionate to sulcal size|with transependymal oedema]",
         "[dilatation|enlargement|ballooning] of the ventricular system under pressure",
         "normal pressure hydrocephalus",
         "[obstruction|impaired drainage] of CSF flow with ventricular dilatation"},
        {"The [lateral and third ventricles|ventricles|supratentorial ventricles] are [dilated|markedly "
         "dilated|enlarged|distended|ballooned] [out of proportion to the sulci|with effacement of the "
         "sulci|with periventricular transependymal oedema|with rounded frontal horns], [in keeping "
         "with|consistent with|indicating] hydrocephalus.",
         "[There is|] [mild|moderate|marked|gross|] [hydrocephalus|dilatation of the ventricular "
         "system|enlargement of the ventricles with crowding of the sulci at the vertex].",
         "[Dilated|Enlarged|Distended] ventricles with [transependymal|periventricular] [CSF "
         "seepage|oedema|interstitial oedema], [in keeping with|suggesting] [active|acute|] hydrocephalus.",
         "[Appearances|Findings] [are in keeping with|are those of|suggest] {noun}.",
         "[Tight|Crowded] sulci at the vertex, [narrow callosal angle|disproportionately enlarged "
         "subarachnoid spaces (DESH)] and [large|wide] ventricles, [suggestive of|raising the possibility "
         "of] normal pressure hydrocephalus.",
         "[The third ventricle is ballooned|The temporal horns are dilated] [and|, and] the [lateral|] "
         "ventricles are [enlarged|too large for the sulci], [indicating|in keeping with] hydrocephalus.",
         "[The CSF spaces inside the brain are under pressure|Ventricular size has increased with rounding "
         "of the horns], [in keeping with|consistent with] [hydrocephalus|impaired CSF drainage]."},
        {"[There is no|No] [evidence of|] [hydrocephalus|ventriculomegaly|ventricular dilatation|ventricular "
         "enlargement].",
         "[The ventricles are|The ventricular system is|Ventricular size is] [normal|within normal "
         "limits|unremarkable] [in size|in size and configuration|for age|].",
         "[The ventricles are|The ventricular system is] [not dilated|not enlarged|undilated].",
         "[Hydrocephalus] is [not seen|excluded|not present].",
         "[Normal|Unremarkable] [ventricular size|ventricles|ventricular system].",
         "[No|There is no] [transependymal CSF seepage|periventricular oedema|obstruction to CSF flow].",
         "The ventricles are [symmetrical|midline] and of normal [calibre|size], without hydrocephalus."},
        {"hydrocephalus", "ventriculomegaly", "ventricular dilatation"},
        {"[Hydrocephalus|Ventriculomegaly in keeping with hydrocephalus].",
         "[Mild|Moderate|Marked|] {by}[. Neurosurgical opinion advised|].",
         "[Findings|Appearances] [in keeping with|suggestive of] {by}."},
        false};
}

Lexicon atrophyWords() {
    return {"atrophy",
            {"[cerebral|cortical|generalised|global|generalised cerebral] atrophy",
             "[cerebral|generalised|global|diffuse] [volume loss|parenchymal volume loss]",
             "[involutional change|involutional changes] [more than expected for age|beyond that expected "
             "for age|]",
             "[brain shrinkage|loss of brain substance|cortical thinning with wide sulci]",
             "[loss of cortical bulk|loss of brain bulk|reduced parenchymal bulk]",
             "[prominence|widening] of the sulci and ventricles [in keeping with|from|due to] [volume "
             "loss|atrophy|parenchymal loss]"},
            {"[There is|] [mild|moderate|marked|severe|advanced|] [generalised|global|diffuse|] [cerebral "
             "atrophy|cortical atrophy|brain volume loss|parenchymal volume loss|involutional change][ for "
             "age|, in excess of age| with ex vacuo dilatation of the ventricles|].",
             "The [sulci|cerebral sulci|CSF spaces|sulci and ventricles] are "
             "[widened|prominent|enlarged|capacious], [in keeping with|consistent with|reflecting|due to] "
             "[generalised volume loss|cerebral atrophy|global atrophy].",
             "[Generalised|Global|Diffuse] [prominence|widening] of the [sulci|sulci and "
             "ventricles|extra-axial spaces] [in keeping with|reflecting] [atrophy|involution|volume loss].",
             "[Brain|Cerebral] volume is [reduced|reduced for age|less than expected|low for age].",
             "[Appearances|Findings] [are in keeping with|indicate] {noun}.",
             "[The brain is shrunken|The gyri are thinned|The cortex is thinned] with [wide|deep] sulci[ and "
             "ex vacuo ventricular enlargement|].",
             "[Atrophic|Involutional] changes [are|are again] [seen|noted|present]."},
            {"[There is no|No] [evidence of|] [significant|] [atrophy|cerebral atrophy|volume "
             "loss|parenchymal loss].",
             "[Brain|Cerebral|Parenchymal] volume is [normal|preserved|normal for age|within normal "
             "limits|appropriate for age].",
             "[The sulci|The sulci and ventricles|Sulcal size] [are|is] [normal for "
             "age|age-appropriate|within normal limits|not widened].",
             "[No|There is no] [generalised|global|focal|lobar] [atrophy|volume loss].",
             "[Atrophy] is [not seen|not present].",
             "[Normal|Well preserved|Age-appropriate] [brain volume|cerebral volume|gyral pattern]."},
            {"atrophy", "cerebral atrophy", "volume loss", "hippocampal atrophy"},
            {"[Mild|Moderate|Marked|] [generalised|global|] [cerebral atrophy|volume loss].",
             "[Involutional change|Cerebral volume loss|Atrophy] [beyond that expected for age|in excess of "
             "age|]."},
            false};
}

Lexicon smallVesselWords() {
    return {"small_vessel_disease",
            {"[small vessel disease|cerebral small vessel disease|small vessel ischaemic disease|chronic "
             "small vessel ischaemia]",
             "[chronic|] [microangiopathy|microangiopathic change|microvascular disease|microvascular "
             "ischaemic change]",
             "[chronic|] small vessel [ischaemic change|ischaemic changes]",
             "[leucoaraiosis|age-related white matter change|white matter hyperintensities of presumed "
             "vascular origin]",
             "[hypertensive|ischaemic] [white matter disease|leukoencephalopathy]",
             "[periventricular and deep|deep|confluent] white matter [ischaemia|ischaemic change] [with "
             "lacunes|]",
             "[old|] lacunar [infarcts|change]",
             "[hypertensive arteriolopathy|arteriolosclerotic change|a chronic arteriolar process|vascular "
             "leukopathy]"},
            {"[Confluent|Patchy|Scattered|Multiple|Extensive] [T2|FLAIR|T2/FLAIR] "
             "[hyperintensities|hyperintense foci|high signal lesions|high signal foci] in the "
             "[periventricular and deep|deep|periventricular|subcortical and deep] white matter, [in keeping "
             "with|consistent with|likely representing|most likely reflecting] [small vessel disease|chronic "
             "small vessel ischaemia|microangiopathy].",
             "[There is|] [mild|moderate|severe|marked|extensive|background|] [small vessel disease|small "
             "vessel ischaemic change|chronic microvascular disease|leucoaraiosis][, Fazekas {grade}|].",
             "[Periventricular caps and bands|Periventricular high signal|Periventricular hyperintensity] "
             "and [deep white matter foci|scattered deep foci], [in keeping with|of] [small vessel "
             "disease|microangiopathic origin|presumed vascular origin].",
             "[Appearances|Findings] [are in keeping with|suggest|are those of] {noun}.",
             "[Fazekas grade|Fazekas] {grade} [white matter change|periventricular and deep white "
             "matter change|white matter hyperintensities].",
             "[Old|Established|Mature] lacunar infarcts in the [basal ganglia|thalami|deep white "
             "matter|corona radiata] [on a background of small vessel disease|].",
             "The white matter shows [age-related|ischaemic|vascular-type|hypertensive] "
             "[change|damage|signal change].",
             "[Chronic|Long-standing] ischaemic [damage|change] to the [deep white matter|periventricular "
             "white matter].",
             "[Rarefaction|Signal change] of the cerebral white matter [of vascular type|typical of "
             "arteriolosclerosis]."},
            {"[There is no|No] [evidence of|] [significant|] [small vessel disease|small vessel ischaemic "
             "change|microangiopathy|microvascular disease|leucoaraiosis].",
             "[The white matter|White matter signal|The cerebral white matter] [is|appears] "
             "[normal|unremarkable|normal for age|of normal signal].",
             "[No|There are no] [significant|] [white matter hyperintensities|white matter lesions|white "
             "matter signal abnormalities|white matter changes].",
             "[No|There are no] [lacunes|lacunar infarcts|old lacunes].",
             "[Small vessel disease|White matter disease] is [not seen|not a feature].",
             "[No|There is no] [chronic|] [microvascular|small vessel] [damage|ischaemia|burden]."},
            {"small vessel disease", "white matter disease", "microangiopathy", "chronic ischaemic change"},
            {"[Mild|Moderate|Severe|Background|] [small vessel disease|small vessel ischaemic change|chronic "
             "microangiopathy].",
             "[White matter change|White matter hyperintensities|Leucoaraiosis] [in keeping with|of] [small "
             "vessel disease|presumed vascular origin].",
             "[Appearances|Findings] [in keeping with|suggestive of] {noun}."},
            false};
}

Lexicon inflammationWords() {
    return {
        "white_matter_inflammation",
        {"[demyelination|demyelinating disease|inflammatory demyelination]",
         "[multiple sclerosis|MS|relapsing MS]", "[demyelinating|inflammatory|MS-type] [plaques|lesions]",
         "[white matter inflammation|inflammatory white matter disease]",
         "[multiple sclerosis lesions|MS plaques|a pattern of demyelination]",
         "[lesions|plaques] [disseminated in space|with dissemination in space]",
         "[an immune-mediated white matter process|a relapsing neuroinflammatory process]"},
        {"[Multiple|Several|Numerous] [ovoid|round and ovoid|well-defined] [T2|FLAIR|T2/FLAIR] [hyperintense "
         "lesions|hyperintensities|plaques] in the [periventricular|periventricular and "
         "juxtacortical|callososeptal|periventricular, juxtacortical and infratentorial] white matter, [in "
         "keeping with|consistent with|typical of|suspicious for] [demyelination|multiple "
         "sclerosis|inflammatory demyelination].",
         "[Dawson's fingers|Lesions perpendicular to the ventricles|Finger-like lesions radiating from the "
         "ventricles][, in keeping with| suggest|, typical of] [demyelination|MS|multiple sclerosis].",
         "[Juxtacortical|Infratentorial|Callosal|Periventricular] [plaques|demyelinating lesions] [are "
         "seen|are present|are noted][, some with T1 hypointensity|, one of which enhances|, none of which "
         "enhances|].",
         "[Appearances|Findings] [are in keeping with|are typical of|suggest|fulfil the McDonald criteria "
         "for] {noun}.",
         "[Lesion load|Plaque burden] is [mild|moderate|high|unchanged], [in keeping with|consistent with] "
         "[known|established|] [multiple sclerosis|MS|demyelination].",
         "[An enhancing|A ring-enhancing|An active] [plaque|demyelinating lesion] [indicates|in keeping "
         "with] [active demyelination|active inflammation].",
         "[Dissemination in space|Lesions in [three|two|four] typical locations] [is|, ] [in keeping "
         "with|supporting] [multiple sclerosis|a demyelinating process].",
         "The [periventricular|subcortical] [lesions|plaques] [have an inflammatory|are of "
         "demyelinating|have a demyelinating] [pattern|appearance]."},
        {"[There is no|No] [evidence of|] [demyelination|demyelinating disease|multiple "
         "sclerosis|inflammatory white matter disease|white matter inflammation].",
         "[No|There are no] [demyelinating|inflammatory|MS-type] [lesions|plaques].",
         "[No|There are no] [lesions|white matter lesions] [to suggest|suggestive of] "
         "[demyelination|multiple sclerosis|an inflammatory process].",
         "[Demyelination|Multiple sclerosis] is [not suggested|not demonstrated|unlikely on these images].",
         "[No|There is no] [periventricular, juxtacortical or infratentorial|juxtacortical or callosal] "
         "[plaque|lesion].",
         "[No|There is no] [active|enhancing] [demyelination|plaque|inflammation].",
         "The corpus callosum is [normal|unremarkable], without [demyelinating|inflammatory] "
         "[lesions|plaques]."},
        {"demyelination", "demyelinating lesions", "multiple sclerosis", "inflammatory change"},
        {"[Findings|Appearances] [in keeping with|typical of|suspicious for] [multiple "
         "sclerosis|demyelination|inflammatory demyelination].",
         "[Demyelinating lesions|MS plaques|Multiple sclerosis][, no active lesion|, with active disease|].",
         "[Inflammatory|Demyelinating] white matter disease[, stable|]."},
        false};
}

Lexicon normalWords() {
    return {"normal",
            {"a normal brain", "a normal study", "[normal|unremarkable] intracranial appearances"},
            {"[Normal|Unremarkable] [MRI of the brain|brain MRI|MRI brain|intracranial appearances|study].",
             "[No|There is no] [significant|acute|focal|] intracranial abnormality[ is seen| is identified| "
             "is demonstrated|].",
             "The brain [appears|is] [normal|normal for age|unremarkable|structurally normal].",
             "[There are no abnormal findings|No abnormal finding|No abnormal findings].",
             "[Normal|Unremarkable] [appearances|appearance] of the brain[ for age|].",
             "[No abnormality|Nothing abnormal] [is|was] [detected|found|seen].",
             "[Normal|Unremarkable] examination."},
            {"The brain is abnormal.", "[There is|] an intracranial abnormality.",
             "[Abnormal|Pathological] [study|examination|findings|intracranial findings]."},
            {"intracranial abnormality"},
            {"[Normal|Unremarkable] [MRI of the brain|brain MRI|study|MRI head][ for age|].",
             "[No|There is no] [significant|acute|] intracranial abnormality.",
             "No [acute|significant] [abnormality|pathology|intracranial pathology].",
             "Normal [appearances|intracranial appearances|scan|examination]."},
            false};
}

} // namespace second_read::simulate
