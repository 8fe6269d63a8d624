#include "engine/protocol.h"

#include <limits>

namespace second_read::engine {
namespace {

using nlohmann::json;

constexpr std::size_t kLongestLine = 64ULL << 20;

/// Text from DICOM or a report may be malformed; it must not keep an answer from arriving.
std::string line(const json& message) {
    return message.dump(-1, ' ', /*ensure_ascii=*/false, json::error_handler_t::replace);
}

Result<json> parseMessage(std::string_view text) {
    if (text.size() > kLongestLine)
        return fail(ErrorCode::Corrupt, "a message of the engine is longer than 64 MB");
    SECOND_READ_TRY(message, parseJson(text, "a message of the engine"));
    if (!message.is_object()) return fail(ErrorCode::Corrupt, "a message of the engine is not a JSON object");
    return message;
}

Result<int> idOf(const json& message) {
    const auto id = message.find("id");
    if (id == message.end() || !id->is_number_integer())
        return fail(ErrorCode::Corrupt, "a message of the engine has no whole number as its id");
    const auto value = id->is_number_unsigned() && id->get<std::uint64_t>() > std::numeric_limits<int>::max()
                           ? std::int64_t{-1}
                           : id->get<std::int64_t>();
    if (value < 0 || value > std::numeric_limits<int>::max())
        return fail(ErrorCode::Corrupt, "a message of the engine has an id outside 0 to 2147483647");
    return static_cast<int>(value);
}

Result<Progress> progressOf(const json& content) {
    const auto number = [&](const char* key) {
        const auto found = content.find(key);
        return found != content.end() && found->is_number() ? found->get<double>() : 0.0;
    };
    if (!content.is_object() || !content.contains("stage") || !content["stage"].is_string())
        return fail(ErrorCode::Corrupt, "a progress message of the engine names no stage");
    return Progress{content["stage"].get<std::string>(), number("fraction"), number("ms")};
}

Result<Error> errorOf(const json& content) {
    const auto isText = [&](const char* key) { return content.contains(key) && content[key].is_string(); };
    if (!content.is_object() || !isText("code") || !isText("message"))
        return fail(ErrorCode::Corrupt, "an error message of the engine lacks its code or its text");
    return Error{errorCodeOf(content["code"].get<std::string>()), content["message"].get<std::string>()};
}

struct ContentWriter {
    json& message;
    void operator()(const Progress& now) const {
        message["progress"] = {{"stage", now.stage}, {"fraction", now.fraction}, {"ms", now.ms}};
    }
    void operator()(const json& result) const { message["result"] = result; }
    void operator()(const Error& error) const {
        message["error"] = {{"code", nameOf(error.code)}, {"message", error.message}};
    }
};

} // namespace

std::string encode(const Request& request) {
    return line({{"id", request.id}, {"method", request.method}, {"params", request.params}});
}

std::string encode(const Reply& reply) {
    json message = {{"id", reply.id}};
    std::visit(ContentWriter{message}, reply.content);
    return line(message);
}

Result<Request> parseRequest(std::string_view text) {
    SECOND_READ_TRY(message, parseMessage(text));
    SECOND_READ_TRY(id, idOf(message));
    const auto method = message.find("method");
    if (method == message.end() || !method->is_string())
        return fail(ErrorCode::Corrupt, "a request to the engine names no method");
    auto params = message.value("params", json::object());
    if (params.is_null()) params = json::object();
    if (!params.is_object())
        return fail(ErrorCode::Corrupt, "the params of a request to the engine are not an object");
    return Request{id, method->get<std::string>(), std::move(params)};
}

Result<Reply> parseReply(std::string_view text) {
    SECOND_READ_TRY(message, parseMessage(text));
    SECOND_READ_TRY(id, idOf(message));
    if (message.contains("result")) return Reply{id, std::move(message["result"])};
    if (message.contains("error")) {
        SECOND_READ_TRY(error, errorOf(message["error"]));
        return Reply{id, std::move(error)};
    }
    if (message.contains("progress")) {
        SECOND_READ_TRY(progress, progressOf(message["progress"]));
        return Reply{id, std::move(progress)};
    }
    return fail(ErrorCode::Corrupt, "a reply of the engine holds no progress, result or error");
}

} // namespace second_read::engine
