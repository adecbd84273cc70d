// Whatever somebody gives as a link: it is refused, or leads by a harmless scheme to one place, read again alike.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "base/own_path.h"
#include "base/slug.h"
#include "base/url.h"

using namespace broadsheet;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    if (auto const url = Url::parse_link(text)) {
        auto const& out = url->text();
        auto const again = Url::parse_link(out);
        if (!again || *again != *url) std::abort();
        bool const harmless = std::ranges::any_of(
            std::initializer_list<std::string_view>{"http://", "https://", "mailto:", "tel:", "/", "#"},
            [&](std::string_view start) { return out.starts_with(start); });
        bool const printable = std::ranges::all_of(out, [](unsigned char c) { return c > ' ' && c < 0x7f; });
        if (!harmless || !printable || out.find_first_of("\"<>\\") != std::string::npos) std::abort();
        if (out.starts_with("//")) std::abort();
        if (url->is_web() && (url->host().empty() || url->host().find_first_of("/@?#") != std::string_view::npos))
            std::abort();
    }
    auto const path = own_path(text);
    if (!path.empty() && (path[0] != '/' || path.starts_with("//") || path.find('\\') != std::string::npos))
        std::abort();
    if (!is_slug(slug_from(text))) std::abort();
    return 0;
}
