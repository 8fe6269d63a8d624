#pragma once
/// How the window looks: dark, calm, dense. Three greys for text, one blue for evidence, one amber for
/// disagreement, green only for agreement. Blue and amber stay apart for colour-blind eyes (Okabe and Ito,
/// Color Universal Design, 2008), and colour is never the only sign.
///
/// Widgets name what they are by the dynamic property "role", which theme.qss styles:
///   "title" a panel's heading, "quiet" second line in small type, "faint" third grey for hints,
///   "below" a small sign over a list: there is more,
///   "note" one sentence that needs eyes (amber edge), "heading" and "patient" larger type,
///   "panel" the surface of a panel, "bar" of a line at the edge, "viewer" black behind images,
///   "link" a button that looks like text, "primary" the one suggested button.
/// Hand-painted things take the colours below.

#include <QColor>

class QApplication;
class QWidget;

namespace second_read::ui::theme {

inline const QColor window{0x0d, 0x10, 0x14};   ///< behind everything
inline const QColor panel{0x11, 0x15, 0x1a};    ///< surface of a panel
inline const QColor raised{0x1b, 0x21, 0x28};   ///< fields, cards
inline const QColor selected{0x1d, 0x2b, 0x39}; ///< the current row
inline const QColor line{0x23, 0x2a, 0x32};     ///< hairlines
inline const QColor text{0xdd, 0xe2, 0xe8};
inline const QColor quiet{0x95, 0xa0, 0xac}; ///< 7:1 on panel
inline const QColor faint{0x6d, 0x78, 0x84}; ///< 4.2:1 on panel: large or secondary only
inline const QColor evidence{0x5b, 0xb0, 0xf0};
inline const QColor evidenceDim{0x24, 0x4a, 0x68};
inline const QColor flag{0xf2, 0xa9, 0x3b};
inline const QColor flagDim{0x2a, 0x22, 0x14};
inline const QColor agreement{0x62, 0xb5, 0x8f};
inline const QColor marker = evidence; ///< the ring around a peak
inline const QColor referenceLine{0x62, 0xb5, 0x8f, 0xb0};
inline const QColor measure{0xe8, 0xe0, 0x74};

/// Points of text; titles and body differ by weight and colour, not size.
inline constexpr int kTextPixels = 12;
inline constexpr int kSmallPixels = 11;

/// Style sheet, palette, font and the window's icon. Once, before the first widget. `scale`: 1, 1.25, 1.5, 2.
void apply(QApplication& application, double scale = 1.0);

} // namespace second_read::ui::theme
