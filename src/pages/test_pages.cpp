#include "pages/test_pages.h"

#include <brotli/decode.h>

#include "http/compress.h"

namespace broadsheet::pages {
namespace {

std::string unpacked_brotli(std::string const& bytes) {
    std::string out(1 << 22, '\0');
    std::size_t size = out.size();
    if (BrotliDecoderDecompress(bytes.size(), reinterpret_cast<std::uint8_t const*>(bytes.data()), &size,
                                reinterpret_cast<std::uint8_t*>(out.data())) != BROTLI_DECODER_RESULT_SUCCESS)
        throw std::runtime_error("not brotli");
    out.resize(size);
    return out;
}

}  // namespace

std::string body_of(http::Prepared const& answer) {
    std::string out;
    for (auto const& slice : answer->body) out += slice.bytes;
    return out;
}

std::string text_of(http::Prepared const& answer) {
    if (!answer) return "none";
    auto const body = body_of(answer);
    EXPECT_EQ(body.size(), answer->length);
    EXPECT_EQ(field_of(answer, "Content-Length"), std::to_string(answer->length));
    auto const encoding = field_of(answer, "Content-Encoding");
    return encoding == "gzip" ? http::gunzip(body) : encoding == "br" ? unpacked_brotli(body) : body;
}

std::string field_of(http::Prepared const& answer, std::string const& name) {
    auto const at = answer->head.find("\r\n" + name + ": ");
    if (at == std::string::npos) return {};
    auto const begin = at + name.size() + 4;
    return answer->head.substr(begin, answer->head.find("\r\n", begin) - begin);
}

}  // namespace broadsheet::pages
