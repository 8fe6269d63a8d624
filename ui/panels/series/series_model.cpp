#include "panels/series/series_model.h"

#include <algorithm>

#include <QMimeData>

#include "panels/viewports/viewport_widget.h"

namespace second_read::ui {

SeriesModel::SeriesModel(StudyPresenter& studies, LayoutPresenter& layout, QObject* parent)
    : QAbstractListModel(parent), m_studies(studies), m_layout(layout) {}

void SeriesModel::refresh() {
    std::vector<SeriesRow> rows = seriesRows(m_studies, m_layout);
    const bool same =
        rows.size() == m_rows.size() &&
        std::equal(rows.begin(), rows.end(), m_rows.begin(), [](const SeriesRow& a, const SeriesRow& b) {
            return a.heading == b.heading && a.key == b.key && a.role == b.role && a.title == b.title;
        });
    if (same) { // keeps selection and scroll position
        m_rows = std::move(rows);
        if (!m_rows.empty()) Q_EMIT dataChanged(index(0), index(rowCount() - 1));
        return;
    }
    beginResetModel();
    m_rows = std::move(rows);
    std::erase_if(m_pictures, [&](const auto& kept) { return !m_studies.facts(kept.first); });
    endResetModel();
}

QPixmap SeriesModel::thumbnail(int index) const {
    const SeriesRow& entry = row(index);
    if (const auto kept = m_pictures.find(entry.key); kept != m_pictures.end()) return kept->second;
    const GreyImage* grey = entry.heading ? nullptr : m_studies.thumbnail(entry.key);
    if (!grey || grey->width == 0) return {};
    const QImage image(grey->pixels.data(), grey->width, grey->height, grey->width,
                       QImage::Format_Grayscale8);
    return m_pictures[entry.key] = QPixmap::fromImage(image);
}

int SeriesModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant SeriesModel::data(const QModelIndex& index, int role) const {
    const SeriesRow& entry = row(index.row());
    if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole)
        return QString::fromStdString(entry.title + ", " + entry.extent + ", " + entry.detail);
    if (role == Qt::ToolTipRole) {
        QStringList lines{QString::fromStdString(entry.title), QString::fromStdString(entry.detail)};
        lines[0] += QLatin1String("  ") + QString::fromStdString(entry.extent);
        for (const std::string& warning : entry.warnings) lines << QString::fromStdString(warning);
        if (const examination::Series* facts = entry.heading ? nullptr : m_studies.facts(entry.key))
            lines << QString::fromStdString(facts->description)
                  << tr("%1 × %2 × %3, %4")
                         .arg(facts->matrix[0])
                         .arg(facts->matrix[1])
                         .arg(facts->matrix[2])
                         .arg(QString::fromStdString(spacingText(*facts)));
        lines.removeAll(QString());
        return lines.join(QLatin1Char('\n'))
            .toHtmlEscaped()
            .replace(QLatin1Char('\n'), QStringLiteral("<br>"));
    }
    return {};
}

Qt::ItemFlags SeriesModel::flags(const QModelIndex& index) const {
    const Qt::ItemFlags base = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    return index.isValid() && !row(index.row()).heading ? base | Qt::ItemIsDragEnabled : base;
}

QStringList SeriesModel::mimeTypes() const { return {QLatin1String(kSeriesMime)}; }

QMimeData* SeriesModel::mimeData(const QModelIndexList& indexes) const {
    if (indexes.isEmpty() || row(indexes.first().row()).heading) return nullptr;
    auto* data = new QMimeData;
    data->setData(QLatin1String(kSeriesMime), encodeSeries(row(indexes.first().row()).key));
    return data;
}

} // namespace second_read::ui
