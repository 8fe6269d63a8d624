#include <condition_variable>
#include <fstream>
#include <mutex>
#include <sstream>
#include <thread>

#include <gmock/gmock.h>

#include "analysis/line_reader.h"
#include "analysis/serve.h"
#include "engine/protocol.h"
#include "examination/json.h"
#include "examinations.h"
#include "volume/nifti.h"

namespace second_read::analysis {
namespace {

using namespace test;
using engine::Request;
using nlohmann::json;

/// A pipe between two threads with the face of a stream.
class Pipe : public std::streambuf {
public:
    void send(const std::string& text) {
        const std::scoped_lock lock(m_mutex);
        m_bytes += text;
        m_changed.notify_all();
    }
    void close() {
        const std::scoped_lock lock(m_mutex);
        m_closed = true;
        m_changed.notify_all();
    }

protected:
    int_type underflow() override {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_closed || !m_bytes.empty(); });
        if (m_bytes.empty()) return traits_type::eof();
        m_current = m_bytes.front();
        m_bytes.erase(0, 1);
        setg(&m_current, &m_current, &m_current + 1);
        return traits_type::to_int_type(m_current);
    }
    int_type overflow(int_type c) override {
        send(std::string(1, traits_type::to_char_type(c)));
        return c;
    }
    std::streamsize xsputn(const char* text, std::streamsize count) override {
        send(std::string(text, static_cast<std::size_t>(count)));
        return count;
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::string m_bytes;
    bool m_closed = false;
    char m_current = 0;
};

class ServeTest : public WithPack {
protected:
    /// The last reply of each id, of a whole conversation.
    std::map<int, engine::Reply> converse(const std::string& lines, fs::path pack = packFolder()) {
        std::istringstream in(lines);
        std::ostringstream out;
        EXPECT_TRUE(serve(in, out, {pack, pack::Device::Cpu}));
        std::map<int, engine::Reply> replies;
        std::istringstream answers(out.str());
        for (std::string line; std::getline(answers, line);) {
            auto reply = engine::parseReply(line);
            EXPECT_TRUE(reply) << line;
            if (reply) replies[reply->id] = std::move(*reply);
        }
        return replies;
    }
    static json resultOf(const engine::Reply& reply) {
        if (const auto* error = std::get_if<Error>(&reply.content)) ADD_FAILURE() << error->message;
        return std::holds_alternative<json>(reply.content) ? std::get<json>(reply.content) : json();
    }
    static Error errorOf(const engine::Reply& reply) {
        return std::holds_alternative<Error>(reply.content) ? std::get<Error>(reply.content)
                                                            : Error{ErrorCode::Internal, "no error"};
    }
    static std::string line(int id, const std::string& method, json params = json::object()) {
        return engine::encode(Request{id, method, std::move(params)}) + "\n";
    }
};

TEST_F(ServeTest, AnswersEveryMethodAndEndsWithItsInput) {
    const auto study = folder() / "study";
    const auto archive = (folder() / "archive").string();
    const auto uid = writeStudy(study, 1, {Sequence::T2, Sequence::FLAIR});
    std::ofstream(study / "report.txt") << "There is a mass.";
    const auto replies = converse(
        line(1, "pack") + line(2, "import", {{"paths", {study.string()}}, {"archive", archive}}) +
        line(3, "analyse", {{"path", study.string()}, {"archive", archive}, {"queries", {"a mass"}}}) +
        line(4, "search", {{"text", "a mass"}, {"archive", archive}, {"top", 5}}) +
        line(5, "search", {{"path", study.string()}, {"archive", archive}, {"samePatient", true}}) +
        line(6, "embed", {{"texts", {"one", "two"}}}) +
        line(7, "localise",
             {{"path", study.string()}, {"seriesUid", uid + ".2"}, {"stack", 0}, {"finding", "mass"}}) +
        line(8, "localise",
             {{"path", study.string()}, {"seriesUid", uid + ".1"}, {"stack", 0}, {"text", "a mass"}}));
    const auto described = resultOf(replies.at(1));
    EXPECT_EQ(described["id"], "tiny");
    EXPECT_EQ(described["dimension"], 32);
    for (const char* key :
         {"version", "device", "findings", "sequences", "verified", "calibration", "catalogue"})
        EXPECT_TRUE(described.contains(key)) << key;
    EXPECT_EQ(resultOf(replies.at(2))["imported"], 1);
    const auto analysis = examination::analysisOf(resultOf(replies.at(3)));
    ASSERT_TRUE(analysis) << analysis.error().message;
    EXPECT_EQ(analysis->queries.size(), 1u);
    EXPECT_EQ(resultOf(replies.at(4))["results"].size(), 1u);
    EXPECT_EQ(resultOf(replies.at(5))["results"].size(), 0u); // only the study itself is there
    const auto embedded = resultOf(replies.at(6))["results"]; // objects as the command line's `embed` prints
    ASSERT_EQ(embedded.size(), 2u);
    EXPECT_EQ(embedded[1]["text"], "two");
    EXPECT_EQ(embedded[1]["embedding"].size(), 32u);
    EXPECT_NE(embedded[0]["embedding"], embedded[1]["embedding"]);
    EXPECT_EQ(resultOf(replies.at(7))["peak_lps"].size(), 3u);
    EXPECT_FALSE(fs::exists(resultOf(replies.at(7))["map"].get<std::string>())); // gone with the engine
    resultOf(replies.at(8));
}

TEST_F(ServeTest, SurvivesWhateverItIsSent) {
    const auto replies = converse(
        "garbage\n\n{\"id\":4}\n[1,2]\n" + line(5, "dance") + line(6, "analyse") +
        line(7, "search", {{"text", 5}, {"archive", "x"}}) + line(8, "embed", {{"texts", "no list"}}) +
        line(9, "search", {{"text", "x"}, {"archive", (folder() / "absent").string()}}) +
        line(10, "search", {{"text", "x"}, {"archive", "x"}, {"top", -4}}) +
        line(11, "localise", {{"path", "x"}, {"finding", "mass"}}) +
        line(12, "embed", {{"texts", {"fine"}}}) +
        line(13, "search", {{"text", "x"}, {"archive", "x"}, {"samePatient", "yes"}}));
    EXPECT_EQ(errorOf(replies.at(0)).code, ErrorCode::Corrupt);
    EXPECT_EQ(errorOf(replies.at(4)).code, ErrorCode::Corrupt);
    for (const int id : {5, 6, 7, 8, 10, 11, 13})
        EXPECT_EQ(errorOf(replies.at(id)).code, ErrorCode::InvalidArgument) << id;
    EXPECT_EQ(errorOf(replies.at(9)).code, ErrorCode::NotFound);
    EXPECT_EQ(resultOf(replies.at(12))["results"].size(), 1u);
}

TEST_F(ServeTest, APackThatCannotBeOpenedIsToldInAnswer) {
    const auto replies =
        converse(line(1, "pack") + line(2, "embed", {{"texts", {"x"}}}), folder() / "no-pack");
    EXPECT_NE(errorOf(replies.at(1)).message.find("no-pack"), std::string::npos);
    EXPECT_NE(errorOf(replies.at(2)).message.find("no-pack"), std::string::npos);
}

TEST_F(ServeTest, ACancelIsHeardWhileWorkingAndForWhatWaits) {
    const auto study = folder() / "study";
    writeStudy(study, 1, {Sequence::T1, Sequence::T2, Sequence::FLAIR});
    Pipe toEngine, fromEngine;
    std::istream in(&toEngine);
    std::ostream out(&fromEngine);
    std::jthread engine([&] {
        EXPECT_TRUE(serve(in, out, {packFolder(), pack::Device::Cpu}));
        fromEngine.close();
    });
    toEngine.send(line(1, "analyse", {{"path", study.string()}}) +
                  line(2, "analyse", {{"path", study.string()}}) + line(3, "pack"));
    std::istream answers(&fromEngine);
    std::map<int, engine::Reply> ends;
    bool asked = false;
    for (std::string text; std::getline(answers, text);) {
        auto reply = engine::parseReply(text);
        ASSERT_TRUE(reply) << text;
        if (!std::holds_alternative<Progress>(reply->content))
            ends[reply->id] = std::move(*reply);
        else if (!asked) {
            asked = true;
            toEngine.send(line(10, "cancel", {{"id", 2}}) + line(11, "cancel", {{"id", 1}}) +
                          line(12, "cancel", {{"id", 99}}));
            toEngine.close();
        }
    }
    EXPECT_EQ(errorOf(ends.at(1)).code, ErrorCode::Cancelled);
    EXPECT_EQ(errorOf(ends.at(2)).code, ErrorCode::Cancelled);
    EXPECT_EQ(resultOf(ends.at(3))["id"], "tiny");
    EXPECT_EQ(resultOf(ends.at(10))["cancelled"], true);
    EXPECT_EQ(resultOf(ends.at(12))["cancelled"], false);
}

TEST(LineReader, BoundsALineAndFindsTheNext) {
    std::istringstream in(std::string(100, 'x') + "\nshort\n\nlast");
    std::string line;
    ASSERT_TRUE(readLine(in, line, 10));
    EXPECT_EQ(line.size(), 11u);
    ASSERT_TRUE(readLine(in, line, 10));
    EXPECT_EQ(line, "short");
    ASSERT_TRUE(readLine(in, line, 10));
    EXPECT_EQ(line, "");
    ASSERT_TRUE(readLine(in, line, 10));
    EXPECT_EQ(line, "last");
    EXPECT_FALSE(readLine(in, line, 10));
}

} // namespace
} // namespace second_read::analysis
