#include "presenters/report_identity.h"

#include <cstdlib>
#include <optional>

#include <QRegularExpression>
#include <QString>
#include <QStringList>

namespace second_read::ui {

namespace {

constexpr int kHeaderLines = 40;
constexpr int kLineLength = 400;

struct Stated {
    std::optional<QString> name, id, sex, age;
};

/// Values end where the next label begins, at two blanks, a tab, a bar or a semicolon.
Stated statedIn(const QString& text) {
    // "Referring physician name:" and "Accession ID:" are not the patient's: bare words count at a line's or
    // field's start.
    static const QRegularExpression label(
        QStringLiteral(
            R"((?:(?:^|[\s|;,(])(patient(?:'s)?(?:[ _]name)?|patient[ _]?(?:id|identifier|number)|mrn|pid|sex|gender|age))"
            R"(|(?:^\s*|[|;,(\t]\s*|\s{2,})(name|id|identifier))\s*[:=]\s*)"),
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression end(QStringLiteral(R"(\s{2,}|[\t|;])"));
    Stated stated;
    int lines = 0;
    for (const auto& whole : QStringView(text).tokenize(u'\n')) {
        if (++lines > kHeaderLines) break;
        const QString line = whole.left(kLineLength).toString();
        QList<QRegularExpressionMatch> matches;
        for (auto it = label.globalMatch(line); it.hasNext();) matches.push_back(it.next());
        for (qsizetype i = 0; i < matches.size(); ++i) {
            const auto from = matches[i].capturedEnd();
            const auto to = i + 1 < matches.size() ? matches[i + 1].capturedStart() : line.size();
            QString value = line.mid(from, to - from);
            if (const auto cut = end.match(value); cut.hasMatch()) value.truncate(cut.capturedStart());
            value = value.trimmed();
            while (value.endsWith(u',') || value.endsWith(u'.') || value.endsWith(u')')) value.chop(1);
            if (value.isEmpty()) continue;
            const QString key = (matches[i].captured(1) + matches[i].captured(2)).toLower();
            auto& slot = key.contains(u"sex") || key.contains(u"gender")                     ? stated.sex
                         : key == u"age"                                                     ? stated.age
                         : key.contains(u"name") || key == u"patient" || key == u"patient's" ? stated.name
                                                                                             : stated.id;
            if (!slot) slot = value;
        }
    }
    return stated;
}

/// "Müller^Änne" -> {"muller", "anne"}; titles are no part of a name.
QStringList wordsOfName(const QString& name) {
    static const QStringList titles{QStringLiteral("mr"),   QStringLiteral("mrs"), QStringLiteral("ms"),
                                    QStringLiteral("miss"), QStringLiteral("dr"),  QStringLiteral("prof")};
    QString folded;
    for (const QChar c : name.normalized(QString::NormalizationForm_KD))
        if (c.isLetterOrNumber())
            folded += c.toCaseFolded();
        else if (!c.isMark() && c != u'\'' && c != u'-')
            folded += u' ';
    QStringList words = folded.split(u' ', Qt::SkipEmptyParts);
    words.removeIf([](const QString& word) { return titles.contains(word); });
    return words;
}

bool namesAgree(const QString& a, const QString& b) {
    auto shorter = wordsOfName(a), longer = wordsOfName(b);
    if (shorter.size() > longer.size()) std::swap(shorter, longer);
    if (shorter.isEmpty()) return true; // nothing that could contradict
    for (const auto& word : shorter) {
        qsizetype found = -1;
        for (qsizetype i = 0; i < longer.size() && found < 0; ++i)
            if (longer[i] == word || (word.size() == 1 && longer[i].startsWith(word)) ||
                (longer[i].size() == 1 && word.startsWith(longer[i])))
                found = i;
        if (found < 0) return false;
        longer.removeAt(found);
    }
    return true;
}

QString foldedId(const QString& id) {
    QString folded;
    for (const QChar c : id)
        if (c.isLetterOrNumber()) folded += c.toUpper();
    qsizetype zeros = 0;
    while (zeros + 1 < folded.size() && folded[zeros] == u'0')
        ++zeros; // leading zeros come and go between systems
    return folded.mid(zeros);
}

/// 'M', 'F', or 0 for what says neither.
char sexOf(const QString& word) {
    const QString folded = word.toLower();
    if (folded == u"m" || folded.startsWith(u"male") || folded.startsWith(u"man")) return 'M';
    if (folded == u"f" || folded.startsWith(u"female") || folded.startsWith(u"woman")) return 'F';
    return 0;
}

std::optional<int> yearsOf(const QString& text) {
    static const QRegularExpression years(QStringLiteral(R"(^0*(\d{1,3})\s*(?:y|yr|yrs|years?|$|[^\d]))"),
                                          QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression shorter(QStringLiteral(R"(^\d+\s*(?:m|w|d)\b|month|week|day)"),
                                            QRegularExpression::CaseInsensitiveOption);
    if (shorter.match(text).hasMatch()) return 0;
    const auto match = years.match(text);
    return match.hasMatch() ? std::optional<int>(match.captured(1).toInt()) : std::nullopt;
}

} // namespace

std::vector<IdentityMismatch> identityMismatches(std::string_view reportUtf8,
                                                 const examination::Patient& patient) {
    const Stated stated =
        statedIn(QString::fromUtf8(reportUtf8.data(), static_cast<qsizetype>(reportUtf8.size())));
    std::vector<IdentityMismatch> found;
    const auto add = [&found](IdentityField field, const QString& inReport, std::string inStudy) {
        found.push_back({field, inReport.toStdString(), std::move(inStudy)});
    };
    if (stated.name && patient.name && !namesAgree(*stated.name, QString::fromStdString(*patient.name)))
        add(IdentityField::Name, *stated.name, *patient.name);
    if (stated.id && patient.id && !patient.id->empty() &&
        foldedId(*stated.id) != foldedId(QString::fromStdString(*patient.id)))
        add(IdentityField::Id, *stated.id, *patient.id);
    if (stated.sex && patient.sex) {
        const char inReport = sexOf(*stated.sex), inStudy = sexOf(QString::fromStdString(*patient.sex));
        if (inReport && inStudy && inReport != inStudy) add(IdentityField::Sex, *stated.sex, *patient.sex);
    }
    if (stated.age && patient.age) {
        const auto years = yearsOf(*stated.age);
        if (years && std::abs(*years - *patient.age) > 1)
            add(IdentityField::Age, *stated.age, std::to_string(*patient.age));
    }
    return found;
}

} // namespace second_read::ui
