#include "pages/segment.h"

#include <random>
#include <set>

#include "http/compress.h"
#include "pages/test_pages.h"

namespace broadsheet::pages {
namespace {

std::vector<SegmentPtr> segments_of(std::vector<std::string> const& texts) {
    std::vector<SegmentPtr> out;
    for (auto const& text : texts) out.push_back(make_segment(text));
    return out;
}

std::string noise(std::size_t size, unsigned seed) {
    std::mt19937 random(seed);
    std::string out(size, '\0');
    for (char& c : out) c = static_cast<char>(random());
    return out;
}

TEST(Segment, JoinsToOneGzipStream) {
    std::vector<std::vector<std::string>> const pages{
        {},
        {""},
        {"", ""},
        {"a"},
        {"", "a", ""},
        {"<html>", std::string(100'000, 'x'), "</html>"},
        {noise(70'000, 1), noise(1, 2), noise(40'000, 3)},
        std::vector<std::string>(40, "<li>брифінг</li>"),
    };
    for (auto const& texts : pages) {
        std::string whole;
        for (auto const& text : texts) whole += text;
        auto const joined = join(200, {}, segments_of(texts), 1);
        EXPECT_TRUE(http::gunzip(body_of(joined->gzip)) == whole)
            << texts.size() << " parts, " << whole.size() << " bytes";
        EXPECT_TRUE(text_of(with_identity(*joined, 200, {})) == whole);
        EXPECT_TRUE(text_of(with_brotli(*joined, 200, {}, 5)) == whole);
        EXPECT_TRUE(inflate_segments(segments_of(texts)) == whole);
    }
}

TEST(Segment, DamageIsNoticed) {
    auto segment = std::make_shared<Segment>(*make_segment(std::string(1000, 'a')));
    segment->deflated.resize(segment->deflated.size() / 2);
    EXPECT_THROW(inflate_segments({segment}), std::runtime_error);
}

TEST(Segment, TheEtagIsStrongAndOfTheWholeContent) {
    auto const etag = [](std::vector<std::string> const& texts, int status = 200) {
        return field_of(join(status, {}, segments_of(texts), 1)->gzip, "ETag");
    };
    EXPECT_EQ(etag({"a", "b"}), etag({"a", "b"}));
    EXPECT_NE(etag({"a", "b"}), etag({"a", "c"}));
    EXPECT_NE(etag({"a", "b"}), etag({"b", "a"}));
    EXPECT_NE(etag({"a"}), etag({"a"}, 404));
    EXPECT_TRUE(etag({"a"}).starts_with('"') && etag({"a"}).ends_with('"'));
    auto const joined = join(200, {}, segments_of({"a", "b"}), 1);
    std::set<std::string> const of_encodings{field_of(joined->gzip, "ETag"),
                                             field_of(with_identity(*joined, 200, {}), "ETag"),
                                             field_of(with_brotli(*joined, 200, {}, 5), "ETag")};
    EXPECT_EQ(of_encodings.size(), 3u);
}

TEST(Segment, HeadsSayWhatTheyMust) {
    http::Headers headers;
    headers.add("Content-Type", "text/html; charset=utf-8");
    headers.add("Cache-Control", "public, max-age=0");
    auto const answer = join(200, headers, segments_of({"abc"}), 1)->gzip;
    EXPECT_TRUE(answer->head.starts_with("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"))
        << answer->head;
    EXPECT_EQ(field_of(answer, "Content-Encoding"), "gzip");
    EXPECT_EQ(field_of(answer, "Vary"), "Accept-Encoding");
    EXPECT_TRUE(answer->head.ends_with("\r\n"));
    EXPECT_EQ(answer->head.find("\r\n\r\n"), std::string::npos) << "the server ends the head";
    EXPECT_EQ(answer->head_304,
              "HTTP/1.1 304 Not Modified\r\nContent-Type: text/html; charset=utf-8\r\nCache-Control: public, "
              "max-age=0\r\nETag: " +
                  answer->etag + "\r\nVary: Accept-Encoding\r\n");
    EXPECT_EQ(join(404, headers, segments_of({"abc"}), 1)->gzip->etag, "") << "only a 200 is answered by 304";
}

TEST(Segment, AHeaderNeverSplitsTheAnswer) {
    http::Headers headers;
    headers.add("Location", "/a\r\nSet-Cookie: evil=1");
    headers.add("X-Kept", "yes");
    auto const answer = join(301, headers, {}, 1)->gzip;
    EXPECT_EQ(answer->head.find("evil"), std::string::npos) << answer->head;
    EXPECT_EQ(answer->head_304.find("evil"), std::string::npos);
    EXPECT_EQ(field_of(answer, "X-Kept"), "yes");
}

}  // namespace
}  // namespace broadsheet::pages
