#include <algorithm>
#include <cmath>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "base/utf8.h"
#include "language/vocabulary.h"

namespace second_read::language {
namespace {

constexpr const char* kSpecial[] = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"};

/// The corpus as words cut into pieces, with the counts that a merge changes.
class Pieces {
public:
    explicit Pieces(const WordCounts& counts) {
        for (const auto& [word, count] : counts) {
            const std::u32string characters = decodeUtf8(word);
            std::vector<int> cut;
            for (std::size_t i = 0; i < characters.size(); ++i)
                cut.push_back(idOf((i ? "##" : "") + encodeUtf8(characters.substr(i, 1))));
            m_words.push_back({std::move(cut), count});
        }
        for (std::size_t i = 0; i < m_words.size(); ++i) add(i, +1);
    }

    std::size_t size() const { return m_names.size(); }
    const std::vector<std::string>& names() const { return m_names; }

    /// Unites the pair with the greatest gain; false when none occurs often enough.
    bool mergeBest(std::uint64_t atLeast) {
        double best = 0;
        std::uint64_t bestPair = 0;
        for (const auto& [pair, occurrences] : m_pairs) {
            const auto n = occurrences.count;
            if (n < atLeast) continue;
            const double gain =
                static_cast<double>(n) * std::log(static_cast<double>(m_total) * static_cast<double>(n) /
                                                  (static_cast<double>(m_count[pair >> 32]) *
                                                   static_cast<double>(m_count[pair & 0xFFFFFFFF])));
            if (gain > best || (gain == best && gain > 0 && pair < bestPair)) best = gain, bestPair = pair;
        }
        if (best <= 0) return false;
        const int left = static_cast<int>(bestPair >> 32), right = static_cast<int>(bestPair & 0xFFFFFFFF);
        const int united = idOf(m_names[left] + m_names[right].substr(2));
        const auto words = m_pairs.at(bestPair).words;
        for (std::size_t word : words) {
            add(word, -1);
            auto& cut = m_words[word].pieces;
            std::vector<int> next;
            for (std::size_t i = 0; i < cut.size(); ++i) {
                const bool here = i + 1 < cut.size() && cut[i] == left && cut[i + 1] == right;
                next.push_back(here ? united : cut[i]);
                if (here) ++i;
            }
            cut = std::move(next);
            add(word, +1);
        }
        m_pairs.erase(bestPair);
        return true;
    }

private:
    struct Word {
        std::vector<int> pieces;
        std::uint64_t count;
    };
    struct Occurrences {
        std::uint64_t count = 0;
        std::unordered_set<std::size_t> words; ///< where it occurred at some time
    };

    int idOf(const std::string& name) {
        const auto [place, isNew] = m_ids.emplace(name, static_cast<int>(m_names.size()));
        if (isNew) {
            m_names.push_back(name);
            m_count.push_back(0);
        }
        return place->second;
    }

    void add(std::size_t index, int sign) {
        const Word& word = m_words[index];
        const std::uint64_t change = sign > 0 ? word.count : 0 - word.count; // wraps back exactly
        for (std::size_t i = 0; i < word.pieces.size(); ++i) {
            m_count[word.pieces[i]] += change;
            m_total += change;
            if (i == 0) continue;
            const std::uint64_t key = static_cast<std::uint64_t>(word.pieces[i - 1]) << 32 |
                                      static_cast<std::uint64_t>(word.pieces[i]);
            auto& pair = m_pairs[key];
            pair.count += change;
            if (sign > 0) pair.words.insert(index);
            if (pair.count == 0) m_pairs.erase(key);
        }
    }

    std::vector<Word> m_words;
    std::vector<std::string> m_names;
    std::vector<std::uint64_t> m_count;
    std::uint64_t m_total = 0;
    std::unordered_map<std::string, int> m_ids;
    std::unordered_map<std::uint64_t, Occurrences> m_pairs;
};

} // namespace

Vocabulary learnVocabulary(const WordCounts& words, std::size_t size, std::uint64_t atLeast) {
    Pieces learnt(words);
    while (learnt.size() + std::size(kSpecial) < size && learnt.mergeBest(atLeast)) {
    }
    std::vector<std::string> pieces(std::begin(kSpecial), std::end(kSpecial));
    // Every character also as the continuation of a word and the other way round, so that new words can be
    // spelt.
    std::set<std::string> characters;
    for (const std::string& name : learnt.names()) {
        const std::u32string plain =
            decodeUtf8(name.starts_with("##") && name.size() > 2 ? name.substr(2) : name);
        if (plain.size() == 1) characters.insert(encodeUtf8(plain));
    }
    for (const std::string& character : characters) {
        pieces.push_back(character);
        pieces.push_back("##" + character);
    }
    const std::set<std::string> listed(pieces.begin(), pieces.end());
    for (const std::string& name : learnt.names())
        if (!listed.contains(name)) pieces.push_back(name);
    return *Vocabulary::fromPieces(std::move(pieces), "the learnt vocabulary");
}

} // namespace second_read::language
