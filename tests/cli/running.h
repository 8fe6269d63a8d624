#pragma once
/// `secondread` in the background, to be interrupted in a state that it has reached.

#include <csignal>
#include <functional>
#include <sstream>

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "cli/program.h"

namespace second_read::test {

/// Its standard input stays open. It is waited for without a limit of time: where it never gets there, the
/// limit of the whole suite says so. It ends with this object, and with this process.
class Running {
public:
    explicit Running(const std::string& arguments) {
        EXPECT_EQ(::mkfifo((m_folder.path() / "in").c_str(), 0600), 0);
        m_input = ::open((m_folder.path() / "in").c_str(), O_RDWR | O_CLOEXEC);
        const std::string command = "exec " + std::string(SECOND_READ_PROGRAM) + " " + arguments + " <" +
                                    file("in") + " >" + file("out") + " 2>" + file("err");
        m_child = ::fork();
        if (m_child == 0) {
            ::prctl(PR_SET_PDEATHSIG, SIGKILL);
            ::execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
            ::_exit(127);
        }
        m_end = static_cast<int>(::syscall(SYS_pidfd_open, m_child, 0));
        EXPECT_GE(m_end, 0);
    }
    ~Running() {
        if (!m_ended) {
            ::kill(m_child, SIGKILL);
            ::waitpid(m_child, nullptr, 0);
        }
        ::close(m_input);
        ::close(m_end);
    }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

    /// Whether it came to this state; false when it has ended before.
    bool reaches(const std::function<bool()>& state) const {
        constexpr int kPauseMs = 10;
        while (!state()) {
            pollfd end{m_end, POLLIN, 0};
            if (::poll(&end, 1, kPauseMs) != 0) return false;
        }
        return true;
    }
    /// What it has written by now: "out" or "err".
    std::string content(const char* name) const {
        std::ifstream stream(m_folder.path() / name);
        return {std::istreambuf_iterator<char>(stream), {}};
    }
    bool says(const std::string& words) const {
        return reaches([&] { return content("err").find(words) != std::string::npos; });
    }
    /// Past the shell and its own new start for another BLAS, with its handler in place.
    bool takesInterrupts() const {
        return reaches([this] {
            const auto process = std::filesystem::path("/proc") / std::to_string(m_child);
            std::error_code gone;
            if (!std::filesystem::equivalent(process / "exe", SECOND_READ_PROGRAM, gone)) return false;
            std::ifstream status(process / "status");
            for (std::string line; std::getline(status, line);)
                if (line.starts_with("SigCgt:"))
                    return (std::stoull(line.substr(7), nullptr, 16) >> (SIGINT - 1) & 1) != 0;
            return false;
        });
    }
    /// Whether it has taken `line` in, so that it can only be waiting for the next.
    bool reads(const std::string& line) const {
        EXPECT_EQ(::write(m_input, line.data(), line.size()), static_cast<ssize_t>(line.size()));
        return reaches([this] {
            int left = -1;
            return ::ioctl(m_input, FIONREAD, &left) == 0 && left == 0;
        });
    }

    /// Ctrl+C, and what it leaves behind.
    Ran interrupt() {
        ::kill(m_child, SIGINT);
        int status = 0;
        EXPECT_EQ(::waitpid(m_child, &status, 0), m_child);
        m_ended = true;
        return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, content("out"), content("err")};
    }

private:
    std::string file(const char* name) const { return (m_folder.path() / name).string(); }

    TemporaryFolder m_folder;
    pid_t m_child = -1;
    int m_input = -1, m_end = -1;
    bool m_ended = false;
};

} // namespace second_read::test
