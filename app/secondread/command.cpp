#include "command.h"

#include "base/files.h"

namespace second_read::app {

Result<std::filesystem::path> chosenPack(const Common& common) {
    if (!common.pack.empty()) return common.pack;
    SECOND_READ_TRY(models, shippedFolder("models"));
    return models / "brain-mri";
}

Result<pack::Pack> openPack(const Common& common) {
    SECOND_READ_TRY(folder, chosenPack(common));
    return pack::Pack::open(folder, common.device);
}

int exitCodeOf(const Error& error) {
    switch (error.code) {
    case ErrorCode::Cancelled:
        return 130;
    case ErrorCode::Internal:
        return 4;
    default:
        return 1;
    }
}

} // namespace second_read::app
