#include "main/metrics.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "base/log.h"
#include "main/parts.h"
#include "store/health.h"
#include "store/listings.h"
#include "store/narrations.h"

namespace broadsheet {
namespace {

std::int64_t resident_bytes() {
    std::ifstream file("/proc/self/statm");
    std::int64_t size = 0, resident = 0;
    file >> size >> resident;
    return resident * ::sysconf(_SC_PAGESIZE);
}

std::int64_t open_files() {
    std::error_code ignored;
    return std::distance(std::filesystem::directory_iterator("/proc/self/fd", ignored), {});
}

}  // namespace

void Figures::begin(std::string_view name, std::string_view kind, std::string_view about) {
    if (last_ == name) return;
    last_ = name;
    text_ += fmt::format("# HELP {0} {2}\n# TYPE {0} {1}\n", name, kind, about);
}

void Figures::line(std::string_view name, std::string_view labels, double value) {
    text_ += labels.empty() ? fmt::format("{} {}\n", name, value) : fmt::format("{}{{{}}} {}\n", name, labels, value);
}

void RequestMeter::count(int status, std::chrono::microseconds took) {
    auto const seconds = static_cast<double>(took.count()) / 1e6;
    auto const place = std::ranges::lower_bound(bounds, seconds) - bounds.begin();
    buckets_[static_cast<std::size_t>(place)].fetch_add(1, std::memory_order_relaxed);
    classes_[static_cast<std::size_t>(std::clamp(status / 100, 0, 5))].fetch_add(1, std::memory_order_relaxed);
    microseconds_.fetch_add(static_cast<std::uint64_t>(took.count()), std::memory_order_relaxed);
}

void RequestMeter::write(Figures& figures) const {
    constexpr auto const* answers = "broadsheet_answers_total";
    figures.begin(answers, "counter", "Answers of handlers, by status");
    for (std::size_t i = 1; i < classes_.size(); ++i)
        figures.line(answers, fmt::format("status=\"{}xx\"", i), static_cast<double>(classes_[i]));
    constexpr auto const* name = "broadsheet_request_seconds";
    figures.begin(name, "histogram", "How long handlers took");
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < buckets_.size(); ++i) {
        sum += buckets_[i];
        auto const bound = i < bounds.size() ? fmt::format("{}", bounds[i]) : std::string("+Inf");
        figures.line("broadsheet_request_seconds_bucket", fmt::format("le=\"{}\"", bound), static_cast<double>(sum));
    }
    figures.line("broadsheet_request_seconds_sum", {}, static_cast<double>(microseconds_) / 1e6);
    figures.line("broadsheet_request_seconds_count", {}, static_cast<double>(sum));
}

namespace {

void add_machine(Figures& figures, Config const& config) {
    figures.add("broadsheet_resident_bytes", "gauge", "Memory of this process", resident_bytes());
    figures.add("broadsheet_open_files", "gauge", "Open files of this process", open_files());
    std::error_code unknown;
    if (auto const space = std::filesystem::space(config.data, unknown); !unknown)
        figures.add("broadsheet_disk_free_bytes", "gauge", "Free space under the data folder", space.available);
}

void add_newsroom(Figures& figures, store::Reader& reader, Time now) {
    auto const jobs = store::count_jobs(reader);
    auto const oldest = store::oldest_due_job(reader, now);
    figures.add("broadsheet_jobs_waiting", "gauge", "Jobs in the queue", jobs.waiting);
    figures.add("broadsheet_jobs_parked", "gauge", "Jobs given up", jobs.parked);
    figures.add("broadsheet_jobs_late_seconds", "gauge", "How long the job that is longest due has waited",
                oldest ? static_cast<double>((now - *oldest).count()) / 1000 : 0.0);
    figures.add("broadsheet_mails_waiting", "gauge", "Single mails that wait or are in doubt",
                store::waiting_mails(reader));
    figures.add("broadsheet_mailings_troubled", "gauge", "Mailings that wait for somebody",
                store::troubled_mailings(reader).size());
    std::int64_t failed = 0;
    for (auto const& count : store::count_narrations(reader))
        if (count.state == content::NarrationState::failed) failed = count.stories;
    figures.add("broadsheet_narrations_failed", "gauge", "Stories that could not be read out", failed);
}

}  // namespace

http::Response Parts::metrics() {
    Figures figures;
    auto const cache = pages_.stats();
    figures.add("broadsheet_pages_kept", "gauge", "Pages in memory", cache.pages);
    figures.add("broadsheet_pages_bytes", "gauge", "Bytes that kept pages take", cache.bytes);
    figures.add("broadsheet_pages_budget_bytes", "gauge", "Bytes they may take",
                config_.page_cache_megabytes * 1024 * 1024);
    figures.add("broadsheet_page_hits_total", "counter", "Answers from kept pages", cache.hits);
    figures.add("broadsheet_page_renders_total", "counter", "Pages rendered", cache.renders);
    figures.add("broadsheet_page_evictions_total", "counter", "Pages dropped for lack of room", cache.evictions);
    meter_.write(figures);
    auto const served = server_.stats();
    figures.add("broadsheet_connections", "gauge", "Open connections without streams", served.connections);
    figures.add("broadsheet_live_streams", "gauge", "Open event streams", served.streams);
    figures.add("broadsheet_live_streams_cut_total", "counter", "Streams whose readers did not take their bytes",
                served.streams_cut);
    add_machine(figures, config_);
    if (!config_.backup_folder.empty()) {
        auto const copies = copies_.state();
        figures.add("broadsheet_copy_newest_timestamp_seconds", "gauge", "When the newest copy was made; 0: never",
                    copies.newest ? static_cast<double>(to_ms(*copies.newest)) / 1000 : 0.0);
        figures.add("broadsheet_copy_failing", "gauge", "Whether the last try to make a copy failed",
                    copies.trouble.empty() ? 0 : 1);
    }
    // Last: the rest is told though the database is away.
    bool answers = false;
    try {
        auto const reader = data_.database.snapshot();
        add_newsroom(figures, *reader, data_.clock.now());
        figures.add("broadsheet_search_behind", "gauge", "Changes not yet indexed", search_index_.behind(*reader));
        answers = true;
    } catch (std::exception const& error) {
        log_error("metrics_without_database error=\"{}\"", error.what());
    }
    figures.add("broadsheet_database_up", "gauge", "Whether the database answers", answers ? 1 : 0);
    auto response = http::text_response(200, figures.take());
    response.headers.set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
    return response;
}

}  // namespace broadsheet
