#include "panels/words.h"

#include <cmath>

#include <QAbstractButton>

#include "theme/theme.h"

namespace second_read::ui {

QString Words::side(Side side) {
    switch (side) {
    case Side::Left:
        return tr("left");
    case Side::Right:
        return tr("right");
    case Side::Bilateral:
        return tr("both sides");
    case Side::Midline:
        return tr("midline");
    }
    return {};
}

QString Words::percentile(double percentile) {
    if (percentile >= 99.95) return QStringLiteral(">99");
    return QString::number(static_cast<int>(std::floor(std::max(0.0, percentile))));
}

QString Words::similarity(double similarity, int decimals) {
    const double unit = std::pow(10.0, -decimals);
    if (std::abs(similarity) < unit / 2) similarity = 0;
    return QString::number(similarity, 'f', decimals);
}

QString Words::flags(int count) { return tr("%n flags", nullptr, count); }

QString Words::openFlags(int count) { return tr("%n open flags", nullptr, count); }

QString Words::studiesFound(int count) { return tr("%n studies found", nullptr, count); }

QString Words::filesUnusable(int count) { return tr("%n files not usable", nullptr, count); }

QString Words::contradictions(int count) {
    return count == 0 ? tr("no contradiction in the text")
                      : tr("%n contradictions in the text", nullptr, count);
}

QString Words::sexAndAge(const QString& sex, std::optional<int> age) {
    if (!age) return sex;
    if (sex.isEmpty()) return QString::number(*age);
    return sex + QChar(u' ') + QString::number(*age);
}

QString Words::cohort(const QString& cohort) {
    const auto colon = cohort.indexOf(QStringLiteral(": "));
    return colon < 0 ? cohort : cohort.mid(colon + 2);
}

QString Words::stage(const QString& stage) {
    if (stage == u"open") return tr("opening");
    if (stage == u"prepare") return tr("preparing");
    if (stage == u"encode") return tr("encoding");
    if (stage == u"score") return tr("scoring");
    if (stage == u"search") return tr("searching");
    if (stage == u"report") return tr("reading the report");
    if (stage == u"import") return tr("importing");
    return stage;
}

QString Words::stageDone(const QString& stage) {
    if (stage == u"open") return tr("opened");
    if (stage == u"prepare") return tr("prepared");
    if (stage == u"encode") return tr("encoded");
    if (stage == u"score") return tr("scored");
    if (stage == u"search") return tr("searched");
    if (stage == u"report") return tr("read");
    if (stage == u"total") return tr("in all");
    return stage;
}

QString Words::toolTip(const QString& text) {
    if (text.isEmpty()) return {};
    return QStringLiteral("<qt>") + text.toHtmlEscaped().replace(u'\n', QStringLiteral("<br>")) +
           QStringLiteral("</qt>");
}

void Words::makeLink(QAbstractButton* button) {
    button->setProperty("role", "link");
    button->setFont(smaller(button->font()));
    button->setFocusPolicy(Qt::TabFocus);
}

QFont Words::smaller(QFont font) {
    if (font.pixelSize() <= 0) { // a font that was set in points
        font.setPointSizeF(font.pointSizeF() * theme::kSmallPixels / theme::kTextPixels);
        return font;
    }
    font.setPixelSize(font.pixelSize() * theme::kSmallPixels / theme::kTextPixels);
    return font;
}

} // namespace second_read::ui
