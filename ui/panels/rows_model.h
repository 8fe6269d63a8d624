#pragma once
/// The rows of a presenter's state in a list. The delegate paints from the state itself; this model tells the
/// list which rows there are and which is selected, gives each a text for the tool tip and for those who
/// listen instead of looking, and hands back what the reader selects.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <QAbstractListModel>
#include <QListView>

#include "panels/words.h"

namespace second_read::ui {

class RowsModel : public QAbstractListModel {
    Q_OBJECT
public:
    /// `role` is Qt::DisplayRole (the whole row as one sentence) or Qt::ToolTipRole.
    using Text = std::function<QString(int row, int role)>;

    std::function<void(std::size_t row)> selected; ///< the reader moved to a row; silent about show()

    /// Owned by the list's parent.
    RowsModel(QListView* list, Text text)
        : QAbstractListModel(list->parent()), m_list(list), m_text(std::move(text)) {
        m_list->setModel(this);
        connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
                [this](const QModelIndex& current) {
                    if (!m_showing && current.isValid() && selected)
                        selected(static_cast<std::size_t>(current.row()));
                });
    }

    /// Keeps the scroll position when the rows are the same ones as before.
    template <class Row>
    void show(const std::vector<Row>& rows, std::string Row::*id, std::optional<std::size_t> current) {
        std::vector<std::string> ids;
        for (const Row& row : rows) ids.push_back(row.*id);
        m_showing = true;
        sync(std::move(ids));
        if (current)
            m_list->setCurrentIndex(index(static_cast<int>(*current)));
        else
            m_list->clearSelection();
        m_showing = false;
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
    void sync(std::vector<std::string> ids) {
        if (ids == m_ids) {
            if (!m_ids.empty()) Q_EMIT dataChanged(index(0), index(static_cast<int>(m_ids.size()) - 1));
            return;
        }
        beginResetModel();
        m_ids = std::move(ids);
        endResetModel();
    }

    QListView* m_list;
    Text m_text;
    std::vector<std::string> m_ids;
    bool m_showing = false;
};

} // namespace second_read::ui
