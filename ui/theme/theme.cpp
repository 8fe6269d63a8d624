#include "theme/theme.h"

#include <QApplication>
#include <QFile>
#include <QFontDatabase>
#include <QIcon>
#include <QPalette>
#include <QRegularExpression>
#include <QStyleFactory>

namespace second_read::ui::theme {
namespace {

/// "12px" becomes "18px" at scale 1.5; hairlines of one pixel stay.
QString scaled(QString sheet, double scale) {
    static const QRegularExpression pixels(QStringLiteral("(\\d+)px"));
    QString result;
    qsizetype from = 0;
    for (auto matches = pixels.globalMatch(sheet); matches.hasNext();) {
        const auto match = matches.next();
        const int size = match.captured(1).toInt();
        result += sheet.mid(from, match.capturedStart() - from) +
                  QString::number(size <= 1 ? size : qRound(size * scale)) + QStringLiteral("px");
        from = match.capturedEnd();
    }
    return result + sheet.mid(from);
}

} // namespace

void apply(QApplication& application, double scale) {
    application.setWindowIcon(QIcon(QStringLiteral(":/icons/second-read.png")));
    application.setStyle(QStyleFactory::create(QStringLiteral("Fusion")));

    QFont font = application.font();
    for (const char* family : {"Inter", "Noto Sans", "Open Sans", "DejaVu Sans"})
        if (QFontDatabase::hasFamily(QLatin1String(family))) {
            font.setFamily(QLatin1String(family));
            break;
        }
    font.setPixelSize(qRound(kTextPixels * scale));
    application.setFont(font);

    QPalette palette;
    palette.setColor(QPalette::Window, panel);
    palette.setColor(QPalette::WindowText, text);
    palette.setColor(QPalette::Base, panel);
    palette.setColor(QPalette::AlternateBase, raised);
    palette.setColor(QPalette::Text, text);
    palette.setColor(QPalette::PlaceholderText, faint);
    palette.setColor(QPalette::Button, raised);
    palette.setColor(QPalette::ButtonText, text);
    palette.setColor(QPalette::BrightText, flag);
    palette.setColor(QPalette::Highlight, selected);
    palette.setColor(QPalette::HighlightedText, text);
    palette.setColor(QPalette::Link, evidence);
    palette.setColor(QPalette::ToolTipBase, raised);
    palette.setColor(QPalette::ToolTipText, text);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, faint);
    application.setPalette(palette);

    QFile sheet(QStringLiteral(":/theme/theme.qss"));
    if (sheet.open(QIODevice::ReadOnly))
        application.setStyleSheet(scaled(QString::fromUtf8(sheet.readAll()), scale));
}

} // namespace second_read::ui::theme
