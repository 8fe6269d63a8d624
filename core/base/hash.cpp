#include "base/hash.h"

#include <array>
#include <cerrno>
#include <fstream>
#include <memory>
#include <vector>

#include <openssl/evp.h>

#include "base/system_failure.h"

namespace second_read {
namespace {

class Digest {
public:
    Digest() : m_context(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
        EVP_DigestInit_ex(m_context.get(), EVP_sha256(), nullptr);
    }
    void add(std::string_view bytes) { EVP_DigestUpdate(m_context.get(), bytes.data(), bytes.size()); }
    std::string hex() {
        std::array<unsigned char, 32> digest{};
        EVP_DigestFinal_ex(m_context.get(), digest.data(), nullptr);
        static constexpr char kDigits[] = "0123456789abcdef";
        std::string text;
        for (const unsigned char byte : digest) {
            text += kDigits[byte >> 4];
            text += kDigits[byte & 15];
        }
        return text;
    }

private:
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> m_context;
};

} // namespace

std::string sha256(std::string_view bytes) {
    Digest digest;
    digest.add(bytes);
    return digest.hex();
}

Result<std::string> sha256OfFile(const std::filesystem::path& file) {
    const auto refused = [&] {
        return systemFailure("cannot read " + file.string(), errno, "check the path");
    };
    std::ifstream stream(file, std::ios::binary);
    if (!stream) return refused();
    Digest digest;
    std::vector<char> piece(1 << 20);
    while (stream.read(piece.data(), static_cast<std::streamsize>(piece.size())) || stream.gcount() > 0)
        digest.add({piece.data(), static_cast<std::size_t>(stream.gcount())});
    if (stream.bad()) return refused();
    return digest.hex();
}

} // namespace second_read
