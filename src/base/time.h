// UTC milliseconds everywhere inside; local time exists only where text for readers is made (base/locale.h).
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace broadsheet {

using Time = std::chrono::sys_time<std::chrono::milliseconds>;
using Millis = std::chrono::milliseconds;

inline std::int64_t to_ms(Time time) { return time.time_since_epoch().count(); }
inline Time from_ms(std::int64_t ms) { return Time{Millis{ms}}; }

// Where "now" comes from; handed in so that tests decide what time it is. Copyable, callable from any thread.
struct Clock {
    std::function<Time()> now;
};
Clock system_clock();

std::string iso_time(Time time);                            // 2026-09-01T07:12:00.000Z (RFC 3339)
std::optional<Time> parse_iso_time(std::string_view text);  // RFC 3339 with Z or an offset, fraction optional
std::string http_date(Time time);                           // Sun, 06 Nov 1994 08:49:37 GMT (RFC 9110, 5.6.7)
std::optional<Time> parse_http_date(std::string_view text);
std::string rfc822_date(Time time);  // Sun, 06 Nov 1994 08:49:37 +0000 (RSS 2.0)

}  // namespace broadsheet
