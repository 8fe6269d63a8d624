#include "presenters/hanging.h"

#include <algorithm>
#include <tuple>

#include "presenters/json_text.h"

namespace second_read::ui {
namespace {

constexpr const char* kLayoutNames[] = {"1x1", "1x2", "2x2", "3x3"}; ///< in the order of Layout

auto rank(const examination::Series& series) {
    return std::tuple(!series.eligible, series.plane != "axial", -series.confidence, -series.images);
}

} // namespace

int rowsOf(Layout layout) { return layout == Layout::ThreeByThree ? 3 : layout == Layout::TwoByTwo ? 2 : 1; }

int columnsOf(Layout layout) {
    return layout == Layout::ThreeByThree ? 3 : layout == Layout::OneByOne ? 1 : 2;
}

const char* nameOf(Layout layout) { return kLayoutNames[static_cast<std::size_t>(layout)]; }

std::optional<Layout> layoutOf(std::string_view name) {
    const auto found = std::find(std::begin(kLayoutNames), std::end(kLayoutNames), name);
    if (found == std::end(kLayoutNames)) return std::nullopt;
    return static_cast<Layout>(found - std::begin(kLayoutNames));
}

Result<Hanging> readHanging(const std::filesystem::path& file) {
    SECOND_READ_TRY(json, readJson(file, 1 << 20));
    auto wrong = [&](const char* key) {
        return fail(ErrorCode::Corrupt,
                    file.string() + ": \"" + key + "\" is missing or not what it should be");
    };
    if (!json.is_object() || !json.contains("name") || !json["name"].is_string()) return wrong("name");
    const auto layout = layoutOf(textIn(json, "layout"));
    if (!layout) return wrong("layout");
    if (!json.contains("order") || !json["order"].is_array()) return wrong("order");
    Hanging hanging;
    hanging.name = json["name"].get<std::string>();
    hanging.layout = *layout;
    for (const auto& entry : json["order"]) {
        const auto sequence = entry.is_string() ? sequenceOf(entry.get<std::string>()) : std::nullopt;
        if (!sequence) return wrong("order");
        hanging.order.push_back(*sequence);
    }
    return hanging;
}

std::vector<std::size_t> hang(const Hanging& hanging, const examination::Study& study) {
    std::vector<std::size_t> rest;
    for (std::size_t i = 0; i < study.series.size(); ++i)
        if (study.series[i].images > 0) rest.push_back(i);
    std::vector<std::size_t> order;
    for (const Sequence sequence : hanging.order) {
        auto best = rest.end();
        for (auto it = rest.begin(); it != rest.end(); ++it)
            if (study.series[*it].sequence == sequence &&
                (best == rest.end() || rank(study.series[*it]) < rank(study.series[*best])))
                best = it;
        if (best == rest.end()) continue;
        order.push_back(*best);
        rest.erase(best);
    }
    // Label maps and the like go last; all else as it stands in the study.
    std::stable_partition(rest.begin(), rest.end(), [&](std::size_t i) { return study.series[i].eligible; });
    order.insert(order.end(), rest.begin(), rest.end());
    return order;
}

} // namespace second_read::ui
