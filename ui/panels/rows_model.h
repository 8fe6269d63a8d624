#pragma once
/// The rows of a presenter's state for a list view. The delegate paints from the state itself; this model
/// tells the view which rows there are, and gives each a text for the tool tip and for those who listen
/// instead of looking.

#include <functional>
#include <string>
#include <vector>

#include <QAbstractListModel>

#include "panels/words.h"

namespace second_read::ui {

class RowsModel : public QAbstractListModel {
    Q_OBJECT
public:
    /// `role` is Qt::DisplayRole (the whole row as one sentence) or Qt::ToolTipRole.
    using Text = std::function<QString(int row, int role)>;

    RowsModel(Text text, QObject* parent) : QAbstractListModel(parent), m_text(std::move(text)) {}

    /// Keeps selection and scroll position when the rows are the same ones as before.
    void sync(std::vector<std::string> ids) {
        if (ids == m_ids) {
            if (!m_ids.empty()) Q_EMIT dataChanged(index(0), index(static_cast<int>(m_ids.size()) - 1));
            return;
        }
        beginResetModel();
        m_ids = std::move(ids);
        endResetModel();
    }

    int rowCount(const QModelIndex& parent = {}) const override {
        return parent.isValid() ? 0 : static_cast<int>(m_ids.size());
    }
    QVariant data(const QModelIndex& index, int role) const override {
        if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return {};
        const QString text = m_text(index.row(), role);
        return role == Qt::ToolTipRole ? Words::toolTip(text) : text;
    }

private:
    Text m_text;
    std::vector<std::string> m_ids;
};

} // namespace second_read::ui
