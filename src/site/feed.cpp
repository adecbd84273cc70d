#include <fmt/format.h>

#include "base/locale.h"
#include "frame/fragments.h"
#include "frame/frame.h"
#include "frame/values.h"
#include "site/days.h"
#include "site/handlers.h"
#include "site/lists.h"

namespace broadsheet::site {
namespace {

std::string day_path(Day day) { return fmt::format("/feed/{:04}/{:02}/{:02}/", day.year, day.month, day.day); }

}  // namespace

http::Response show_feed(App& app, http::Request const& request) {
    return app.frame.serve(request, [&](frame::PageBuild& build) {
        auto const list = read_list(build, "feed", "/feed/", request.parameter("page"));
        if (!list) return frame::not_found();
        frame::View view;
        view.template_name = "feed";
        fill_list_view(view, build, *list, "/feed/");
        auto const* const briefs = view.values.find("stories");
        view.values.set("days", frame::feed_days(build, *briefs->array()));
        view.head.title = build.words("News feed");
        view.head.feed_title = view.head.title;
        return view;
    });
}

http::Response show_feed_day(App& app, http::Request const& request) {
    return app.frame.serve(request, [&](frame::PageBuild& build) {
        auto const day = day_from(request.parameter("year"), request.parameter("month"), request.parameter("day"));
        if (!day) return frame::not_found();
        auto const from = start_of(*day, build.site.timezone), to = start_of(next_day(*day), build.site.timezone);
        auto const entries = store::entries_between(build.reader, "feed", from, to);
        if (entries.empty()) return frame::not_found();
        build.tag("list:feed");
        frame::View view;
        view.template_name = "feed";
        view.values = {{"days", frame::feed_days(build, frame::cards_for(build, frame::ids_of(entries)))},
                       {"day", to_ms(from)}};
        ListPage paging;
        if (auto const older = store::entry_before(build.reader, "feed", from))
            paging.older_path = day_path(day_of(*older, build.site.timezone));
        if (auto const newer = store::entry_from(build.reader, "feed", to))
            paging.newer_path = day_path(day_of(*newer, build.site.timezone));
        view.values.set("paging", paging_value(paging));
        view.head.title = format_time(from, build.site.timezone, build.site.language, DateStyle::date);
        view.head.path = day_path(*day);
        view.head.feed_path = "/feed/";
        view.head.feed_title = build.words("News feed");
        view.head.previous_path = paging.newer_path;
        view.head.next_path = paging.older_path;
        return view;
    });
}

}  // namespace broadsheet::site
