#include "base/log.h"
#include "base/slug.h"
#include "base/url.h"
#include "desk/embed_page.h"
#include "desk/handlers.h"
#include "desk/picture_intake.h"
#include "desk/records.h"
#include "document/players.h"
#include "frame/frame.h"
#include "http/problem.h"
#include "jobs/runner.h"
#include "store/stories.h"

namespace broadsheet::desk {
namespace {

namespace json = boost::json;

// Our own copy of the preview; a card does without one that cannot be had.
std::optional<content::Picture> copy_picture(DeskCall const& call, EmbedFacts const& facts) {
    if (facts.picture.empty()) return std::nullopt;
    http::Fetch request;
    request.url = facts.picture;
    request.most_bytes = http::most_fetched_picture_bytes;
    auto const fetched = call.app.outside.fetch(request);
    if (!fetched || fetched->status != 200) return std::nullopt;
    auto taken = take_picture(call, fetched->body);
    if (!taken) {
        log_info("embed_picture_refused url=\"{}\" code={}", facts.picture, taken.error().code);
        return std::nullopt;
    }
    taken->alt.clear();
    taken->caption = facts.title;
    taken->credit = facts.provider;
    auto const transaction = call.app.database.begin();
    if (!keep_picture(*transaction, call.app.blobs, *taken, store::PictureOrigin::embed)) return std::nullopt;
    call.app.database.commit(*transaction);
    call.app.jobs.wake();
    return *taken;
}

// The published story at an address of ours: it gets a card that follows it.
std::optional<content::Story> own_story(DeskCall const& call, Url const& url) {
    std::string_view path = url.text();
    auto const site = call.app.frame.site().url + "/";
    if (!path.starts_with(site)) return std::nullopt;
    path.remove_prefix(site.size());
    path = path.substr(0, path.find_first_of("/?#"));
    auto const reader = call.app.database.snapshot();
    auto const hit = is_slug(path) ? store::find_slug(*reader, path) : std::nullopt;
    auto story = hit ? store::find_story(*reader, hit->story) : std::nullopt;
    return story && story->status == content::StoryStatus::published ? std::move(story) : std::nullopt;
}

json::object embed_json(std::string const& url, std::string const& title, std::string const& description,
                        std::string const& provider) {
    return {{"url", url},           {"title", title},     {"description", description},
            {"provider", provider}, {"picture", nullptr}, {"player", false},
            {"story", nullptr}};
}

}  // namespace

http::Response read_embed(DeskCall const& call) {
    auto const body = read_body(call.request);
    if (!body) return http::problem_response(body.error());
    Fields fields(*body);
    auto const url = Url::parse_link(fields.text("url", 4096).value_or(""));
    if (!url || !url->is_web())
        fields.refuse("url", "fetch_address", "This must be an address that begins with https://.");
    if (auto const problem = fields.problem()) return http::problem_response(*problem);
    if (auto const story = own_story(call, *url)) {
        auto out = embed_json(url->text(), story->text.headline, story->text.standfirst, call.app.frame.site().title);
        out["story"] = story->id.text();
        return json_answer(200, out);
    }
    auto const turn = call.app.outside.turn();
    if (!turn)
        return http::problem_response({ProblemKind::too_many, "embeds_busy",
                                       "Several addresses are being looked at already. Please try again in a moment.",
                                       "url"});
    auto const facts = read_embed(call.app.outside, *url);
    if (!facts) return http::problem_response(facts.error());
    auto const picture = copy_picture(call, *facts);
    auto out = embed_json(facts->url.text(), facts->title, facts->description, facts->provider);
    if (picture) out["picture"] = picture_json(*picture, call.app.frame.site(), call.app.clock.now());
    out["player"] = document::player_of(facts->url).has_value();
    return json_answer(200, out);
}

}  // namespace broadsheet::desk
