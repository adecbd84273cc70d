#include "http/multipart.h"

#include <gtest/gtest.h>

namespace broadsheet::http {
namespace {

std::string const type = "multipart/form-data; boundary=XX";

std::string part(std::string const& header, std::string const& content) {
    return "--XX\r\n" + header + "\r\n\r\n" + content + "\r\n";
}
std::string disposition(std::string const& rest) { return "Content-Disposition: form-data; " + rest; }

std::string code_of(std::string const& content_type, std::string const& body) {
    auto const parts = parse_multipart(content_type, body);
    return parts ? "" : parts.error().code;
}

TEST(Multipart, ReadsFieldsAndFiles) {
    auto const body = part(disposition("name=\"alt\""), "Підпис") +
                      part(disposition("name=\"file\"; filename=\"a \\\"b\\\".jpg\"") + "\r\nContent-Type: image/jpeg",
                           std::string("\xff\xd8\0\r\n--X", 8)) +
                      part("content-disposition: form-data; name=plain", "") + "--XX--\r\n";
    auto const parts = parse_multipart(type, body);
    ASSERT_TRUE(parts) << parts.error().message;
    ASSERT_EQ(parts->size(), 3u);
    EXPECT_EQ((*parts)[0].name, "alt");
    EXPECT_EQ((*parts)[0].content, "Підпис");
    EXPECT_EQ((*parts)[0].file_name, "");
    EXPECT_EQ((*parts)[1].name, "file");
    EXPECT_EQ((*parts)[1].file_name, "a \"b\".jpg");
    EXPECT_EQ((*parts)[1].content_type, "image/jpeg");
    EXPECT_EQ((*parts)[1].content, std::string_view("\xff\xd8\0\r\n--X", 8));
    EXPECT_EQ((*parts)[2].name, "plain");
    EXPECT_EQ((*parts)[2].content, "");
}

TEST(Multipart, TakesTheBoundaryAsItIsWritten) {
    for (auto const* content_type :
         {"multipart/form-data; boundary=XX", "Multipart/Form-Data;boundary=XX",
          "multipart/form-data; charset=utf-8; boundary=\"XX\"; x=y", "multipart/form-data; boundary=XX; x=y"})
        EXPECT_EQ(code_of(content_type, part(disposition("name=\"a\""), "b") + "--XX--"), "") << content_type;
    EXPECT_EQ(code_of(type, "--XX--\r\n"), "") << "no part at all";
}

TEST(Multipart, RefusesWhatIsNotWellFormed) {
    auto const good = part(disposition("name=\"a\""), "b");
    EXPECT_EQ(code_of("application/json", "{}"), "form_expected");
    EXPECT_EQ(code_of("", ""), "form_expected");
    for (auto const* content_type : {"multipart/form-data", "multipart/form-data; boundary=",
                                     "multipart/form-data; boundary=\"\"", "multipart/form-data; xboundary=XX"})
        EXPECT_EQ(code_of(content_type, good + "--XX--"), "form_broken") << content_type;
    EXPECT_EQ(code_of("multipart/form-data; boundary=" + std::string(201, 'x'), "--" + std::string(201, 'x') + "--"),
              "form_broken");
    for (auto const& body :
         {std::string{}, std::string("--"), std::string("--XX"), std::string("--YY--"), std::string("\r\n--XX--"),
          std::string("--XX\n--XX--"), std::string("--XXX\r\n\r\n\r\n--XX--"), part("No colon", "x") + "--XX--",
          std::string("--XX\r\nName: value\r\n--XX--"), good + "--XX", good})
        EXPECT_EQ(code_of(type, body), "form_broken") << body;
}

TEST(Multipart, CutAnywhereItIsRefused) {
    auto const body = part(disposition("name=\"a\""), "first") +
                      part(disposition("name=\"b\"; filename=\"f\"") + "\r\nContent-Type: text/plain", "second") +
                      "--XX--";
    ASSERT_EQ(code_of(type, body), "");
    for (std::size_t size = 0; size < body.size(); ++size) {
        std::string const cut(body.substr(0, size));  // of its own, so that a read past its end is seen
        EXPECT_EQ(code_of(type, cut), "form_broken") << size;
    }
}

TEST(Multipart, HasALimitOfParts) {
    std::string body;
    for (int i = 0; i < 100; ++i) body += part(disposition("name=\"a\""), "b");
    EXPECT_EQ(code_of(type, body + "--XX--"), "");
    EXPECT_EQ(code_of(type, body + part(disposition("name=\"a\""), "b") + "--XX--"), "form_broken");
}

TEST(Multipart, SurvivesHostileFields) {
    for (auto const* rest :
         {"name=\"", "name=\"a\\", "name=", "name", "name=\"a", "; ; ;=", "filename=\"name=x\"", "NAME=\"a\""})
        EXPECT_EQ(code_of(type, part(disposition(rest), "b") + "--XX--"), "") << rest;
    auto const inside = parse_multipart(type, part(disposition("filename=\"x.jpg\"; name=\"right\""), "b") + "--XX--");
    EXPECT_EQ(inside->at(0).name, "right") << "`name` is not found within `filename`";
    auto const quoted =
        parse_multipart(type, part(disposition("filename=\"a; name=wrong\"; name=\"right\""), "b") + "--XX--");
    EXPECT_EQ(quoted->at(0).name, "right") << "nor within its quotes";
    EXPECT_EQ(quoted->at(0).file_name, "a; name=wrong");
}

TEST(Form, ReadsPairs) {
    using Pairs = std::vector<std::pair<std::string, std::string>>;
    EXPECT_EQ(parse_form(""), Pairs{});
    EXPECT_EQ(parse_form("a=1&b=two+words&c=%D1%96&d&=e&&f=g=h"),
              (Pairs{{"a", "1"}, {"b", "two words"}, {"c", "і"}, {"d", ""}, {"", "e"}, {"f", "g=h"}}));
    std::string many;
    for (int i = 0; i < 5000; ++i) many += "a=b&";
    EXPECT_EQ(parse_form(many).size(), 1000u);
}

}  // namespace
}  // namespace broadsheet::http
