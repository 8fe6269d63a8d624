#pragma once
/// The engine's protocol: JSON lines between the window and the process that holds the models.
///
///   in   {"id", "method", "params"}   methods: analyse, search, embed, import, localise, pack, cancel
///   out  {"id", "progress": {"stage", "fraction", "ms"}}   any number of times, then one of
///        {"id", "result": ...}   {"id", "error": {"code", "message"}}
///
/// `code` is nameOf(ErrorCode).
///
///   analyse {path, studyUid?, report?, archive?, queries?: [text]} -> Analysis
///   search {text | (path, studyUid?, samePatient?), archive, top?} -> {query, results, ms}
///   embed {texts} -> {results: [{text, embedding}]}, in the order of the texts
///   import {paths, archive, reports?} -> {imported, updated, skipped, failed, left_out}
///   localise {path, studyUid?, seriesUid, stack, finding | text} -> {map: NIfTI path, peak_lps}
///   pack {} -> {id, version, device, dimension, findings, sequences, verified, calibration, catalogue}
///   cancel {id: of the request to stop} -> {cancelled}; that request then ends with "cancelled"

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/error.h"
#include "base/job.h"
#include "base/json.h"

namespace second_read::engine {

struct Request {
    int id = 0;
    std::string method;
    nlohmann::json params = nlohmann::json::object();
};

struct Reply {
    int id = 0;
    std::variant<Progress, nlohmann::json, Error> content; ///< progress, or the end: result or error
};

/// One line each, without the line end.
std::string encode(const Request& request);
std::string encode(const Reply& reply);

/// Corrupt for a line that is no such message. Lines over 64 MB are refused.
Result<Request> parseRequest(std::string_view line);
Result<Reply> parseReply(std::string_view line);

} // namespace second_read::engine
