#include "report/report_sources.h"

#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/support.h"

namespace second_read::report {
namespace {

using ::testing::HasSubstr;

const std::string kHeader = "MSH|^~\\&|RIS|HOSP|APP|DEPT|20250814|TBD|ORU^R01|7|P|2.4\r";

TEST(JsonLines, TextIdAndTheRest) {
    const auto batch = readReports("{\"id\":\"a\",\"text\":\"Normal.\"}\n\n{\"id\":7,\"text\":\"Mass.\","
                                   "\"study_uid\":\"1.2\",\"status\":\"prelim\"}\r\n",
                                   "reports.jsonl");
    ASSERT_TRUE(batch) << batch.error().message;
    ASSERT_EQ(batch->reports.size(), 2u);
    EXPECT_EQ(batch->reports[0].id, "a");
    EXPECT_EQ(batch->reports[1].id, "7");
    EXPECT_EQ(batch->reports[1].studyUid, "1.2");
    EXPECT_EQ(batch->reports[1].status, ReportStatus::Preliminary);
    EXPECT_TRUE(batch->failures.empty());
}

TEST(JsonLines, FaultyLinesAreNamedAndTheRestIsRead) {
    const auto batch = readReports(
        "{\"text\":\"One.\"}\n{broken\n[1]\n{\"id\":\"x\"}\n{\"text\":\"\"}\n{\"text\":\"Two.\"}", "r.jsonl");
    ASSERT_TRUE(batch);
    ASSERT_EQ(batch->reports.size(), 2u);
    EXPECT_EQ(batch->reports[1].id, "line 6");
    ASSERT_EQ(batch->failures.size(), 4u);
    EXPECT_EQ(batch->failures[0].place, "line 2");
    EXPECT_THAT(batch->failures[2].why, HasSubstr("'text'"));
    EXPECT_THAT(batch->failures[3].why, HasSubstr("empty"));
}

TEST(ReadReports, AStopEndsItInEveryFormat) {
    std::stop_source stop;
    stop.request_stop();
    const JobContext stopped{stop.get_token(), {}};
    for (const auto& [name, text] : {std::pair{"a.jsonl", "{\"text\":\"No mass.\"}\n"},
                                     {"a.csv", "text\nNo mass.\n"},
                                     {"a.hl7", "MSH|^~\\&|||||||ORU^R01|7|P|2.4\rOBX|1|TX|||No mass.\r"}}) {
        const auto reports = readReports(text, name, stopped);
        ASSERT_FALSE(reports) << name;
        EXPECT_EQ(reports.error().code, ErrorCode::Cancelled) << name;
    }
}

TEST(Csv, QuotesCommasAndLineBreaks) {
    const auto batch = readReports(
        "ID,Text,status\r\n1,\"Mass, left.\r\nSaid \"\"so\"\".\",final\r\n2,Normal.,\r\n", "r.csv");
    ASSERT_TRUE(batch) << batch.error().message;
    ASSERT_EQ(batch->reports.size(), 2u);
    EXPECT_EQ(batch->reports[0].text, "Mass, left.\r\nSaid \"so\".");
    EXPECT_EQ(batch->reports[0].status, ReportStatus::Final);
    EXPECT_EQ(batch->reports[1].text, "Normal.");
}

TEST(Csv, SemicolonsAndTabsAndAccessions) {
    const auto semicolons = readReports("accession;text\nA1;Normal.\n", "r.csv");
    ASSERT_TRUE(semicolons);
    EXPECT_EQ(semicolons->reports.at(0).accession, "A1");
    EXPECT_EQ(semicolons->reports.at(0).id, "A1");
    const auto tabs = readReports("study_uid\ttext\n1.2.3\tNormal.", "r.tsv");
    ASSERT_TRUE(tabs);
    EXPECT_EQ(tabs->reports.at(0).studyUid, "1.2.3");
}

TEST(Csv, AMissingColumnAndFaultyRows) {
    const auto missing = readReports("id,report\n1,Normal.\n", "r.csv");
    ASSERT_FALSE(missing);
    EXPECT_THAT(missing.error().message, HasSubstr("no column 'text'"));
    const auto batch = readReports("id,text\n1,Normal.,extra\n2,Mass.\n3,\n4,\"open\n5,Normal.\n", "r.csv");
    ASSERT_TRUE(batch);
    ASSERT_EQ(batch->reports.size(), 1u);
    EXPECT_EQ(batch->reports[0].id, "2");
    ASSERT_EQ(batch->failures.size(), 3u);
    EXPECT_EQ(batch->failures[0].place, "line 2");
    EXPECT_EQ(batch->failures[1].place, "line 4");
    EXPECT_EQ(batch->failures[2].place, "line 5");
    EXPECT_THAT(batch->failures[2].why, HasSubstr("never closed"));
}

TEST(Hl7, TextStatusAccessionPatientAndStudy) {
    const auto batch =
        readReports(kHeader + "PID|1||P1^^^ABC||DOE^JANE||19700101|F\rOBR|1|99|A77^SYS|X\r"
                              "OBX|1|TX|1||FINDINGS:~Mass \\T\\ oedema.\\.br\\No infarct \\S\\||||||P\r"
                              "OBX|2|RP|1||http://pictures||||||P\r"
                              "OBX|3|TX|1||IMPRESSION: Mass.||||||P\rZDS|1.2.3^EPIC^APPLICATION^DICOM\r",
                    "x");
    ASSERT_TRUE(batch) << batch.error().message;
    ASSERT_EQ(batch->reports.size(), 1u);
    const SourcedReport& report = batch->reports[0];
    EXPECT_EQ(report.text, "FINDINGS:\nMass & oedema.\nNo infarct ^\nIMPRESSION: Mass.");
    EXPECT_EQ(report.status, ReportStatus::Preliminary);
    EXPECT_EQ(report.accession, "A77");
    EXPECT_EQ(report.id, "A77");
    EXPECT_EQ(report.patientName, "DOE^JANE");
    EXPECT_EQ(report.patientIds, std::vector<std::string>{"P1"});
    EXPECT_EQ(report.studyUid, "1.2.3");
}

TEST(Hl7, StatusFromTheOrderAndAddendaByTheirIdentifier) {
    std::string fields;
    for (int i = 0; i < 21; ++i) fields += '|';
    const auto order =
        readReports(kHeader + "OBR|1||A1|" + fields + "Wet Read\rOBX|1|FT|1||Normal.\r", "x.hl7");
    ASSERT_TRUE(order);
    EXPECT_EQ(order->reports.at(0).status, ReportStatus::WetRead);
    const auto addendum =
        readReports(kHeader + "OBR|1||A1\rOBX|1|FT|IMG&ADN||Corrected.||||||Final\r", "x.hl7");
    ASSERT_TRUE(addendum);
    EXPECT_EQ(addendum->reports.at(0).status, ReportStatus::Addendum);
}

TEST(Hl7, HexEscapesUnknownEscapesAndLoneBackslashes) {
    const auto batch = readReports(
        kHeader + "OBR|1||A1\rOBX|1|TX|1||h\\XC3A4\\matom \\H\\bold\\N\\ C:\\temp||||||F\r", "x.hl7");
    ASSERT_TRUE(batch);
    EXPECT_EQ(batch->reports.at(0).text, "h\xc3\xa4matom bold C:\\temp");
}

TEST(Hl7, ManyMessagesOfWhichSomeAreFaulty) {
    const std::string good = kHeader + "OBR|1||A1\rOBX|1|TX|1||Normal.||||||F\r";
    const auto batch = readReports("\x0B" + good + "\x1C\r" + kHeader + "OBR|1||A2\r" + kHeader +
                                       "OBR|1||A3\rthis is no segment\r" +
                                       "MSH|^~\\&|a|b|c|d|e|f|ADT^A01|1\rPID|1\r" + "MSH|\r" + good,
                                   "batch.hl7");
    ASSERT_TRUE(batch) << batch.error().message;
    EXPECT_EQ(batch->reports.size(), 2u);
    ASSERT_EQ(batch->failures.size(), 3u);
    EXPECT_THAT(batch->failures[0].why, HasSubstr("no HL7 segment"));
    EXPECT_THAT(batch->failures[1].why, HasSubstr("another kind"));
    EXPECT_THAT(batch->failures[2].why, HasSubstr("cut short"));
    ASSERT_EQ(batch->empty.size(), 1u) << "an examination without a report yet is no failure";
    EXPECT_EQ(batch->empty[0].place, "message 2");
    EXPECT_THAT(batch->empty[0].why, HasSubstr("no report text"));
}

TEST(Hl7, AReportThatIsADocumentIsNamedAsAFailure) {
    const auto batch =
        readReports(kHeader + "OBR|1||A1\rOBX|1|ED|1||^application^pdf^Base64^JVBERi0=\r", "x.hl7");
    ASSERT_TRUE(batch);
    ASSERT_EQ(batch->failures.size(), 1u);
    EXPECT_THAT(batch->failures[0].why, HasSubstr("embedded document"));
}

TEST(Hl7, OneMessageWithTwoOrders) {
    const auto batch = readReports(
        kHeader + "OBR|1||A1\rOBX|1|TX|1||One.||||||F\rOBR|2||A2\rOBX|1|TX|1||Two.||||||F\rOBR|3||A3\r",
        "x.hl7");
    ASSERT_TRUE(batch);
    ASSERT_EQ(batch->reports.size(), 2u);
    EXPECT_EQ(batch->reports[1].id, "A2");
    EXPECT_EQ(batch->empty.at(0).place, "message 1, OBR 3");
}

TEST(Sources, WhatCannotBeUsedAtAllIsAnError) {
    EXPECT_FALSE(readReports("", "r.txt"));
    EXPECT_FALSE(readReports("", "r.jsonl"));
    EXPECT_FALSE(readReports("\n\n", "r.csv"));
    EXPECT_FALSE(readReports(std::string("\0\1\2\3\4", 5), "r.csv"));
    EXPECT_FALSE(readReports(std::string(10 << 20, 'x'), "r.txt"));
    EXPECT_FALSE(readReports("hello", "r.hl7"));
    const auto plain = readReports("Normal brain.", "r.txt");
    ASSERT_TRUE(plain);
    EXPECT_EQ(plain->reports.at(0).id, "r.txt");
}

TEST(Sources, TenMegabytesInOneFieldAreRefusedItemByItem) {
    const std::string huge(10 << 20, 'x');
    for (const std::string name : {"r.jsonl", "r.csv", "r.hl7"}) {
        const std::string bytes =
            name == "r.jsonl" ? "{\"text\":\"" + huge + "\"}\n{\"text\":\"Normal.\"}"
            : name == "r.csv" ? "text\n" + huge + "\nNormal.\n"
                              : kHeader + "OBX|1|TX|1||" + huge + "\r" + kHeader + "OBX|1|TX|1||Normal.\r";
        const auto batch = readReports(bytes, name);
        ASSERT_TRUE(batch) << name;
        EXPECT_EQ(batch->reports.size(), 1u) << name;
        EXPECT_EQ(batch->failures.size(), 1u) << name;
    }
}

TEST(Sources, OneBinaryItemSpoilsNoOther) {
    for (const std::string name : {"r.jsonl", "r.csv"}) {
        const bool lines = name == "r.jsonl";
        const std::string nul(3, '\0');
        const auto batch =
            readReports(lines ? "{\"text\":\"One.\"}\n{\"text\":\"" + nul + "\"}\n{\"text\":\"Two.\"}"
                              : "text\nOne.\n" + nul + "\nTwo.\n",
                        name);
        ASSERT_TRUE(batch) << name;
        EXPECT_EQ(batch->reports.size(), 2u) << name;
        ASSERT_EQ(batch->failures.size(), 1u) << name;
        EXPECT_EQ(batch->failures[0].place, lines ? "line 2" : "line 3");
    }
}

TEST(Sources, ALineInAnotherEncodingSpoilsNoOther) {
    for (const char* end : {"\n", "\r"}) {
        const std::string obx = std::string("OBR|1||A1") + end + "OBX|1|TX|1||";
        const auto batch = readReports("MSH|^~\\&|||||||ORU^R01|7|P|2.4" + (end + obx) + "h\xc3\xa4matom" +
                                           end + "OBX|2|TX|1||h\xe4matom" + end,
                                       "x.hl7");
        ASSERT_TRUE(batch);
        EXPECT_EQ(batch->reports.at(0).text, "h\xc3\xa4matom\nh\xc3\xa4matom");
    }
    const auto batch = readReports("{\"text\":\"h\xc3\xa4matom\"}\n{\"text\":\"h\xe4matom\"}\n", "r.jsonl");
    ASSERT_TRUE(batch);
    ASSERT_EQ(batch->reports.size(), 2u);
    EXPECT_EQ(batch->reports[0].text, batch->reports[1].text);
}

TEST(Sources, CharacterSets) {
    const auto batch = readReports("text\nh\xe4matom\n", "r.csv");
    ASSERT_TRUE(batch);
    EXPECT_EQ(batch->reports.at(0).text, "h\xc3\xa4matom");
}

TEST(Sources, RealHl7MessagesHaveTheStatusOfTheirIndex) {
    SECOND_READ_NEEDS_REAL_DATA(data);
    std::ifstream index(data / "text" / "hl7" / "index.tsv");
    std::string line;
    std::getline(index, line);
    int seen = 0;
    while (std::getline(index, line)) {
        std::vector<std::string> fields;
        std::istringstream stream(line);
        for (std::string field; std::getline(stream, field, '\t');) fields.push_back(field);
        std::ifstream file(data / "text" / "hl7" / fields.at(0), std::ios::binary);
        std::stringstream bytes;
        bytes << file.rdbuf();
        const auto batch = readReports(bytes.str(), fields[0]);
        ASSERT_TRUE(batch) << fields[0] << ": " << batch.error().message;
        ++seen;
        if (fields.at(6) == "0") { // no OBX segment at all
            EXPECT_EQ(batch->empty.size(), 1u) << fields[0];
            EXPECT_TRUE(batch->failures.empty()) << fields[0];
            continue;
        }
        ASSERT_EQ(batch->reports.size(), 1u) << fields[0];
        std::string status(nameOf(batch->reports[0].status));
        std::erase(status, '_');
        EXPECT_EQ(status == "unknown" ? "nostatus" : status, fields.at(2)) << fields[0];
        EXPECT_TRUE(batch->reports[0].patientName) << fields[0];
        EXPECT_GT(batch->reports[0].text.size(), 20u) << fields[0];
    }
    EXPECT_EQ(seen, 60);
}

} // namespace
} // namespace second_read::report
