#include "command.h"

#include "base/files.h"

namespace second_read::app {

std::filesystem::path packFolder(const Common& common) {
    if (!common.pack.empty()) return common.pack;
    const auto models = shippedFolder("models");
    return models ? *models / "brain-mri" : std::filesystem::path("models/brain-mri");
}

Result<pack::Pack> openPack(const Common& common) {
    if (common.pack.empty()) SECOND_READ_CHECK(shippedFolder("models"));
    return pack::Pack::open(packFolder(common), common.device);
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
