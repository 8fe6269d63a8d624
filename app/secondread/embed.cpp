#include <istream>

#include "base/utf8.h"
#include "command.h"
#include "standard_input.h"

namespace second_read::app {
namespace {

struct EmbedOptions {};

Result<Outcome> run(const EmbedOptions&, const Common& common) {
    constexpr std::size_t kLongestLine = 1 << 20;
    constexpr std::size_t kBatch = 256;
    SECOND_READ_TRY(pack, openPack(common));
    Outcome outcome;
    outcome.linesOnly = true;
    std::vector<std::string> texts;
    const auto flush = [&]() -> Result<void> {
        SECOND_READ_CHECK(common.job.checkpoint("embed", 0));
        SECOND_READ_TRY(embeddings, pack.embed(texts));
        for (std::size_t i = 0; i < texts.size(); ++i)
            outcome.text += nlohmann::json{{"text", texts[i]}, {"embedding", embeddings[i]}}.dump() + "\n";
        texts.clear();
        return {};
    };
    StandardInput input(common.job.stop);
    std::istream lines(&input);
    std::string line;
    for (std::size_t number = 1; std::getline(lines, line); ++number) {
        if (line.size() > kLongestLine)
            return fail(ErrorCode::Unsupported,
                        "line " + std::to_string(number) + " of standard input is longer than 1 MB");
        if (looksBinary(line))
            return fail(ErrorCode::Unsupported,
                        "line " + std::to_string(number) + " of standard input is no text");
        if (!line.empty() && line.back() == '\r') line.pop_back();
        texts.push_back(decodeText(line));
        if (texts.size() == kBatch) SECOND_READ_CHECK(flush());
    }
    SECOND_READ_CHECK(flush()); // a stop request ended the input: it is noticed here
    return outcome;
}

} // namespace

void addEmbed(CLI::App& program, Run& chosen) {
    addCommand(program, chosen, "embed", "Embeds texts from standard input, a line each",
               "embed <<< 'acute infarct in the left MCA territory'", std::make_shared<EmbedOptions>(), run);
}

} // namespace second_read::app
