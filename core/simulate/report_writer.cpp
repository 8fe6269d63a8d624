#include <algorithm>
#include <array>
#include <cmath>

#include "base/joined.h"
#include "simulate/lexicon.h"
#include "simulate/random.h"
#include "simulate/report.h"
#include "simulate/simulator.h"

namespace second_read::simulate {
namespace {

/// How one person writes; each site has four writers of its own.
struct Writer {
    bool american = false, terse = false, numbered = false, capitals = false, centimetres = false,
         technique = true, comparison = true, sectionless = false, lists = true;
    double hedging = 0.1, normals = 0.5, slips = 0.0;
    int heading = 0;
};

Writer writerOf(const std::string& site, Random& random) {
    const int place = site.empty() ? 0 : (site[0] - 'A') & 3;
    Random habit(0x57726974, static_cast<std::uint64_t>(
                                 place * 8 + random.integer(0, 3))); // the same person, report after report
    Writer w;
    w.american = place == 1 ? habit.chance(0.9) : place == 3 ? habit.chance(0.5) : habit.chance(0.08);
    w.terse = habit.chance(place == 2 ? 0.7 : 0.3);
    w.numbered = habit.chance(0.4), w.capitals = habit.chance(0.6),
    w.centimetres = habit.chance(w.american ? 0.7 : 0.25);
    w.technique = habit.chance(0.75), w.comparison = habit.chance(0.6),
    w.sectionless = place == 2 && habit.chance(0.4), w.lists = habit.chance(0.6);
    w.hedging = habit.uniform(0.03, 0.3),
    w.normals = w.terse ? habit.uniform(0.05, 0.3) : habit.uniform(0.2, 0.7),
    w.slips = habit.chance(0.3) ? 0.03 : 0.0;
    w.heading = habit.integer(0, 4);
    return w;
}

/// "Fazekas 2, lacunes" -> "2"; where nobody graded it, any.
std::string gradeOf(const Truth& truth) {
    const auto digit = truth.subtype.find_first_of("0123");
    return digit == std::string::npos ? "[1|2|3]" : truth.subtype.substr(digit, 1);
}

Slots slotsOf(const Truth& truth, const Writer& writer, Random& random) {
    Slots slots;
    const Lexicon& lexicon = lexiconOf(truth.finding);
    const SubtypeWords* words = wordsOf(truth.finding, truth.subtype);
    const std::string noun =
        expandPart(words ? random.of(words->nouns) : random.of(lexicon.nouns), {}, random);
    slots["noun"] = noun, slots["bare"] = withoutArticle(noun), slots["by"] = withoutArticle(noun);
    const bool focal = lexicon.focal && !(truth.subtype == "embolic" && truth.side == Side::Bilateral);
    fillPlace(slots, lexicon.focal ? std::optional(truth.side) : std::nullopt,
              focal ? std::string_view(truth.place) : std::string_view(), random);
    slots["size"] = sizeText(truth.volumeMl, writer.centimetres, random);
    slots["grade"] = gradeOf(truth);
    return slots;
}

std::string hedged(std::string sentence, Random& random) {
    static constexpr std::array<std::string_view, 6> kDoubt{"Possible: ", "Probable: ",  "? ",
                                                            "Query ",     "Suspected: ", "Likely: "};
    const bool capital = sentence.size() > 1 && sentence[1] >= 'A' && sentence[1] <= 'Z';
    if (!capital && !sentence.empty())
        sentence[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(sentence[0])));
    return std::string(random.of(kDoubt)) + sentence;
}

std::string describe(const Truth& truth, const Writer& writer, Random& random) {
    const Lexicon& lexicon = lexiconOf(truth.finding);
    const SubtypeWords* words = wordsOf(truth.finding, truth.subtype);
    // General sentences name what a subtype may contradict (a ring-enhancing subdural): only where that
    // cannot be.
    const bool general = !words || words->said.empty() ||
                         ((truth.finding == "acute_stroke" || truth.finding == "encephalomalacia") &&
                          truth.subtype != "embolic" && random.chance(0.3));
    const auto& patterns = general ? lexicon.said : words->said;
    return expand(random.of(patterns), slotsOf(truth, writer, random), random);
}

bool isPresent(const Examination& e, std::string_view finding) {
    return std::any_of(e.findings.begin(), e.findings.end(),
                       [&](const Truth& t) { return t.finding == finding; });
}

constexpr std::string_view kPrior =
    "[the previous study|the previous MRI|the prior MRI|the last examination|the MRI of last year|the MRI of "
    "[January|March|May|June|September|November] [2012|2013|2015|2016]]";

/// Only what does not change within years, and something of it is reported.
bool isOfLongStanding(const Examination& e) {
    bool any = false;
    for (const Truth& truth : e.findings) {
        if (!truth.reported) continue;
        any = true;
        if (truth.finding != "small_vessel_disease" && truth.finding != "encephalomalacia" &&
            truth.finding != "atrophy" && truth.subtype != "cavernoma" && truth.subtype != "arachnoid cyst" &&
            truth.subtype != "developmental venous anomaly")
            return false;
    }
    return any;
}

/// What may honestly be denied: nothing that is there, nothing that would contradict what is.
std::vector<std::string_view> deniable(const Examination& e) {
    std::vector<std::string_view> list;
    const bool abscess = std::any_of(e.findings.begin(), e.findings.end(),
                                     [](const Truth& t) { return t.subtype == "abscess"; });
    for (const std::string_view id :
         {"acute_stroke", "haemorrhage", "mass", "hydrocephalus", "meningioma", "atrophy",
          "small_vessel_disease", "white_matter_inflammation", "encephalomalacia", "vascular_abnormality"}) {
        if (isPresent(e, id)) continue;
        if (id == "acute_stroke" && abscess) continue;
        if (id == "atrophy" && isPresent(e, "hydrocephalus")) continue;
        if (id == "hydrocephalus" && isPresent(e, "atrophy")) continue;
        if (id == "small_vessel_disease" && isPresent(e, "white_matter_inflammation")) continue;
        if (id == "encephalomalacia" &&
            (isPresent(e, "white_matter_inflammation") || isPresent(e, "small_vessel_disease")))
            continue;
        if (id == "haemorrhage" && isPresent(e, "vascular_abnormality")) continue;
        list.push_back(id);
    }
    return list;
}

/// How often each is denied when it is not there (reports deny what kills first).
double denialRate(std::string_view finding) {
    if (finding == "acute_stroke" || finding == "haemorrhage") return 0.75;
    if (finding == "mass" || finding == "hydrocephalus") return 0.65;
    if (finding == "atrophy" || finding == "small_vessel_disease" || finding == "vascular_abnormality")
        return 0.3;
    return 0.13;
}

std::vector<ReportLine> denials(const Examination& e, const Writer& writer, Random& random) {
    std::vector<ReportLine> sentences;
    std::vector<std::string> listed;
    std::string all; // the findings that a list denies, for those who change reports
    for (const auto id : deniable(e)) {
        if (!random.chance(denialRate(id) * (writer.terse ? 0.7 : 1))) continue;
        const Lexicon& lexicon = lexiconOf(id);
        if (writer.lists && random.chance(0.6)) {
            listed.push_back(expandPart(random.of(lexicon.deniedNouns), {}, random));
            all += (all.empty() ? "" : ",") + std::string(id);
        } else
            sentences.push_back({std::string(id), false, denyingSentence(lexicon, random)});
    }
    if (listed.empty()) return sentences;
    const std::string last = listed.back();
    listed.pop_back();
    const std::string what = listed.empty() ? last : joined(listed, ", ") + " or " + last;
    sentences.insert(
        sentences.begin(),
        {all, false,
         expand("[No|There is no|No evidence of|There is no evidence of] " + what + ".", {}, random)});
    return sentences;
}

std::string clinicalDetails(const Examination& e, Random& random) {
    std::string finding =
        e.findings.empty() || random.chance(0.35) ? "" : e.findings[random.below(e.findings.size())].finding;
    std::string_view reason =
        "[Headache|Headaches|Chronic headache|Dizziness|Memory problems|Seizure|First "
        "seizure|Collapse|Confusion|Visual disturbance|Paraesthesia|Unsteady gait|Tinnitus|Follow-up]{more}";
    if (finding == "acute_stroke")
        reason = "[Sudden|Acute] [onset|] [hemiparesis|dysphasia|facial droop|weakness|ataxia|visual loss]. "
                 "[? Stroke|Query stroke|? CVA|Stroke call|TIA clinic].";
    if (finding == "haemorrhage")
        reason = "[Sudden severe headache|Fall with head injury|Reduced GCS|On anticoagulants, "
                 "collapse|Hypertension, drowsy]. [? Bleed|? Haemorrhage|].";
    if (finding == "mass" || finding == "meningioma")
        reason = "[New seizure|Progressive headache|Personality change|Morning headache and vomiting|Known "
                 "lung cancer|Known breast cancer|Hearing loss]. [? SOL|? Space-occupying lesion|? "
                 "Metastases|? Tumour|].";
    if (finding == "hydrocephalus")
        reason = "[Gait disturbance and incontinence|Headache and papilloedema|Cognitive decline, falls]. [? "
                 "NPH|? Hydrocephalus|].";
    if (finding == "atrophy" || finding == "small_vessel_disease")
        reason = "[Cognitive decline|Memory loss|Memory clinic|Vascular risk factors|Falls]. [? Dementia|? "
                 "Vascular dementia|? Cause|].";
    if (finding == "white_matter_inflammation")
        reason = "[Optic neuritis|Sensory disturbance|Numbness in legs|Known relapsing disease|Fatigue and "
                 "diplopia]. [? MS|? Demyelination|].";
    const std::string who =
        e.age > 0
            ? std::to_string(e.age) + random.pick({" year old ", " y/o ", "-year-old "}) +
                  (e.sex == "F" ? random.pick({"woman", "female"}) : random.pick({"man", "male"})) + ". "
            : "";
    return (random.chance(0.4) ? who : "") +
           expand(reason,
                  {{"more", "[ for 3 weeks| for 2 months|, worsening|]. [? Cause|Normal examination|Please "
                            "exclude pathology|]."}},
                  random);
}

std::string techniqueText(const Examination& e, Random& random) {
    std::vector<std::string> names;
    for (const auto& [sequence, volume] : e.series) {
        const std::string name(nameOf(sequence));
        names.push_back(sequence == Sequence::T1Gd  ? "post-contrast T1"
                        : sequence == Sequence::DWI ? random.pick({"DWI", "diffusion-weighted"})
                                                    : name);
    }
    if (names.empty()) return expand("[Standard|Routine] MRI brain protocol.", {}, random);
    return expand(
        "[Multiplanar|Multisequence|Axial and sagittal|Standard|Routine] [MRI|MR imaging] of the brain: " +
            joined(names, ", ") + "[ sequences|].",
        {}, random);
}

/// Rare typing and dictation slips: a letter lost in a long word, never in a side or a negation.
std::string slipped(std::string text, double rate, Random& random) {
    if (rate <= 0 || !random.chance(rate * 8)) return text;
    const std::size_t from = random.below(std::max<std::size_t>(text.size(), 1));
    std::size_t start = text.find(' ', from);
    if (start == std::string::npos) return text;
    ++start;
    const std::size_t end = text.find_first_of(" .,;\n", start);
    if (end == std::string::npos || end - start < 8 || text.compare(start, 5, "right") == 0 ||
        text.compare(start, 4, "left") == 0)
        return text;
    text.erase(start + 3 + random.below(end - start - 5), 1);
    return text;
}

constexpr std::array<std::array<const char*, 5>, 5> kHeadings{
    {{"Clinical details", "Technique", "Comparison", "Findings", "Conclusion"},
     {"Indication", "Technique", "Comparison", "Findings", "Impression"},
     {"Clinical information", "Protocol", "Previous imaging", "Report", "Opinion"},
     {"History", "Procedure", "Comparison", "Findings", "Conclusion"},
     {"Clinical indication", "Technique", "Comparison studies", "Findings", "Impression"}}};

} // namespace

WrittenReport composeReport(const Examination& e, std::uint64_t seed) {
    Random random(seed, 77);
    const Writer writer = writerOf(e.site, random);
    WrittenReport report;
    report.american = writer.american, report.numbered = writer.numbered;
    const auto heading = [&](std::size_t which) {
        std::string name = kHeadings[static_cast<std::size_t>(writer.heading)][which];
        if (writer.capitals)
            std::transform(name.begin(), name.end(), name.begin(),
                           [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
        return name + ":";
    };
    const auto shuffle = [&](std::vector<ReportLine>& lines) {
        for (std::size_t i = lines.size(); i > 1; --i) std::swap(lines[i - 1], lines[random.below(i)]);
    };
    auto& body = report.body;
    for (const auto& truth : e.findings) {
        if (!truth.reported || (truth.finding == "mass" && truth.subtype == "meningioma")) continue;
        const bool doubt = random.chance(writer.hedging);
        body.push_back({truth.finding, true, describe(truth, writer, random)});
        const SubtypeWords* words = wordsOf(truth.finding, truth.subtype);
        const auto& closings =
            words && !words->concluded.empty() ? words->concluded : lexiconOf(truth.finding).concluded;
        const std::string closing = expand(random.of(closings), slotsOf(truth, writer, random), random);
        report.conclusion.push_back({truth.finding, true, doubt ? hedged(closing, random) : closing});
    }
    shuffle(body);
    const bool nothing = body.empty();
    const std::size_t positives = body.size();
    const auto denied = denials(e, writer, random);
    std::vector<ReportLine> normal;
    for (const auto pattern : normalStatements())
        if (random.chance(writer.normals * 0.35) &&
            (nothing || pattern.find("grey-white") == std::string_view::npos))
            normal.push_back({"", false, expand(pattern, {}, random)});
    if (random.chance(0.3))
        if (const auto& aside = random.of(incidentals()); aside.variant.empty())
            normal.push_back({"", false, expand(aside.said, {}, random)});
    for (const auto& aside : incidentals())
        if (std::find(e.variants.begin(), e.variants.end(), aside.variant) != e.variants.end() &&
            random.chance(0.4))
            normal.push_back({"", false, expand(aside.said, {}, random)});
    shuffle(normal);
    if (nothing) body.push_back({"normal", true, expand(random.of(lexiconOf("normal").said), {}, random)});
    if (random.chance(0.04) && !isPresent(e, "haemorrhage"))
        body.push_back({"", false,
                        expand("[The previously seen|The previous] [subdural collection|haematoma] has "
                               "[resolved|cleared completely].",
                               {}, random)});
    const bool compared = isOfLongStanding(e) && writer.comparison && random.chance(0.4);
    if (compared)
        body.push_back(
            {"", false, expand(random.of(comparisons()), {{"prior", std::string(kPrior)}}, random)});
    body.insert(body.end(), denied.begin(), denied.end());
    body.insert(random.chance(0.7) ? body.end() : body.begin() + static_cast<std::ptrdiff_t>(positives),
                normal.begin(), normal.end());
    if (report.conclusion.empty())
        report.conclusion.push_back(
            {"normal", true, expand(random.of(lexiconOf("normal").concluded), {}, random)});

    report.gap = writer.sectionless ? " " : writer.terse || random.chance(0.3) ? "\n" : " ";
    if (writer.sectionless) {
        if (random.chance(0.4)) report.conclusion.clear();
    } else {
        report.opening = heading(0) + (random.chance(0.5) ? "\n" : " ") + clinicalDetails(e, random) + "\n\n";
        if (writer.technique) report.opening += heading(1) + " " + techniqueText(e, random) + "\n\n";
        if (writer.comparison)
            report.opening += heading(2) + " " +
                              expand(compared ? "[Previous MRI|Prior MRI|MRI, previous study]"
                                              : "[None|None available|No previous imaging|No prior "
                                                "studies|CT head of the same day|Previous MRI]",
                                     {}, random) +
                              ".\n\n";
        report.findingsHeading = heading(3), report.conclusionHeading = heading(4);
    }
    if (!body.empty() && writer.slips > 0) {
        auto& line = body[random.below(body.size())];
        line.text = slipped(line.text, writer.slips, random);
    }
    return report;
}

std::string rendered(const WrittenReport& report) {
    std::string text = report.opening;
    if (!report.findingsHeading.empty()) text += report.findingsHeading + "\n";
    for (std::size_t i = 0; i < report.body.size(); ++i)
        text += (i > 0 ? report.gap : "") + report.body[i].text;
    text += "\n";
    if (!report.conclusion.empty()) text += "\n";
    if (!report.conclusionHeading.empty() && !report.conclusion.empty())
        text += report.conclusionHeading + "\n";
    const bool numbered =
        report.numbered && report.conclusion.size() > 1 && !report.conclusionHeading.empty();
    for (std::size_t i = 0; i < report.conclusion.size(); ++i)
        text += numbered ? std::to_string(i + 1) + ". " + report.conclusion[i].text + "\n"
                         : (i > 0 ? " " : "") + report.conclusion[i].text;
    if (!report.conclusion.empty() && !numbered) text += "\n";
    return report.american ? americanised(text) : text;
}

std::string writeReport(const Examination& examination, std::uint64_t seed) {
    return rendered(composeReport(examination, seed));
}

std::string affirmingSentence(const Truth& truth, bool american, std::uint64_t seed) {
    Random random(seed, 79);
    Writer writer;
    writer.american = american;
    return describe(truth, writer, random);
}

} // namespace second_read::simulate
