// Pages as readers would get them, for staff: the desk shows them in a frame.
#include "accounts/accounts.h"
#include "content/figures.h"
#include "content/workflow.h"
#include "frame/frame.h"
#include "site/handlers.h"
#include "site/views.h"
#include "store/stories.h"
#include "store/support.h"

namespace broadsheet::site {
namespace {

constexpr std::size_t most_arranged = 100;

// "paid": with every tier.
std::string asked_audience(App& app, http::Request const& request) {
    auto asked = request.query_value("audience");
    if (asked == "member") return asked;
    if (asked != "paid") return "public";
    for (auto const& tier : store::list_tiers(*app.database.snapshot())) asked += " " + tier.id.text();
    return asked;
}

std::optional<accounts::Identity> signed_in(App& app, http::Request const& request) {
    auto identity = app.accounts.identify(request);
    return identity && !identity->must_set_second_factor ? std::move(identity) : std::nullopt;
}

// "front=ID,ID&picks=-": the lists as they would be, "-" without any story. What is no id of ours is left out.
frame::Arrangement asked_arrangement(http::Request const& request) {
    frame::Arrangement out;
    for (std::string const list : {"front", "picks"}) {
        auto const text = request.query_value(list);
        if (text.empty()) continue;
        auto& ids = out[list];
        for (std::size_t at = 0; at < text.size() && ids.size() < most_arranged;) {
            auto const end = std::min(text.find(',', at), text.size());
            if (auto const id = content::StoryId::parse(text.substr(at, end - at))) ids.push_back(*id);
            at = end + 1;
        }
    }
    return out;
}

content::Story with_staged(content::Story story) {
    if (!story.staged) return story;
    story.text = std::move(*story.staged);
    story.staged.reset();
    story.figures = content::figures_of(story.text);
    return story;
}

}  // namespace

http::Response preview_story(App& app, http::Request const& request) {
    auto const identity = signed_in(app, request);
    if (!identity) return app.frame.error_page(403, request);
    auto const id = content::StoryId::parse(request.parameter("id"));
    bool const staged = request.query_value("staged") == "1";
    return app.frame.preview(request, asked_audience(app, request), [&](frame::PageBuild& build) {
        auto story = id ? store::find_story(build.reader, *id) : std::nullopt;
        if (!story || !content::may_see(identity->staff, *story)) return frame::not_found();
        return story_view(build, staged ? with_staged(std::move(*story)) : *story);
    });
}

http::Response preview_front(App& app, http::Request const& request) {
    if (!signed_in(app, request)) return app.frame.error_page(403, request);
    return app.frame.preview(request, asked_audience(app, request), front_view, asked_arrangement(request));
}

}  // namespace broadsheet::site
