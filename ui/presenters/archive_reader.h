#pragma once
/// The archive as the window sees it: its size, the pack it was made with, thumbnails. Read-only, on a thread
/// of its own; the search itself is the engine's.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "archive/archive.h"
#include "presenters/serial_worker.h"

namespace second_read::ui {

struct ArchiveFacts {
    std::filesystem::path folder;
    std::size_t size = 0;
    examination::PackId pack;
};

class ArchiveReader {
public:
    explicit ArchiveReader(Post post) : m_opened(std::make_shared<Opened>()), m_worker(std::move(post)) {}

    /// Opens it anew (its size may have changed) and says what it is.
    void open(std::filesystem::path folder, std::function<void(Result<ArchiveFacts>)> done) {
        m_worker.run<Result<ArchiveFacts>>(
            [folder = std::move(folder), opened = m_opened]() -> Result<ArchiveFacts> {
                opened->archive.reset();
                SECOND_READ_TRY(archive, archive::Archive::openForReading(folder));
                SECOND_READ_TRY(size, archive.size());
                const ArchiveFacts facts{folder, size, archive.pack()};
                opened->archive.emplace(std::move(archive));
                return facts;
            },
            std::move(done));
    }

    /// 128 x 128 grey values; empty when there is none.
    void thumbnail(std::string id, std::function<void(std::vector<std::uint8_t>)> done) {
        m_worker.run<std::vector<std::uint8_t>>(
            [id = std::move(id), opened = m_opened]() -> std::vector<std::uint8_t> {
                if (!opened->archive) return {};
                return opened->archive->thumbnail(id).value_or(std::vector<std::uint8_t>{});
            },
            std::move(done));
    }

    void drain() { m_worker.drain(); }

private:
    struct Opened {
        std::optional<archive::Archive> archive; ///< touched by the worker's thread alone
    };
    std::shared_ptr<Opened> m_opened;
    SerialWorker m_worker;
};

} // namespace second_read::ui
