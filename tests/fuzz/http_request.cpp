// Whatever a stranger sends: a request is refused or read, and read alike however the network cuts its bytes.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "base/utf8.h"
#include "http/parser.h"

namespace http = broadsheet::http;
namespace asio = boost::asio;

namespace {

struct Reading {
    bool refused = false, done = false;
    std::size_t taken = 0;
    http::Method method{};
    std::string path, query, body;
    std::vector<std::pair<std::string, std::string>> fields;
    bool operator==(Reading const&) const = default;
};

// As a session reads: what arrived so far is offered again until the parser takes it.
Reading read(std::string_view bytes, std::size_t piece) {
    http::WireRequest wire;
    http::Parser parser(wire);
    parser.header_limit(16 * 1024);
    parser.body_limit(boost::none);
    Reading out;
    boost::system::error_code error;
    for (std::size_t arrived = std::min(piece, bytes.size()); !parser.is_done();) {
        auto const put = parser.put(asio::const_buffer(bytes.data() + out.taken, arrived - out.taken), error);
        if (put > arrived - out.taken) std::abort();
        out.taken += put;
        if (error && error != http::beast::http::error::need_more) break;
        if (!error && put > 0 && out.taken < arrived) continue;
        if (parser.is_done() || arrived == bytes.size()) break;
        arrived = std::min(arrived + piece, bytes.size());
    }
    out.refused = error && error != http::beast::http::error::need_more;
    out.done = parser.is_done();
    out.method = wire.method();
    out.path = wire.path();
    out.query = wire.query();
    out.body = wire.body;
    for (auto const& field : wire.headers()) out.fields.push_back(field);
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    if (size < 2) return 0;
    std::string_view const bytes(reinterpret_cast<char const*>(data + 1), size - 1);
    auto const whole = read(bytes, bytes.size());
    if (whole.body.size() > bytes.size()) std::abort();
    for (auto const& [name, value] : whole.fields)
        if (name.find_first_of("\r\n: ") != std::string::npos || value.find_first_of("\r\n") != std::string::npos ||
            value.find('\0') != std::string::npos)
            std::abort();
    if (whole.path.find_first_of("\r\n ?") != std::string::npos || whole.path.find('\0') != std::string::npos)
        std::abort();
    auto const cut = read(bytes, 1 + data[0] % 64);
    if (whole.done != cut.done || (whole.done && whole != cut)) std::abort();  // two readings of where a request ends
    return 0;
}
