#include "http/compress.h"

#include <brotli/encode.h>
#include <zlib.h>

#include <stdexcept>

namespace broadsheet::http {
namespace {

enum class End { flush, finish };

std::string deflate_all(std::string_view text, int level, int window_bits, End end) {
    z_stream stream{};
    if (deflateInit2(&stream, level, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::runtime_error("zlib: no memory");
    std::string out(deflateBound(&stream, text.size()) + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    int const result = ::deflate(&stream, end == End::finish ? Z_FINISH : Z_FULL_FLUSH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    if (result != (end == End::finish ? Z_STREAM_END : Z_OK)) throw std::runtime_error("zlib: deflate failed");
    return out;
}

void append_little_endian(std::string& out, std::uint32_t value) {
    for (int i = 0; i < 4; ++i, value >>= 8) out += static_cast<char>(value & 0xff);
}

}  // namespace

std::string_view const gzip_header{"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03", 10};

std::string gzip(std::string_view text, int level) { return deflate_all(text, level, 15 + 16, End::finish); }

std::string gunzip(std::string_view bytes) {
    z_stream stream{};
    if (inflateInit2(&stream, 15 + 16) != Z_OK) throw std::runtime_error("zlib: no memory");
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    std::string out;
    char chunk[16384];
    int result = Z_OK;
    while (result == Z_OK) {
        stream.next_out = reinterpret_cast<Bytef*>(chunk);
        stream.avail_out = sizeof chunk;
        result = inflate(&stream, Z_NO_FLUSH);
        out.append(chunk, sizeof chunk - stream.avail_out);
        if (result == Z_BUF_ERROR) break;
    }
    inflateEnd(&stream);
    if (result != Z_STREAM_END) throw std::runtime_error("zlib: not gzip");
    return out;
}

std::string deflate_segment(std::string_view text, int level) {
    return text.empty() ? std::string{} : deflate_all(text, level, -15, End::flush);
}

std::uint32_t crc32_of(std::string_view text) {
    return static_cast<std::uint32_t>(::crc32_z(0, reinterpret_cast<Bytef const*>(text.data()), text.size()));
}

std::uint32_t crc32_joined(std::uint32_t first, std::uint32_t second, std::size_t second_length) {
    return static_cast<std::uint32_t>(::crc32_combine(first, second, static_cast<z_off_t>(second_length)));
}

std::string gzip_trailer(std::uint32_t crc, std::size_t identity_length) {
    std::string out("\x03\x00", 2);  // a final, empty block with fixed codes
    append_little_endian(out, crc);
    append_little_endian(out, static_cast<std::uint32_t>(identity_length));
    return out;
}

std::string brotli(std::string_view text, int quality) {
    std::size_t size = BrotliEncoderMaxCompressedSize(text.size()) + 16;
    std::string out(size, '\0');
    if (BrotliEncoderCompress(quality, 18, BROTLI_MODE_TEXT, text.size(),
                              reinterpret_cast<std::uint8_t const*>(text.data()), &size,
                              reinterpret_cast<std::uint8_t*>(out.data())) != BROTLI_TRUE)
        throw std::runtime_error("brotli: encoding failed");
    out.resize(size);
    return out;
}

}  // namespace broadsheet::http
