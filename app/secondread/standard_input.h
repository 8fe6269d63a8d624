#pragma once
/// Standard input that a stop request ends. The library's own goes on waiting after Ctrl+C.

#include <array>
#include <stop_token>
#include <streambuf>

namespace second_read::app {

/// To be put under a std::istream: std::istream in(&buffer). Ends at the end of the input, or within a tenth
/// of a second of the stop request.
class StandardInput : public std::streambuf {
public:
    explicit StandardInput(std::stop_token stop) : m_stop(std::move(stop)) {}

protected:
    int_type underflow() override;

private:
    std::stop_token m_stop;
    std::array<char, 1 << 16> m_bytes{};
};

} // namespace second_read::app
