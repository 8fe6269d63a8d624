#pragma once
/// Runs `secondread` as a user would and keeps what it says.

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include <sys/wait.h>

#include <nlohmann/json.hpp>

#include "support/support.h"

namespace second_read::test {

struct Ran {
    int code = -1;
    std::string out, err;
    nlohmann::json json() const { return nlohmann::json::parse(out, nullptr, false); }
};

/// `arguments` as in a shell; `input` is standard input.
inline Ran secondread(const std::string& arguments, const std::string& input = {}) {
    const TemporaryFolder folder;
    const auto in = folder.path() / "in", err = folder.path() / "err";
    std::ofstream(in) << input;
    const std::string command =
        std::string(SECOND_READ_PROGRAM) + " " + arguments + " <" + in.string() + " 2>" + err.string();
    Ran ran;
    FILE* pipe = ::popen(command.c_str(), "r");
    if (!pipe) return ran;
    std::array<char, 4096> piece{};
    while (const std::size_t read = std::fread(piece.data(), 1, piece.size(), pipe))
        ran.out.append(piece.data(), read);
    ran.code = WEXITSTATUS(::pclose(pipe));
    std::ifstream stream(err);
    ran.err.assign(std::istreambuf_iterator<char>(stream), {});
    return ran;
}

/// A failure as the contract wants it: the code, silence on standard output, one sentence that names `what`.
inline void expectRefused(const Ran& ran, int code, const std::string& what) {
    EXPECT_EQ(ran.code, code) << ran.err;
    EXPECT_EQ(ran.out, "");
    EXPECT_NE(ran.err.find(what), std::string::npos) << ran.err;
}

} // namespace second_read::test
