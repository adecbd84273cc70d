#include <fmt/format.h>

#include <algorithm>

#include "base/locale.h"
#include "frame/frame.h"
#include "frame/values.h"
#include "site/days.h"
#include "site/handlers.h"
#include "site/lists.h"

namespace broadsheet::site {
namespace {

std::string month_path(int year, int month) { return fmt::format("/archive/{:04}/{:02}/", year, month); }
std::string day_path(Day day) { return fmt::format("/archive/{:04}/{:02}/{:02}/", day.year, day.month, day.day); }

Time start_of_month(int year, int month, std::string const& zone) { return start_of({year, month, 1}, zone); }
Time start_of_next_month(int year, int month, std::string const& zone) {
    return month == 12 ? start_of_month(year + 1, 1, zone) : start_of_month(year, month + 1, zone);
}

std::optional<Time> later(std::optional<Time> a, std::optional<Time> b) {
    return a && b ? std::max(*a, *b) : a ? a : b;
}
std::optional<Time> earlier(std::optional<Time> a, std::optional<Time> b) {
    return a && b ? std::min(*a, *b) : a ? a : b;
}

std::optional<Time> last_before(store::Reader& reader, Time at) {
    return later(store::entry_before(reader, "news", at), store::entry_before(reader, "feed", at));
}
std::optional<Time> first_from(store::Reader& reader, Time at) {
    return earlier(store::entry_from(reader, "news", at), store::entry_from(reader, "feed", at));
}

// Every month in which something was published, by years, the newest first: one look-up in the index for each.
theme::Array months_by_year(frame::PageBuild& build) {
    theme::Array years, months;
    int year = 0;
    auto const end_year = [&] {
        if (!months.empty()) years.emplace_back(theme::Object{{"year", year}, {"months", std::move(months)}});
        months = {};
    };
    auto const& zone = build.site.timezone;
    for (auto at = last_before(build.reader, Time::max()); at;) {
        auto const day = day_of(*at, zone);
        if (day.year != year) end_year();
        year = day.year;
        auto const start = start_of_month(day.year, day.month, zone);
        months.emplace_back(theme::Object{{"at", to_ms(start)}, {"url", month_path(day.year, day.month)}});
        at = last_before(build.reader, start);
    }
    end_year();
    return years;
}

// The days of these entries with their numbers, the newest first; both lists are in that order.
theme::Array days_of(std::vector<store::ListEntry> const& stories, std::vector<store::ListEntry> const& briefs,
                     std::string const& zone) {
    std::map<Day, std::pair<int, int>, std::greater<>> counts;
    for (auto const& entry : stories) ++counts[day_of(entry.at, zone)].first;
    for (auto const& entry : briefs) ++counts[day_of(entry.at, zone)].second;
    theme::Array out;
    for (auto const& [day, count] : counts)
        out.emplace_back(theme::Object{{"at", to_ms(start_of(day, zone))},
                                       {"url", day_path(day)},
                                       {"stories", count.first},
                                       {"briefs", count.second}});
    return out;
}

frame::View archive_view(std::string path) {
    frame::View view;
    view.template_name = "archive";
    view.head.path = std::move(path);
    return view;
}

void set_neighbours(frame::View& view, std::string newer, std::string older) {
    ListPage paging;
    paging.newer_path = std::move(newer);
    paging.older_path = std::move(older);
    view.values.set("paging", paging_value(paging));
    view.head.previous_path = paging.newer_path;
    view.head.next_path = paging.older_path;
}

std::string title_of(frame::PageBuild const& build, std::string const& when) {
    auto const archive = frame::translated(*build.publication->catalogs, build.site.language, "Archive");
    return when.empty() ? archive : archive + ": " + when;
}

std::string written(frame::PageBuild const& build, Time time, DateStyle style) {
    return format_time(time, build.site.timezone, build.site.language, style);
}

}  // namespace

http::Response show_archive(App& app, http::Request const& request) {
    return app.frame.serve(request, [&](frame::PageBuild& build) {
        auto const list = read_list(build, "news", "/archive/", request.parameter("page"));
        if (!list) return frame::not_found();
        auto view = archive_view("/archive/");
        if (list->page == 0) {
            build.tag("list:feed");
            view.values.set("years", months_by_year(build));
        }
        fill_list_view(view, build, *list, "/archive/");
        view.head.title = title_of(build, {});
        return view;
    });
}

http::Response show_archive_month(App& app, http::Request const& request) {
    return app.frame.serve(request, [&](frame::PageBuild& build) {
        auto const first = day_from(request.parameter("year"), request.parameter("month"), "01");
        if (!first) return frame::not_found();
        auto const& zone = build.site.timezone;
        auto const from = start_of(*first, zone), to = start_of_next_month(first->year, first->month, zone);
        auto const stories = store::entries_between(build.reader, "news", from, to);
        auto const briefs = store::entries_between(build.reader, "feed", from, to);
        if (stories.empty() && briefs.empty()) return frame::not_found();
        build.tag("list:news");
        build.tag("list:feed");
        auto view = archive_view(month_path(first->year, first->month));
        view.values.set("month", to_ms(from));
        view.values.set("days", days_of(stories, briefs, zone));
        auto const path_at = [&](std::optional<Time> at) {
            if (!at) return std::string();
            auto const day = day_of(*at, zone);
            return month_path(day.year, day.month);
        };
        set_neighbours(view, path_at(first_from(build.reader, to)), path_at(last_before(build.reader, from)));
        view.head.title = title_of(build, written(build, from, DateStyle::month));
        return view;
    });
}

http::Response show_archive_day(App& app, http::Request const& request) {
    return app.frame.serve(request, [&](frame::PageBuild& build) {
        auto const day = day_from(request.parameter("year"), request.parameter("month"), request.parameter("day"));
        if (!day) return frame::not_found();
        auto const& zone = build.site.timezone;
        auto const from = start_of(*day, zone), to = start_of(next_day(*day), zone);
        auto const stories = store::entries_between(build.reader, "news", from, to);
        auto const briefs = store::entries_between(build.reader, "feed", from, to);
        if (stories.empty() && briefs.empty()) return frame::not_found();
        build.tag("list:news");
        build.tag("list:feed");
        auto view = archive_view(day_path(*day));
        view.values.set("day", to_ms(from));
        view.values.set("stories", frame::cards_for(build, frame::ids_of(stories)));
        view.values.set("briefs", frame::cards_for(build, frame::ids_of(briefs)));
        auto const path_at = [&](std::optional<Time> at) { return at ? day_path(day_of(*at, zone)) : std::string(); };
        set_neighbours(view, path_at(first_from(build.reader, to)), path_at(last_before(build.reader, from)));
        view.head.title = title_of(build, written(build, from, DateStyle::date));
        return view;
    });
}

}  // namespace broadsheet::site
