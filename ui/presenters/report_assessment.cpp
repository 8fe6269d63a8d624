#include "presenters/report_assessment.h"

#include <algorithm>

namespace second_read::ui {

namespace {

bool blank(const std::u32string& text, Span span) {
    const auto end = std::min(span.end, text.size());
    for (auto i = span.begin; i < end; ++i)
        if (text[i] > U' ' && text[i] != U'\u00A0') return false;
    return true;
}

bool impressionIn(const report::Reading& reading, const std::u32string& text) {
    bool headings = false;
    for (const auto& section : reading.sections) {
        headings = headings || section.heading.end > section.heading.begin;
        if (section.kind == report::SectionKind::Conclusion && !blank(text, section.body)) return true;
    }
    return !headings && !reading.sentences.empty() && !blank(text, {0, text.size()});
}

MarkKind kindOf(Assertion assertion) {
    switch (assertion) {
    case Assertion::Affirmed:
        return MarkKind::Affirmed;
    case Assertion::Uncertain:
        return MarkKind::Uncertain;
    case Assertion::Negated:
    case Assertion::Historical:
    case Assertion::Absent:
        break;
    }
    return MarkKind::Negated;
}

} // namespace

Assessment assess(const AssessmentInput& input) {
    Assessment result;
    result.evidence = input.evidence;
    result.mismatches = identityMismatches(input.text, input.patient);
    const auto decoded = decodeUtf8(input.text);
    if (!input.rules) return result;

    const auto reading = input.rules->reader.read(input.text, {input.patient.sex, input.patient.age});
    const Utf16Table units(input.text);
    for (const auto& section : reading.sections)
        if (section.heading.end > section.heading.begin)
            result.marks.push_back({units.of(section.heading), MarkKind::Heading});
    for (const auto& mention : reading.mentions) {
        result.marks.push_back({units.of(mention.term), kindOf(mention.assertion)});
        if (mention.cue && mention.assertion == Assertion::Negated)
            result.marks.push_back({units.of(*mention.cue), MarkKind::Negated});
    }
    result.impressionWritten = impressionIn(reading, decoded);
    for (const auto& conflict : reading.conflicts) result.conflicts.push_back(conflict.message);
    result.read = !blank(decoded, {0, decoded.size()});

    // Another patient's report says nothing about these images, and a blank page is no report yet.
    const bool comparable = result.read && (result.mismatches.empty() || input.useNevertheless);
    auto evidence = comparable ? input.evidence : std::vector<examination::Evidence>{};
    if (comparable) {
        evidence::attachReport(result.evidence, reading);
        evidence = result.evidence;
    }
    if (input.abstained) return result;
    result.flags = evidence::flags(input.rules->catalogue, input.rules->calibration, evidence, reading);
    for (const auto& flag : result.flags) {
        auto& spans = result.flagSpans.emplace_back();
        for (const auto& span : flag.spans) spans.push_back(units.of(span));
    }
    return result;
}

} // namespace second_read::ui
