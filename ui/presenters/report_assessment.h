#pragma once
/// What follows from a report's text and the evidence: computed anew at every pause in typing, away from the
/// UI thread, from plain values alone.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "catalogue/catalogue.h"
#include "evidence/flags.h"
#include "presenters/report_identity.h"
#include "presenters/utf16.h"

namespace second_read::ui {

/// The words and thresholds that a text is read with; shared, never changed once made.
struct ReadingRules {
    catalogue::Catalogue catalogue;
    examination::Calibration calibration;
    report::ReportReader reader;

    ReadingRules(catalogue::Catalogue words, examination::Calibration thresholds)
        : catalogue(std::move(words)), calibration(std::move(thresholds)),
          reader(evidence::termsOf(catalogue)) {}
};

struct AssessmentInput {
    std::shared_ptr<const ReadingRules> rules; ///< null: no words known, the text is not read
    std::string text;                          ///< UTF-8
    examination::Patient patient;
    std::vector<examination::Evidence> evidence; ///< empty: not analysed, or abstained
    bool abstained = false;       ///< the analysis says nothing of this study: nothing is flagged
    bool useNevertheless = false; ///< the reader said that the report does belong to this patient
};

enum class MarkKind { Heading, Affirmed, Uncertain, Negated, Flagged };

struct Mark {
    Utf16Span span;
    MarkKind kind = MarkKind::Affirmed;
    bool operator==(const Mark&) const = default;
};

struct Assessment {
    std::vector<examination::Evidence>
        evidence; ///< with what the report says, unless it is another patient's or empty
    std::vector<examination::Flag> flags; ///< worst first
    std::vector<Mark> marks;              ///< headings and findings terms; flagged spans come with the flags
    std::vector<std::vector<Utf16Span>> flagSpans; ///< as many as flags
    std::vector<std::string> conflicts;            ///< what the text contradicts in itself, a sentence each
    std::vector<IdentityMismatch> mismatches;
    bool impressionWritten = false; ///< a conclusion stands; in a text without headings, any sentence
    bool read = false;              ///< there were rules and text to read
};

Assessment assess(const AssessmentInput& input);

} // namespace second_read::ui
