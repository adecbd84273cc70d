#include "pages/segment.h"

#include <fmt/format.h>
#include <sodium.h>
#include <zlib.h>

#include <stdexcept>

#include "http/compress.h"

namespace broadsheet::pages {
namespace {

constexpr std::size_t digest_size = 16;

std::string digest_of(std::string_view bytes) {
    std::string out(digest_size, '\0');
    crypto_generichash(reinterpret_cast<unsigned char*>(out.data()), out.size(),
                       reinterpret_cast<unsigned char const*>(bytes.data()), bytes.size(), nullptr, 0);
    return out;
}

// A strong ETag differs for each encoding (RFC 9110, 8.8.3).
std::string etag_of(std::vector<SegmentPtr> const& segments, int status, char encoding) {
    std::string digests = std::to_string(status);
    for (auto const& segment : segments) digests += segment->digest;
    std::string out = "\"";
    for (auto const c : digest_of(digests)) out += fmt::format("{:02x}", static_cast<unsigned char>(c));
    out += '-';
    out += encoding;
    return out + '"';
}

std::shared_ptr<http::PreparedAnswer> prepare(int status, http::Headers const& headers,
                                              std::vector<SegmentPtr> const& segments, char encoding,
                                              std::size_t length) {
    auto answer = std::make_shared<http::PreparedAnswer>();
    answer->etag = etag_of(segments, status, encoding);
    answer->length = length;
    std::string common;
    for (auto const& [name, value] : headers)
        if (value.find_first_of("\r\n") == std::string::npos)
            common += name + ": " + value + "\r\n";  // never split a response
    common += "ETag: " + answer->etag + "\r\nVary: Accept-Encoding\r\n";
    auto const* const coding = encoding == 'g'   ? "Content-Encoding: gzip\r\n"
                               : encoding == 'b' ? "Content-Encoding: br\r\n"
                                                 : "";
    answer->head = fmt::format("HTTP/1.1 {} {}\r\n{}{}Content-Length: {}\r\n", status, http::status_text(status),
                               common, coding, length);
    answer->head_304 = "HTTP/1.1 304 Not Modified\r\n" + common;
    if (status != 200) answer->etag.clear();  // only a 200 is answered by 304
    return answer;
}

std::shared_ptr<http::PreparedAnswer> prepare_owned(int status, http::Headers const& headers,
                                                    std::vector<SegmentPtr> const& segments, char encoding,
                                                    std::string body) {
    auto const bytes = std::make_shared<std::string const>(std::move(body));
    auto answer = prepare(status, headers, segments, encoding, bytes->size());
    answer->body.push_back({bytes, *bytes});
    return answer;
}

}  // namespace

SegmentPtr make_segment(std::string_view html, int level) {
    auto segment = std::make_shared<Segment>();
    segment->deflated = http::deflate_segment(html, level);
    segment->deflated.shrink_to_fit();
    segment->crc = http::crc32_of(html);
    segment->length = html.size();
    segment->digest = digest_of(html);
    return segment;
}

std::string inflate_segments(std::vector<SegmentPtr> const& segments) {
    std::string out;
    for (auto const& segment : segments) {
        auto const start = out.size();
        out.resize(start + segment->length);
        z_stream stream{};
        if (inflateInit2(&stream, -15) != Z_OK) throw std::runtime_error("zlib: no memory");
        stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(segment->deflated.data()));
        stream.avail_in = static_cast<uInt>(segment->deflated.size());
        stream.next_out = reinterpret_cast<Bytef*>(out.data() + start);
        stream.avail_out = static_cast<uInt>(segment->length);
        inflate(&stream, Z_SYNC_FLUSH);
        auto const written = stream.total_out;
        inflateEnd(&stream);
        if (written != segment->length) throw std::runtime_error("a kept segment is damaged");
    }
    return out;
}

JoinedPtr join(int status, http::Headers const& headers, std::vector<SegmentPtr> segments, std::uint64_t generation) {
    std::size_t packed = http::gzip_header.size(), length = 0;
    std::uint32_t crc = 0;
    for (auto const& segment : segments) {
        packed += segment->deflated.size();
        crc = length == 0 ? segment->crc : http::crc32_joined(crc, segment->crc, segment->length);
        length += segment->length;
    }
    auto const trailer = std::make_shared<std::string const>(http::gzip_trailer(crc, length));
    auto answer = prepare(status, headers, segments, 'g', packed + trailer->size());
    answer->body.push_back({nullptr, http::gzip_header});
    for (auto const& segment : segments)
        if (!segment->deflated.empty()) answer->body.push_back({segment, segment->deflated});
    answer->body.push_back({trailer, *trailer});
    auto joined = std::make_shared<Joined>();
    joined->generation = generation;
    joined->gzip = std::move(answer);
    joined->segments = std::move(segments);
    return joined;
}

http::Prepared with_identity(Joined const& joined, int status, http::Headers const& headers) {
    return prepare_owned(status, headers, joined.segments, 'i', inflate_segments(joined.segments));
}

http::Prepared with_brotli(Joined const& joined, int status, http::Headers const& headers, int quality) {
    http::Prepared made =
        prepare_owned(status, headers, joined.segments, 'b', http::brotli(inflate_segments(joined.segments), quality));
    joined.brotli.store(made);
    return made;
}

}  // namespace broadsheet::pages
