#include "http/range.h"

#include <charconv>

namespace broadsheet::http {
namespace {

std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() && !text.empty() ? std::optional(value)
                                                                                     : std::nullopt;
}

}  // namespace

RangeChoice choose_range(std::string_view range, std::string_view if_range, std::string_view etag, std::uint64_t size) {
    if (!range.starts_with("bytes=") || range.find(',') != std::string_view::npos) return {};
    if (!if_range.empty() && if_range != etag) return {};
    range.remove_prefix(6);
    auto const dash = range.find('-');
    if (dash == std::string_view::npos) return {};
    auto const first = number(range.substr(0, dash)), last = number(range.substr(dash + 1));
    if (dash == 0) {  // the last N bytes
        if (!last) return {};
        if (*last == 0 || size == 0) return {RangeKind::unsatisfiable, {}};
        return {RangeKind::part, {*last >= size ? 0 : size - *last, size - 1}};
    }
    if (!first || (dash + 1 < range.size() && (!last || *last < *first))) return {};
    if (*first >= size) return {RangeKind::unsatisfiable, {}};
    return {RangeKind::part, {*first, last && *last < size ? *last : size - 1}};
}

}  // namespace broadsheet::http
