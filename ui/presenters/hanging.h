#pragma once
/// Which series hang where when a study is opened: resources/hanging/*.json.
///
/// {"name": "Brain", "layout": "2x2", "order": ["FLAIR", "DWI", "T2", "T1", "T1+Gd", "SWI"]}

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/words.h"
#include "examination/examination.h"

namespace second_read::ui {

enum class Layout { OneByOne, OneByTwo, TwoByTwo, ThreeByThree };
int rowsOf(Layout layout);
int columnsOf(Layout layout);
/// "1x1", "1x2", "2x2", "3x3".
const char* nameOf(Layout layout);
std::optional<Layout> layoutOf(std::string_view name);

struct Hanging {
    std::string name;
    Layout layout = Layout::TwoByTwo;
    std::vector<Sequence> order;
};

/// Corrupt: no such file of ours; the message names the key.
Result<Hanging> readHanging(const std::filesystem::path& file);

/// Indices into study.series, in the order in which they fill the viewports and the list: the sequences in
/// the hanging's order, then the rest as it stands in the study. Of several series of one sequence an
/// eligible axial one is first, then the surest, then the one with most images; the others follow after each
/// wanted sequence had its turn. Series with no images at all never hang.
std::vector<std::size_t> hang(const Hanging& hanging, const examination::Study& study);

} // namespace second_read::ui
