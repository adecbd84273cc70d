// One line per event on standard error: `name key=value …`. Logged at the edges only (dispatcher, job runner, outbound
// calls, start and stop). Any thread.
#pragma once
#include <fmt/format.h>

#include <string_view>

namespace broadsheet {

enum class LogLevel { debug, info, warning, error };

void log_line(LogLevel level, std::string_view line);
void set_log_level(LogLevel level);

template <class... Args>
void log_info(fmt::format_string<Args...> text, Args&&... args) {
    log_line(LogLevel::info, fmt::format(text, std::forward<Args>(args)...));
}
template <class... Args>
void log_warning(fmt::format_string<Args...> text, Args&&... args) {
    log_line(LogLevel::warning, fmt::format(text, std::forward<Args>(args)...));
}
template <class... Args>
void log_error(fmt::format_string<Args...> text, Args&&... args) {
    log_line(LogLevel::error, fmt::format(text, std::forward<Args>(args)...));
}

}  // namespace broadsheet
