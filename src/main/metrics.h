// What is counted of requests, and how figures are written for Prometheus (text format 0.0.4).
#pragma once
#include <array>
#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.h"

namespace broadsheet {

class Figures {
  public:
    // A figure with its name, "gauge" or "counter", and what it is; `labels` as they stand in braces.
    template <class Number>
    void add(std::string_view name, std::string_view kind, std::string_view about, Number value,
             std::string_view labels = {}) {
        begin(name, kind, about);
        line(name, labels, static_cast<double>(value));
    }
    void begin(std::string_view name, std::string_view kind, std::string_view about);  // once for all labels of a name
    void line(std::string_view name, std::string_view labels, double value);
    std::string take() { return std::move(text_); }

  private:
    std::string text_, last_;
};

// Requests that a handler answered (what comes from kept pages is counted by the server). Any thread.
class RequestMeter {
  public:
    void count(int status, std::chrono::microseconds took);
    void write(Figures& figures) const;

  private:
    static constexpr std::array<double, 10> bounds{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10};  // seconds
    std::array<std::atomic<std::uint64_t>, bounds.size() + 1> buckets_{};
    std::array<std::atomic<std::uint64_t>, 6> classes_{};  // by a status' first digit
    std::atomic<std::uint64_t> microseconds_{0};
};

}  // namespace broadsheet
