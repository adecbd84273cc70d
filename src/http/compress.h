// gzip (RFC 1952) for answers made on the spot, and the pieces that the page cache joins: raw deflate segments ended by
// a full flush, so that they can stand one after another in one stream.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace broadsheet::http {

std::string gzip(std::string_view text, int level);
std::string gunzip(std::string_view bytes);  // throws std::runtime_error on what is not gzip

// Raw deflate of `text`, byte aligned at its end, without a final block: segments may follow.
std::string deflate_segment(std::string_view text, int level);
std::uint32_t crc32_of(std::string_view text);
std::uint32_t crc32_joined(std::uint32_t first, std::uint32_t second, std::size_t second_length);

extern std::string_view const gzip_header;                                 // goes before the first segment
std::string gzip_trailer(std::uint32_t crc, std::size_t identity_length);  // final empty block, checksum, length

std::string brotli(std::string_view text, int quality);

}  // namespace broadsheet::http
