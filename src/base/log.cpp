#include "base/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace broadsheet {
namespace {

spdlog::logger& logger() {
    static auto const shared = [] {
        auto made = spdlog::stderr_logger_mt("broadsheet");
        made->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
        return made;
    }();
    return *shared;
}

spdlog::level::level_enum level_of(LogLevel level) {
    switch (level) {
        case LogLevel::debug:
            return spdlog::level::debug;
        case LogLevel::info:
            return spdlog::level::info;
        case LogLevel::warning:
            return spdlog::level::warn;
        case LogLevel::error:
            return spdlog::level::err;
    }
    return spdlog::level::info;
}

// A line stays a line: what strangers sent cannot forge a second one.
std::string one_line(std::string_view line) {
    std::string out(line);
    for (char& c : out)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
    return out;
}

}  // namespace

void log_line(LogLevel level, std::string_view line) { logger().log(level_of(level), one_line(line)); }
void set_log_level(LogLevel level) { logger().set_level(level_of(level)); }

}  // namespace broadsheet
