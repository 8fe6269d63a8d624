#pragma once
/// The reader's language for values that several panels show. Always whole phrases, so that they can be
/// translated.

#include <optional>

#include <QCoreApplication>
#include <QFont>
#include <QString>

#include "base/words.h"

class QAbstractButton;

namespace second_read::ui {

/// Names the context for lupdate and keeps what panels share in one place.
class Words {
    Q_DECLARE_TR_FUNCTIONS(Words)
public:
    static QString side(Side side);
    /// "99"; 100 of a finite cohort is ">99", for one examination more could lie above.
    static QString percentile(double percentile);
    /// "0.91", "-0.04": two decimals, never "-0.00".
    static QString similarity(double similarity, int decimals = 2);
    // Counts in words; their English forms for one are in translations/second_read_en.ts.
    static QString flags(int count);     ///< "1 flag", "9 flags"
    static QString openFlags(int count); ///< "1 open flag"
    static QString studiesFound(int count);
    static QString filesUnusable(int count);
    static QString contradictions(int count); ///< "no contradiction in the text"
    /// "F 47"; empty when neither is known.
    static QString sexAndAge(const QString& sex, std::optional<int> age);
    /// "500 simulated normal examinations" of "shipped: 500 simulated normal examinations".
    static QString cohort(const QString& cohort);
    /// "encode" -> "encoding"; unknown stages as they are.
    static QString stage(const QString& stage);
    /// What a stage took, as a verb: "encode" -> "encoded".
    static QString stageDone(const QString& stage);
    /// A tool tip that shows `text` as it is, whatever it looks like: it is data, never markup.
    static QString toolTip(const QString& text);
    /// A flat button in a panel's small type.
    static void makeLink(QAbstractButton* button);
    /// One size under the widget's own type.
    static QFont smaller(QFont font);
};

} // namespace second_read::ui
