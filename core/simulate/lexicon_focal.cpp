// Words for the findings that have a place.
#include "simulate/lexicon_parts.h"

namespace second_read::simulate {

Lexicon strokeWords() {
    return {
        "acute_stroke",
        {"an [acute|recent|fresh] [infarct|infarction|ischaemic infarct|ischaemic lesion|ischaemic stroke]",
         "an area of [acute|recent] ischaemia",
         "an area of [restricted diffusion|diffusion restriction] [in keeping|consistent] with "
         "[acute|recent] infarction",
         "[acute|recent] [infarction|ischaemia|ischaemic change]", "an evolving infarct",
         "a subacute infarct", "an [acute|early subacute] [ischaemic|embolic] insult",
         "an [acute|recent] stroke", "cytotoxic oedema from [recent|acute] ischaemia",
         "a focus of [high|increased] DWI signal with [low ADC|a corresponding ADC drop|matching ADC "
         "reduction], in keeping with [acute|recent] infarction",
         "a region of reduced diffusivity typical of a [recent vascular event|fresh ischaemic event]",
         "an acute vascular territory infarct", "[recently|acutely] infarcted [brain|parenchyma|tissue]"},
        {"[High|Increased|Bright|Hyperintense] [signal|lesion] on [DWI|diffusion-weighted imaging|the b1000 "
         "images] with [corresponding|matching] [low ADC|ADC reduction|drop in ADC]{where}[, in keeping "
         "with| consistent with|, compatible with] [an acute|a recent] infarct.",
         "[There is|] [restricted diffusion|diffusion restriction|reduced diffusion]{where}[, in keeping "
         "with acute infarction|, consistent with recent ischaemia|, representing acute ischaemia|, "
         "indicating a fresh infarct|].",
         "The {adj} [cortex and subcortical white matter|region|parenchyma] [shows|demonstrates|exhibits] "
         "[true diffusion restriction|restricted diffusion|high b1000 signal and low ADC], [indicating|in "
         "keeping with|suggesting] [acute infarction|recent ischaemia].",
         "[Acute|Recent|Fresh] {adj} [infarct|ischaemic infarct|ischaemia|infarction] [measuring {size}|].",
         "[DWI|The diffusion sequence|Diffusion imaging] [is positive|shows a lesion|shows an ischaemic "
         "focus]{where}[ with low ADC values|].",
         "[Swelling|Gyral swelling|Sulcal effacement] and [high|increased] [FLAIR|T2] signal{where} with "
         "restricted diffusion, [in keeping with|consistent with] [a subacute|an acute] infarct.",
         "{Where}there is [a wedge-shaped|a cortically based|a well-defined|an ill-defined] area of "
         "[diffusion restriction|reduced ADC|high DWI signal], [consistent with|typical of] [an acute|a "
         "recent] infarct.",
         "[Appearances|Findings] [are in keeping with|are those of|indicate|are consistent with] [an acute|a "
         "recent] {adj} [infarct|stroke|ischaemic event].",
         "[Multiple|Several|Scattered] [small|punctate] foci of [restricted diffusion|acute "
         "ischaemia]{where}, [probably|likely] embolic.",
         "[A small|A lacunar|A tiny] [acute|recent] infarct [is seen|is present|lies|is noted]{where}.",
         "[Evidence of|There is evidence of] [recent|acute] [infarction|ischaemia]{where}.",
         "The patient has [had|suffered] [an acute|a recent] {adj} stroke.",
         "DWI/ADC mismatch-free bright lesion{where}, [fresh|hours to days old].",
         "[Brain tissue|Parenchyma]{where} [is ischaemic|is infarcting|shows acute ischaemic injury], with "
         "[cellular swelling|cytotoxic oedema] on [DWI|diffusion imaging].",
         "[Occlusion|Loss of the normal flow void] upstream with [a downstream|an established] infarct "
         "core{where}."},
        {"[There is no|No] [evidence of|] [acute|recent] [infarct|infarction|ischaemia|ischaemic "
         "change|stroke].",
         "[There is no|No] [restricted diffusion|diffusion restriction|abnormal diffusion|area of restricted "
         "diffusion|focus of diffusion restriction]{nowhere}.",
         "[DWI|Diffusion-weighted imaging|The diffusion sequence] [is normal|is unremarkable|is "
         "negative|shows no abnormality|shows no acute lesion].",
         "[No|There is no] DWI [evidence|sign] of [acute|recent] [ischaemia|infarction|stroke].",
         "[Acute|Recent] [infarction|ischaemia|infarct] is [not seen|excluded|not demonstrated|not "
         "identified].",
         "[No|Without] [signs|evidence] of [acute|recent|fresh] [ischaemia|infarction].",
         "[There is|] nothing to suggest [a recent|an acute] [infarct|stroke|vascular event].",
         "Diffusion is [free|unrestricted|normal] throughout[ the brain|].",
         "[There are|] no areas of [restricted|reduced] diffusion to [suggest|indicate] [acute|recent] "
         "[infarction|ischaemia].",
         "[Diffusion-weighted images|DWI] and ADC [map|maps] [are|appear] [normal|unremarkable].",
         "No [acute|recent] territorial or lacunar infarct."},
        {"acute infarct", "acute infarction", "recent ischaemia", "restricted diffusion", "acute ischaemia",
         "recent infarct"},
        {"[Acute|Recent] {adj} [infarct|infarction|ischaemic stroke].",
         "[Acute|Recent|Fresh] infarct{where}.",
         "[Findings|Appearances] in keeping with [an acute|a recent] {adj} infarct.",
         "{adj} [stroke|infarct], [acute|recent]. [Stroke team informed|Urgent clinical review advised|]."},
        true};
}

Lexicon haemorrhageWords() {
    return {"haemorrhage",
            {"a [haemorrhage|haematoma|bleed]",
             "an [acute|subacute|] [intracranial|intracerebral|parenchymal] [haemorrhage|haematoma|bleed]",
             "[a collection|a focus|an area] of [blood|blood products|extravasated blood]",
             "[blood products|haemorrhagic products|blood degradation products]",
             "an [intra-axial|intraparenchymal] [haematoma|haemorrhage]",
             "[haemosiderin deposition|haemosiderin staining] from [previous|old|earlier] haemorrhage",
             "a [haemorrhagic lesion|haemorrhagic focus]", "a [clot|blood clot|large clot]",
             "[extravasation into the brain substance|a focus of extravasated red cells|a ferritin-stained "
             "focus]"},
            {"[Blooming|Marked susceptibility|Low signal] on [SWI|the susceptibility-weighted "
             "images|T2*|gradient echo]{where}[, in keeping with| consistent with|, compatible with] "
             "[haemorrhage|blood products|a haematoma].",
             "[T1 shortening|Intrinsic T1 hyperintensity|High T1 signal]{where}, [representing|in keeping "
             "with|consistent with] [subacute blood|methaemoglobin|a subacute haematoma].",
             "{adj} [haematoma|haemorrhage|bleed] [measuring {size}|] [with surrounding oedema|with mild "
             "mass effect|with a rim of oedema|].",
             "[There has been|There is evidence of] [recent|] [bleeding|haemorrhage|an intracranial "
             "bleed]{where}.",
             "[Appearances|Findings] [are in keeping with|are those of|indicate] {noun}{where}.",
             "The {adj} [lesion|focus|collection] [shows|contains] [blood products|susceptibility "
             "artefact|haemosiderin], [indicating|in keeping with] [haemorrhage|a haematoma].",
             "{Where}there is [a mixed-signal|a heterogeneous|a T2 dark] [haematoma|bleed|haemorrhage] [of "
             "{size}|].",
             "[Parenchymal|Intracerebral] [blood|bleed]{where}[, likely hypertensive|, query amyloid "
             "angiopathy|].",
             "[Layering|Extra-vascular] blood [is|can be] [seen|noted]{where}."},
            {"[There is no|No] [evidence of|] [intracranial|acute|recent|] "
             "[haemorrhage|bleed|haematoma|blood products|blood].",
             "[No|There are no] [blood products|susceptibility artefacts|areas of blooming|foci of "
             "susceptibility] [on SWI|on the T2* images|on gradient echo imaging|].",
             "[Haemorrhage|Intracranial haemorrhage|Bleeding] is [not seen|excluded|not demonstrated].",
             "[SWI|T2*|The susceptibility-weighted sequence] [is|appears] [normal|unremarkable|clear of "
             "blood products].",
             "[No|There is no] [intra- or extra-axial|parenchymal or extra-axial|intra or extraaxial] "
             "[haemorrhage|collection|blood].",
             "[No|There is no] [abnormal susceptibility|susceptibility signal loss|haemosiderin] to "
             "[suggest|indicate] [previous|] haemorrhage.",
             "[No|There are no] microbleeds.", "[No|There is no] subdural [collection|haematoma].",
             "[Without|No] signs of [bleeding|haemorrhage]."},
            {"haemorrhage", "intracranial haemorrhage", "blood products", "haematoma", "bleed",
             "extra-axial collection"},
            {"{adj} [haematoma|haemorrhage|intracranial haemorrhage].", "[Haemorrhage|Haematoma]{where}.",
             "[Acute|Subacute|] {adj} [bleed|haemorrhage][. Neurosurgical opinion advised|]."},
            true};
}

Lexicon massWords() {
    return {
        "mass",
        {"a [mass|mass lesion|space-occupying lesion|tumour|neoplasm]",
         "an [intra-axial|intrinsic|infiltrative|expansile] [mass|tumour|lesion]",
         "a [heterogeneous|heterogeneously enhancing|necrotic|solid|partly cystic] [mass|tumour|neoplasm]",
         "a [glioma|glial tumour|primary brain tumour|high-grade glioma|low-grade glioma]",
         "a [metastasis|metastatic deposit|secondary deposit]",
         "an [intracranial|cerebral] [neoplasm|tumour]",
         "a [space occupying process|neoplastic process|growth]", "an [expansile|expanding] process",
         "a [sizeable|bulky|large] [tumour|mass]"},
        {"{noun} [measuring|of] {size} [is|lies] [centred|located]{where}[ with surrounding oedema|, with "
         "mass effect|].",
         "[Expansile|Infiltrative|Mass-like] [T2|FLAIR|T2/FLAIR] [hyperintensity|signal abnormality]{where}, "
         "[in keeping with|suspicious for|concerning for] [a primary brain tumour|a glioma|a neoplasm].",
         "{Where}there is {noun} [with ring enhancement|with irregular peripheral enhancement|with central "
         "necrosis|with marked vasogenic oedema|and midline shift|].",
         "[Space-occupying lesion|Mass|Tumour]{where}[, {size}|][, with effacement of the adjacent sulci|, "
         "with compression of the ipsilateral ventricle|].",
         "The {adj} [lesion|mass|tumour] [enhances|shows enhancement|enhances avidly|enhances irregularly] "
         "[and|,] [measures {size}|is associated with oedema|causes midline shift].",
         "[Appearances|Findings] [are in keeping with|are suspicious for|favour|suggest|are those of] "
         "{noun}{where}.",
         "[Vasogenic oedema|Perilesional oedema] surrounds {noun}{where}.",
         "[A ring-enhancing|An irregularly enhancing|A rim-enhancing|A nodular enhancing] lesion [is seen|is "
         "present|is noted|is demonstrated]{where}[, measuring {size}|].",
         "[Neoplastic|Tumorous] [tissue|infiltration]{where}.",
         "{adj} [tumour|mass|space-occupying lesion|neoplasm] [with mass effect|with surrounding vasogenic "
         "oedema|, {size},|]."},
        {"[There is no|No] [evidence of|] [a|] [mass|mass lesion|space-occupying lesion|space occupying "
         "lesion|tumour|intracranial mass|neoplasm].",
         "[No|There is no] [intra- or extra-axial|intracranial|focal|parenchymal] [mass|mass lesion|tumour].",
         "[No|There is no] [abnormal|pathological] [enhancement|contrast enhancement] [to suggest a "
         "neoplasm|or mass|or space-occupying lesion].",
         "[No|There is no] mass effect or [midline shift|mass lesion|space-occupying lesion].",
         "[A mass|A tumour|A space-occupying lesion] is [not seen|excluded|not demonstrated|not identified].",
         "[Nothing|There is nothing] to suggest [a tumour|an intracranial mass|a neoplasm|metastatic "
         "disease].",
         "[No|There are no] [metastases|metastatic deposits|enhancing lesions|focal mass lesions].",
         "[No|Without] [signs|evidence] of [tumour|neoplasm|intracranial metastasis]."},
        {"mass", "mass lesion", "space-occupying lesion", "tumour", "mass effect", "intracranial mass",
         "abnormal enhancement"},
        {"{adj} [mass|tumour|space-occupying lesion][, likely {by}|].",
         "[Mass|Tumour|Space-occupying lesion]{where}[, suspicious for {by}|].",
         "[Findings|Appearances] [suspicious for|concerning for|in keeping with] {by}{where}[. "
         "Neuro-oncology MDT referral advised|. Further characterisation recommended|]."},
        true};
}

Lexicon meningiomaWords() {
    return {
        "meningioma",
        {"a [meningioma|dural-based meningioma]",
         "an extra-axial [mass|lesion] [in keeping with|typical of|consistent with] a meningioma",
         "a [dural-based|durally based|dura-based] [enhancing|] [mass|tumour|lesion]",
         "a [meningeal tumour|meningothelial tumour|tumour of the meninges]",
         "an avidly enhancing [dural|extra-axial] [tumour|mass] with a dural tail",
         "a meningioma [en plaque|]"},
        {"{noun} [measuring|of] {size} [is seen|is present|arises]{where}.",
         "[Homogeneously|Avidly|Uniformly] enhancing [extra-axial|dural-based] [mass|lesion]{where} with a "
         "[dural tail|broad dural base], [in keeping with|typical of|consistent with] a meningioma.",
         "{Where}there is {noun} [of {size}|] [indenting|compressing|displacing] the [adjacent|underlying] "
         "[brain|cortex].",
         "{adj} meningioma [measuring {size}|] [without oedema|with adjacent oedema|with mild mass effect|].",
         "[Appearances|Findings] [are in keeping with|are typical of|suggest] [a meningioma|a dural-based "
         "tumour]{where}.",
         "The {adj} [extra-axial lesion|dural mass] has a [CSF cleft|broad dural attachment] and [enhances "
         "homogeneously|enhances avidly], [in keeping with|suggesting] a meningioma.",
         "[Known|Incidental] meningioma{where}[, {size}|]."},
        {"[There is no|No] [evidence of|] [a|] meningioma.",
         "[No|There is no] [extra-axial mass|dural-based lesion|extra-axial lesion|meningeal tumour|dural "
         "mass].",
         "[Meningioma|A meningioma] is [not seen|excluded|not demonstrated].",
         "[No|There is no] [abnormal|] [dural|meningeal] [enhancement|thickening|tumour].",
         "[The dura|The meninges] [is|appear] [unremarkable|normal], without [meningioma|a dural mass]."},
        {"meningioma", "extra-axial mass", "dural-based lesion", "meningeal enhancement"},
        {"{adj} meningioma[, {size}|].", "Meningioma{where}[ without surrounding oedema|].",
         "[Appearances|Findings] [in keeping with|typical of] a meningioma{where}[. Interval follow-up "
         "suggested|. Neurosurgical referral suggested|]."},
        true};
}

Lexicon cavityWords() {
    return {
        "encephalomalacia",
        {"[encephalomalacia|encephalomalacic change|cystic encephalomalacia]",
         "an area of [encephalomalacia|encephalomalacia and gliosis|established parenchymal loss]",
         "an [old|established|mature|chronic|remote] [infarct|territorial infarct|infarction]",
         "a [gliotic scar|gliotic cavity|CSF-filled cavity|post-ischaemic cavity|parenchymal defect]",
         "[gliosis and volume loss|focal volume loss with gliosis|cystic gliosis]",
         "a [post-surgical cavity|resection cavity|porencephalic cavity]",
         "[chronic|old|long-standing] [ischaemic damage|brain damage|post-traumatic damage] with cavitation",
         "[tissue loss|focal parenchymal loss] from [a previous|an old] [insult|stroke|injury]"},
        {"[Established|Mature|Old|Chronic] {adj} [infarct|infarction|ischaemic damage] with "
         "[encephalomalacia|gliosis|ex vacuo dilatation of the ventricle|cavitation].",
         "[CSF-equivalent|Fluid-equivalent] [cavity|signal]{where} with a [gliotic rim|rim of FLAIR "
         "hyperintensity|margin of gliosis], [in keeping with|consistent with|representing] "
         "[encephalomalacia|an old infarct].",
         "{Where}there is {noun} [with ex vacuo enlargement of the adjacent ventricle|with surrounding "
         "gliosis|, unchanged|].",
         "[Volume loss|Parenchymal loss] and gliosis{where}[, the sequela of a previous infarct|, from a "
         "previous insult|, long-standing].",
         "The {adj} [brain|parenchyma|cortex] is [scarred|lost|replaced by CSF|cavitated] [after a previous "
         "infarct|following previous surgery|from an old injury|].",
         "[Appearances|Findings] [are in keeping with|are those of|represent] {noun}{where}.",
         "[Sequelae|Residua] of [a previous|an old] [infarct|injury|operation]{where}[ with cavitation|].",
         "[Porencephalic|Cystic] change{where}."},
        {"[There is no|No] [evidence of|] [encephalomalacia|old infarct|established infarct|mature "
         "infarct|focal gliosis].",
         "[No|There is no] [area of|] [established|previous|old] [infarction|parenchymal damage|cortical "
         "infarct].",
         "[No|There is no] [focal|regional] [parenchymal loss|volume loss|cavitation|gliosis].",
         "[Old infarction|Encephalomalacia|Gliosis] is [not seen|not demonstrated].",
         "[No|There are no] [sequelae|residua] of [previous infarction|an old stroke|a previous injury].",
         "[No|There is no] [cavity|porencephalic cyst|gliotic scar]."},
        {"encephalomalacia", "old infarct", "established infarct", "gliosis", "parenchymal loss"},
        {"[Old|Established|Chronic|Mature] {adj} [infarct|infarction|encephalomalacia].",
         "[Encephalomalacia|Gliosis and encephalomalacia|An old infarct]{where}.",
         "[Long-standing|Established] {adj} [damage|encephalomalacia|infarction], [no acute "
         "component|unchanged]."},
        true};
}

Lexicon vascularWords() {
    return {"vascular_abnormality",
            {"a [vascular malformation|vascular abnormality|vascular lesion]",
             "a [cavernoma|cavernous malformation|cavernous haemangioma|cavernous angioma]",
             "an [aneurysm|intracranial aneurysm|saccular aneurysm|berry aneurysm]",
             "an [arteriovenous malformation|AVM|AVM nidus]",
             "a [developmental venous anomaly|DVA|venous angioma]",
             "an abnormal [tangle of vessels|vascular structure|flow void]",
             "[a knot of dilated channels|a spoke-wheel of draining channels|an ectatic outpouching of the "
             "vessel "
             "wall|a raspberry-like lesion with a ferritin ring]"},
            {"[A popcorn-like|A mulberry-like|A reticulated] lesion with a [haemosiderin rim|dark SWI "
             "rim|complete low-signal rim]{where}, [typical of|in keeping with|consistent with] a "
             "[cavernoma|cavernous malformation].",
             "[A saccular|A rounded|A lobulated] [outpouching|flow void]{where}, [in keeping with|suspicious "
             "for|suggestive of] an aneurysm[ measuring {size}|].",
             "[Serpiginous|Tortuous|Tangled] [flow voids|vessels]{where}, [in keeping with|suggesting] an "
             "[AVM|arteriovenous malformation].",
             "[Radially arranged|Caput medusae-like|Converging] [enhancing veins|medullary veins]{where}, "
             "[in keeping with|typical of] a [developmental venous anomaly|DVA|venous angioma].",
             "{adj} [cavernoma|AVM|developmental venous anomaly|vascular malformation] [measuring {size}|] "
             "[without acute haemorrhage|].",
             "{Where}there is {noun}[ of {size}|].",
             "[Appearances|Findings] [are in keeping with|are typical of|represent] {noun}{where}.",
             "[Abnormal|Enlarged] [vessels|vascular channels]{where}[, query AVM|]."},
            {"[There is no|No] [evidence of|] [a|] [vascular malformation|vascular "
             "abnormality|aneurysm|cavernoma|arteriovenous malformation|AVM].",
             "[The|] [normal|major] [intracranial|] [flow voids|vascular flow voids|arterial flow voids] are "
             "[preserved|maintained|present|normal].",
             "[No|There are no] [abnormal|prominent|enlarged] [vessels|flow voids].",
             "[No|There is no] [aneurysm or vascular malformation|aneurysmal dilatation|venous sinus "
             "thrombosis|vessel occlusion].",
             "[The|] [circle of Willis|intracranial vessels|dural venous sinuses] [is|appear] "
             "[normal|unremarkable|patent].",
             "[An aneurysm|A vascular malformation|An AVM] is [not seen|excluded|not demonstrated]."},
            {"vascular malformation", "aneurysm", "vascular abnormality", "venous sinus thrombosis", "AVM"},
            {"{adj} {by}.", "{by}{where}[, no acute haemorrhage|].",
             "[Findings|Appearances] [in keeping with|typical of] {by}{where}[. Neurovascular follow-up "
             "suggested|]."},
            true};
}

} // namespace second_read::simulate
