#include "engine/protocol.h"

#include <gtest/gtest.h>

namespace second_read::engine {
namespace {

using nlohmann::json;

TEST(Protocol, ARequestComesBackAsItWentOut) {
    const auto back =
        parseRequest(encode(Request{7, "analyse", {{"path", "/data/a b"}, {"queries", {"müde\nZeile"}}}}));
    ASSERT_TRUE(back);
    EXPECT_EQ(back->id, 7);
    EXPECT_EQ(back->method, "analyse");
    EXPECT_EQ(back->params["path"], "/data/a b");
    EXPECT_EQ(back->params["queries"][0], "müde\nZeile");
}

TEST(Protocol, AMessageIsOneLine) {
    EXPECT_EQ(encode(Request{1, "embed", {{"texts", {"one\ntwo\r"}}}}).find('\n'), std::string::npos);
    EXPECT_EQ(encode(Reply{1, Error{ErrorCode::Io, "a\nb"}}).find('\n'), std::string::npos);
}

TEST(Protocol, ProgressResultAndErrorComeBack) {
    const auto progress = parseReply(encode(Reply{3, Progress{"encode", 0.25, 812.5}}));
    ASSERT_TRUE(progress && std::holds_alternative<Progress>(progress->content));
    EXPECT_EQ(std::get<Progress>(progress->content).stage, "encode");
    EXPECT_DOUBLE_EQ(std::get<Progress>(progress->content).fraction, 0.25);
    EXPECT_DOUBLE_EQ(std::get<Progress>(progress->content).ms, 812.5);

    const auto result = parseReply(encode(Reply{4, json{{"similar", json::array({1, 2})}}}));
    ASSERT_TRUE(result && std::holds_alternative<json>(result->content));
    EXPECT_EQ(std::get<json>(result->content)["similar"][1], 2);

    const auto error = parseReply(encode(Reply{5, Error{ErrorCode::NoSpace, "the disk is full"}}));
    ASSERT_TRUE(error && std::holds_alternative<Error>(error->content));
    EXPECT_EQ(std::get<Error>(error->content).code, ErrorCode::NoSpace);
    EXPECT_EQ(std::get<Error>(error->content).message, "the disk is full");
}

TEST(Protocol, ANullResultIsAResult) {
    const auto reply = parseReply(R"({"id":1,"result":null})");
    ASSERT_TRUE(reply);
    EXPECT_TRUE(std::holds_alternative<json>(reply->content));
}

TEST(Protocol, MalformedTextTravelsRepaired) {
    const auto back = parseReply(encode(Reply{1, json{{"name", "M\xFCller"}}}));
    ASSERT_TRUE(back);
    EXPECT_EQ(std::get<json>(back->content)["name"], "M\uFFFDller");
}

class NoRequest : public testing::TestWithParam<const char*> {};
TEST_P(NoRequest, IsCorrupt) {
    const auto request = parseRequest(GetParam());
    ASSERT_FALSE(request);
    EXPECT_EQ(request.error().code, ErrorCode::Corrupt);
    EXPECT_FALSE(request.error().message.empty());
}
INSTANTIATE_TEST_SUITE_P(Protocol, NoRequest,
                         testing::Values("", "garbage", "[]", "3", R"({"method":"pack"})",
                                         R"({"id":"1","method":"pack"})", R"({"id":1.5,"method":"pack"})",
                                         R"({"id":-1,"method":"pack"})",
                                         R"({"id":99999999999999999999,"method":"pack"})",
                                         R"({"id":18446744073709551615,"method":"pack"})", R"({"id":1})",
                                         R"({"id":1,"method":7})",
                                         R"({"id":1,"method":"pack","params":[1]})"));

class NoReply : public testing::TestWithParam<const char*> {};
TEST_P(NoReply, IsCorrupt) {
    const auto reply = parseReply(GetParam());
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().code, ErrorCode::Corrupt);
}
INSTANTIATE_TEST_SUITE_P(Protocol, NoReply,
                         testing::Values("x", R"({"id":1})", R"({"id":1,"progress":3})",
                                         R"({"id":1,"progress":{"stage":1}})", R"({"id":1,"error":"bad"})",
                                         R"({"id":1,"error":{"code":1,"message":"x"}})", R"({"result":1})"));

TEST(Protocol, ParamsMayBeLeftOut) {
    const auto request = parseRequest(R"({"id":1,"method":"pack"})");
    ASSERT_TRUE(request);
    EXPECT_TRUE(request->params.is_object());
}

TEST(Protocol, ALineOverTheLimitIsRefusedUnparsed) {
    const std::string line(65ULL << 20, ' ');
    const auto request = parseRequest(line);
    ASSERT_FALSE(request);
    EXPECT_NE(request.error().message.find("64 MB"), std::string::npos);
}

TEST(Protocol, DeepNestingIsRefused) {
    std::string line = R"({"id":1,"method":"pack","params":{"a":)";
    line += std::string(100000, '[') + std::string(100000, ']') + "}}";
    EXPECT_FALSE(parseRequest(line));
}

} // namespace
} // namespace second_read::engine
