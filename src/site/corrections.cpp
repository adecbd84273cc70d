#include "store/corrections.h"

#include "base/locale.h"
#include "frame/frame.h"
#include "frame/values.h"
#include "site/handlers.h"

namespace broadsheet::site {
namespace {

constexpr int page_length = 20;

using Entries = std::vector<store::PublicCorrection>;

std::string path_before(std::int64_t entry) { return "/corrections/before/" + id_text(entry) + "/"; }

theme::Object entry_value(store::PublicCorrection const& entry) {
    return {{"headline", entry.headline}, {"url", frame::story_path(entry.slug)},
            {"language", entry.language}, {"note", entry.note},
            {"at", to_ms(entry.at)},      {"retraction", entry.retraction}};
}

// [{label entries:[…]}…]; a day of the newsroom's.
theme::Array by_day(frame::PageBuild& build, Entries const& entries) {
    theme::Array days;
    for (std::size_t i = 0; i < entries.size();) {
        auto const day = day_of(entries[i].at, build.site.timezone);
        auto const label = to_ms(entries[i].at);
        theme::Array of_day;
        for (; i < entries.size() && day_of(entries[i].at, build.site.timezone) == day; ++i) {
            build.tag("story:" + entries[i].story.text());
            of_day.emplace_back(entry_value(entries[i]));
        }
        days.emplace_back(theme::Object{{"label", label}, {"entries", std::move(of_day)}});
    }
    return days;
}

}  // namespace

// Each further page begins behind an entry that it names, so any depth costs two index look-ups. Only entries that
// exist have a page: nobody can fill the memory with made-up ones.
http::Response show_corrections(App& app, http::Request const& request) {
    return app.frame.serve(request, [&](frame::PageBuild& build) {
        auto const asked = request.parameter("entry");
        auto const before = asked.empty() ? std::optional<std::int64_t>(0) : parse_id(asked);
        build.tag("corrections");
        auto entries = before ? store::list_corrections(build.reader, *before, page_length + 1) : std::nullopt;
        if (!entries || (entries->empty() && *before != 0)) return frame::not_found();
        bool const more = entries->size() > page_length;
        if (more) entries->pop_back();
        frame::View view;
        view.template_name = "corrections";
        view.head.title = build.words("Corrections");
        view.head.path = *before == 0 ? "/corrections/" : path_before(*before);
        if (*before != 0) view.head.previous_path = "/corrections/";
        if (more) view.head.next_path = path_before(entries->back().id);
        view.values = {
            {"days", by_day(build, *entries)},
            {"paging", theme::Object{{"newer_url", view.head.previous_path}, {"older_url", view.head.next_path}}}};
        return view;
    });
}

}  // namespace broadsheet::site
