// Whatever stands in header fields, cookies and queries: what is read of them stays within its bounds.
#include <cstdint>
#include <cstdlib>

#include "http/address.h"
#include "http/message.h"
#include "http/range.h"

namespace http = broadsheet::http;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    if (size == 0) return 0;
    std::string_view const text(reinterpret_cast<char const*>(data + 1), size - 1);
    auto const line = text.substr(0, text.find('\n'));
    http::Request request;
    request.query = text;
    request.headers.add("Cookie", std::string(line));
    request.headers.add("Cookie", std::string(text));
    request.headers.add("X-Forwarded-For", std::string(text));
    request.headers.add("X-Forwarded-Proto", std::string(line));
    if (request.cookie("a").find(';') != std::string::npos) std::abort();
    if (request.query_value("a").size() > text.size()) std::abort();
    if (http::percent_decode(http::percent_encode(text)) != text) std::abort();
    auto const choice = http::choose_range(text, {}, "\"e\"", data[0]);
    if (choice.kind == http::RangeKind::part &&
        (choice.range.first > choice.range.last || choice.range.last >= data[0]))
        std::abort();
    http::etag_listed(text, "\"e\"");
    http::accepted_encodings(text);
    static http::TrustedProxies const proxies({"127.0.0.1", "10.0.0.0/8", "::1", "2001:db8::/32"});
    // The reader is never one whom a proxy has only been told of by the reader.
    auto const origin = proxies.origin("192.0.2.1", request.headers);
    if (origin.address != "192.0.2.1" || origin.secure) std::abort();
    http::network_of(proxies.origin("10.1.2.3", request.headers).address);
    return 0;
}
