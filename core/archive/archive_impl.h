#pragma once
/// What the files of this folder share of an open archive; not for other modules.

#include "archive/archive.h"
#include "archive/database.h"
#include "archive/index_folder.h"

namespace second_read::archive {

struct Archive::Impl {
    Mode mode = Mode::ReadOnly;
    std::unique_ptr<Database> database;
    examination::PackId pack;
    int dimension = 0;
    std::unique_ptr<IndexFolder> indexes;

    /// The row of an examination; nullopt when it is not there.
    Result<std::optional<std::int64_t>> rowOf(const std::string& id) const {
        SECOND_READ_TRY(statement, database->prepare("SELECT row FROM examination WHERE id = ?"));
        SECOND_READ_TRY(there, statement.bind(1, std::string_view(id)).step());
        if (!there) return std::optional<std::int64_t>();
        return std::optional<std::int64_t>(statement.integer(0));
    }
};

} // namespace second_read::archive
