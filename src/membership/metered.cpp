// Stories for members that everybody may open, so many a month: pressed for one by one, remembered in a sealed cookie
// of the browser's own.
#include <fmt/format.h>

#include <algorithm>

#include "base/locale.h"
#include "content/workflow.h"
#include "frame/frame.h"
#include "frame/notice.h"
#include "frame/values.h"
#include "http/posted_form.h"
#include "membership/handlers.h"
#include "membership/routes.h"
#include "store/stories.h"
#include "store/support.h"

namespace broadsheet::membership {
namespace {

constexpr char const* cookie_name = "broadsheet_opened";

struct Opened {
    std::string month;
    std::vector<std::string> slugs;
};

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> out;
    while (!text.empty()) {
        auto const word = text.substr(0, text.find(' '));
        text.remove_prefix(std::min(text.size(), word.size() + 1));
        if (!word.empty()) out.emplace_back(word);
    }
    return out;
}

std::string month_of(Time now) { return iso_time(now).substr(0, 7); }

Opened read_opened(Members const& parts, http::Request const& request, Time now) {
    Opened out{month_of(now), {}};
    auto const value = request.cookie(cookie_name);
    auto const text = value.empty() || value.size() > 4000 ? std::nullopt : parts.seal.open(value);
    auto words = text ? words_of(*text) : std::vector<std::string>{};
    if (words.empty() || words.front() != out.month) return out;
    out.slugs.assign(words.begin() + 1, words.end());
    return out;
}

http::Response used_up(App& app, http::Request const& request, int most) {
    return frame::notice_page(app.frame, request, [&](frame::PageBuild& build) {
        frame::Notice notice;
        notice.status = 403;
        notice.title = build.words("That was all for this month");
        notice.paragraphs = {frame::fill(
            build.words("You have opened {count} stories for members this month. Members read all of them."), "count",
            std::to_string(most))};
        notice.link = "/support/?cadence=month";
        notice.link_text = build.words("Become a member");
        return notice;
    });
}

}  // namespace

bool may_be_metered(std::string_view cookies) { return cookies.find(cookie_name) != std::string_view::npos; }

bool is_metered_open(Members const& parts, http::Request const& request, Time now) {
    std::string_view path = request.path;
    if (path.size() < 3) return false;
    auto const slug = path.substr(1, path.size() - 2);
    auto const opened = read_opened(parts, request, now);
    return std::ranges::find(opened.slugs, slug) != opened.slugs.end();
}

http::Response open_metered(App& app, Members& parts, http::Request const& request) {
    auto const slug = http::PostedForm(request).text("story");
    auto const reader = app.database.snapshot();
    auto const hit = store::find_slug(*reader, slug);
    auto const story = hit ? store::find_story(*reader, hit->story) : std::nullopt;
    if (!story || story->status != content::StoryStatus::published || story->text.slug != slug)
        return app.frame.error_page(404, request);
    auto const now = app.clock.now();
    auto opened = read_opened(parts, request, now);
    auto const most = static_cast<std::size_t>(store::support_settings(*reader).metered);
    auto response = http::redirect_response(303, frame::story_path(slug));
    bool const known = std::ranges::find(opened.slugs, slug) != opened.slugs.end();
    if (known || !content::readers_may_read(story->text.visibility, "metered")) return response;
    if (opened.slugs.size() >= most) return used_up(app, request, static_cast<int>(most));
    opened.slugs.push_back(slug);
    auto text = opened.month;
    for (auto const& one : opened.slugs) text += " " + one;
    response.headers.add("Set-Cookie",
                         fmt::format("{}={}; Path=/; HttpOnly; SameSite=Lax; Max-Age=2678400{}", cookie_name,
                                     parts.seal.close(text), parts.secure ? "; Secure" : ""));
    return response;
}

}  // namespace broadsheet::membership
