// Byte ranges (RFC 9110, 14): what part of a file a request asks for.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace broadsheet::http {

struct ByteRange {
    std::uint64_t first = 0;
    std::uint64_t last = 0;  // inclusive
};

enum class RangeKind { whole, part, unsatisfiable };
struct RangeChoice {
    RangeKind kind = RangeKind::whole;
    ByteRange range;
};

// `range` is the Range field, `if_range` the If-Range field (only an ETag is honoured). Several ranges, other units and
// broken fields mean the whole file, as the RFC allows.
RangeChoice choose_range(std::string_view range, std::string_view if_range, std::string_view etag, std::uint64_t size);

}  // namespace broadsheet::http
