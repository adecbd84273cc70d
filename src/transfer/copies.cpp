#include "transfer/copies.h"

#include <algorithm>
#include <functional>
#include <set>

#include "base/give_way.h"
#include "base/log.h"

namespace broadsheet::transfer {
namespace {

namespace fs = std::filesystem;
using std::chrono::days;
using std::chrono::sys_days;

constexpr Millis next_try{10 * 60'000};
constexpr std::string_view ending = ".backup";

sys_days day_of(Time at) { return std::chrono::floor<days>(at); }

std::int64_t week_of(Time at) { return (day_of(at).time_since_epoch().count() + 3) / 7; }  // they begin on Mondays

std::int64_t month_of(Time at) {
    std::chrono::year_month_day const day(day_of(at));
    return static_cast<int>(day.year()) * 12 + static_cast<unsigned>(day.month()) - 1;
}

void take_away_blobs(fs::path const& folder) {
    media::FolderBlobs shared(folder / "media");
    std::set<std::string> named;
    for (auto const at : list_copies(folder))
        named.merge([&] {
            auto const names = media_of(folder / copy_name(at));
            return std::set<std::string>(names.begin(), names.end());
        }());
    for (auto const& name : shared.names())
        if (!named.contains(name)) shared.remove(name);
}

}  // namespace

std::string copy_name(Time at) {
    auto name = iso_time(std::chrono::floor<std::chrono::seconds>(at));  // 2026-11-30T03:15:00.000Z
    std::erase(name, ':');
    return name.substr(0, name.find_first_of(".Z", 11)) + "Z" + std::string(ending);
}

std::optional<Time> copy_time(std::string const& name) {
    if (name.size() != 18 + ending.size() || !name.ends_with(ending)) return std::nullopt;
    auto const at = parse_iso_time(name.substr(0, 13) + ":" + name.substr(13, 2) + ":" + name.substr(15, 3));
    return at && copy_name(*at) == name ? at : std::nullopt;
}

std::vector<Time> list_copies(fs::path const& folder) {
    std::vector<Time> out;
    std::error_code absent;
    for (auto const& file : fs::directory_iterator(folder, absent))
        if (auto const at = copy_time(file.path().filename().string())) out.push_back(*at);
    std::ranges::sort(out, std::greater{});
    return out;
}

std::vector<Time> kept_copies(std::vector<Time> copies, Time now, CopySettings const& settings) {
    std::ranges::sort(copies, std::greater{});
    auto const kept_until = now - days(settings.days);
    std::set<std::int64_t> weeks, months;
    std::vector<Time> out;
    for (auto const at : copies) {
        bool keep = out.empty() || at > kept_until;
        // A copy stands for its week and its month, also while it is kept for another reason.
        if (std::cmp_less(weeks.size(), settings.weeks) && weeks.insert(week_of(at)).second) keep = true;
        if (std::cmp_less(months.size(), settings.months) && months.insert(month_of(at)).second) keep = true;
        if (keep) out.push_back(at);
    }
    return out;
}

void make_copy(store::Database& database, Place const& place, CopySettings const& settings) {
    fs::create_directories(settings.folder);
    fs::permissions(settings.folder, fs::perms::group_all | fs::perms::others_all, fs::perm_options::remove);
    auto const now = place.clock.now();
    make_backup(database, place, {settings.folder / copy_name(now), settings.folder / "media"});
    auto const copies = list_copies(settings.folder);
    auto const kept = kept_copies(copies, now, settings);
    if (kept.size() == copies.size()) return;
    for (auto const at : copies)
        if (std::ranges::find(kept, at) == kept.end()) fs::remove(settings.folder / copy_name(at));
    take_away_blobs(settings.folder);
}

Copies::Copies(store::Database& database, Place place, CopySettings settings)
    : database_(database), place_(std::move(place)), settings_(std::move(settings)) {}

Copies::~Copies() { stop(); }

void Copies::start() {
    if (!settings_.folder.empty()) thread_ = std::thread([this] { run(); });
}

void Copies::stop() {
    {
        std::lock_guard const lock(mutex_);
        stopping_ = true;
    }
    stop_wanted_.notify_all();
    if (thread_.joinable()) thread_.join();
}

CopyState Copies::state() const {
    auto const copies = list_copies(settings_.folder);
    std::lock_guard const lock(mutex_);
    return {copies.empty() ? std::nullopt : std::optional(copies.front()), trouble_};
}

void Copies::run() {
    give_way();
    std::unique_lock lock(mutex_);
    for (Millis wait{1'000}; !stop_wanted_.wait_for(lock, wait, [this] { return stopping_; });) {
        lock.unlock();
        std::string trouble;
        try {
            auto const copies = list_copies(settings_.folder);
            auto const now = place_.clock.now();
            if (copies.empty() || now >= copies.front() + settings_.every) {
                make_copy(database_, place_, settings_);
                log_info("copy_made folder={} name={} ms={}", settings_.folder.string(), copy_name(now),
                         (place_.clock.now() - now).count());
            }
        } catch (std::exception const& error) {
            trouble = error.what();
            log_error("copy_failed folder={} error=\"{}\"", settings_.folder.string(), trouble);
        }
        lock.lock();
        wait = trouble.empty() ? Millis{30'000} : next_try;
        trouble_ = std::move(trouble);
    }
}

}  // namespace broadsheet::transfer
