#pragma once
/// The header of a DICOM file, parsed by DCMTK after our own walk has bounded it; pixels stay in the file.

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <Eigen/Core>
#include <dcmtk/dcmdata/dctk.h>

#include "base/error.h"
#include "study/byte_source.h"
#include "study/dicom_structure.h"

namespace second_read::study {

/// Reads of one item (the data set, or an item of a sequence). Absent, empty and unreadable values are
/// nullopt.
std::optional<double> numberAt(DcmItem& item, const DcmTagKey& tag, unsigned long index = 0);
std::optional<int> integerAt(DcmItem& item, const DcmTagKey& tag, unsigned long index = 0);
/// All values joined by a backslash, as they stand in the file, trimmed.
std::string rawTextAt(DcmItem& item, const DcmTagKey& tag);
std::vector<std::string> textsAt(DcmItem& item, const DcmTagKey& tag);
/// `count` numbers, or nullopt when there are fewer or one is not finite.
std::optional<std::vector<double>> numbersAt(DcmItem& item, const DcmTagKey& tag, unsigned long count);
/// The bytes of an OB, UN or other element without an own form.
std::string bytesAt(DcmItem& item, const DcmTagKey& tag);
/// Item `index` of a sequence, or nullptr.
DcmItem* itemAt(DcmItem& item, const DcmTagKey& sequence, unsigned long index = 0);
unsigned long itemsAt(DcmItem& item, const DcmTagKey& sequence);

/// The tag of a private element: its block is where the creator that begins with `creator` stands
/// (PS3.5 7.8.1).
std::optional<DcmTagKey> privateTag(DcmItem& item, std::uint16_t group, std::string_view creator,
                                    std::uint8_t element);

class DicomHeader {
public:
    /// The messages do not name the file: the caller does.
    static Result<DicomHeader> read(const std::filesystem::path& file);

    DcmItem& items() const { return *m_dataset; }
    const DicomStructure& structure() const { return m_structure; }
    ByteSource& source() { return m_source; }

    /// Text of a name or description as UTF-8, by the file's SpecificCharacterSet (PS3.3 C.12.1.1.2).
    std::string text(const DcmTagKey& tag) const;

private:
    DicomHeader(ByteSource source, DicomStructure structure, std::unique_ptr<DcmDataset> dataset)
        : m_source(std::move(source)), m_structure(std::move(structure)), m_dataset(std::move(dataset)) {}

    ByteSource m_source;
    DicomStructure m_structure;
    std::unique_ptr<DcmDataset> m_dataset;
};

} // namespace second_read::study
