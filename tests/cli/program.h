#pragma once
/// Runs `secondread` as a user would and keeps what it says.

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <sys/wait.h>

#include <nlohmann/json.hpp>

#include "support/support.h"

namespace second_read::test {

struct Ran {
    int code = -1;
    std::string out, err;
    nlohmann::json json() const { return nlohmann::json::parse(out, nullptr, false); }
};

/// A command line of the shell; `input` is standard input.
inline Ran shell(const std::string& command, const std::string& input = {}) {
    const TemporaryFolder folder;
    const auto in = folder.path() / "in", err = folder.path() / "err";
    std::ofstream(in) << input;
    Ran ran;
    FILE* pipe = ::popen((command + " <" + in.string() + " 2>" + err.string()).c_str(), "r");
    if (!pipe) return ran;
    std::array<char, 4096> piece{};
    while (const std::size_t read = std::fread(piece.data(), 1, piece.size(), pipe))
        ran.out.append(piece.data(), read);
    const int status = ::pclose(pipe);
    ran.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    std::ifstream stream(err);
    ran.err.assign(std::istreambuf_iterator<char>(stream), {});
    return ran;
}

/// `arguments` as in a shell.
inline Ran secondread(const std::string& arguments, const std::string& input = {}) {
    return shell(std::string(SECOND_READ_PROGRAM) + " " + arguments, input);
}

struct Call {
    std::string command, input = {};
};

/// What each of them says, in their order. They run beside each other, a core each: most of a short command's
/// time is the loading of its libraries.
inline std::vector<Ran> each(const std::vector<Call>& calls,
                             Ran (*run)(const std::string&, const std::string&)) {
    std::vector<Ran> ran(calls.size());
    std::atomic<std::size_t> next{0};
    std::vector<std::jthread> cores(std::max(1U, std::thread::hardware_concurrency()));
    for (auto& core : cores)
        core = std::jthread([&] {
            for (std::size_t i = next++; i < calls.size(); i = next++)
                ran[i] = run(calls[i].command, calls[i].input);
        });
    for (auto& core : cores) core.join();
    return ran;
}
inline std::vector<Ran> shellEach(const std::vector<Call>& calls) { return each(calls, shell); }
inline std::vector<Ran> secondreadEach(const std::vector<Call>& calls) { return each(calls, secondread); }

/// Of a command that changes nothing: run the first time, remembered from then on.
inline const Ran& secondreadOnce(const std::string& arguments) {
    static std::map<std::string, Ran> known;
    const auto found = known.find(arguments);
    return found != known.end() ? found->second
                                : known.emplace(arguments, secondread(arguments)).first->second;
}

/// A failure as the contract wants it: code 1, silence on standard output, and behind the progress one line
/// that names `what` and says what `todo`.
inline void expectAdvice(const Ran& ran, const std::string& what, const std::string& todo) {
    EXPECT_EQ(ran.code, 1) << ran.err;
    EXPECT_EQ(ran.out, "");
    std::istringstream stream(ran.err);
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    ASSERT_FALSE(lines.empty());
    static const std::regex progress("[a-z ]+ [0-9]+ %");
    for (std::size_t i = 0; i + 1 < lines.size(); ++i)
        EXPECT_TRUE(std::regex_match(lines[i], progress)) << "more than one line: " << ran.err;
    EXPECT_TRUE(lines.back().starts_with("secondread: ")) << ran.err;
    EXPECT_NE(lines.back().find(what), std::string::npos) << ran.err;
    EXPECT_NE(lines.back().find(todo), std::string::npos) << ran.err;
}

struct Refusal {
    std::string arguments, what, todo;
};

inline void expectAdvice(const std::vector<Refusal>& refusals) {
    std::vector<Call> calls;
    for (const auto& refusal : refusals) calls.push_back({refusal.arguments});
    const auto ran = secondreadEach(calls);
    for (std::size_t i = 0; i < refusals.size(); ++i) {
        SCOPED_TRACE("secondread " + refusals[i].arguments);
        expectAdvice(ran[i], refusals[i].what, refusals[i].todo);
    }
}

} // namespace second_read::test
