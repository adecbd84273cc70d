#include "base/log.h"
#include "base/url.h"
#include "desk/embed_page.h"
#include "desk/handlers.h"
#include "desk/picture_intake.h"
#include "desk/records.h"
#include "document/players.h"
#include "frame/frame.h"
#include "http/problem.h"
#include "jobs/runner.h"

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

}  // namespace

http::Response read_embed(DeskCall const& call) {
    auto const body = read_body(call.request);
    if (!body) return http::problem_response(body.error());
    Fields fields(*body);
    auto const url = Url::parse_link(fields.text("url", 4096).value_or(""));
    if (!url || !url->is_web())
        fields.refuse("url", "fetch_address", "This must be an address that begins with https://.");
    if (auto const problem = fields.problem()) return http::problem_response(*problem);
    auto const facts = read_embed(call.app.outside, *url);
    if (!facts) return http::problem_response(facts.error());
    auto const picture = copy_picture(call, *facts);
    return json_answer(
        200, json::object{
                 {"url", facts->url.text()},
                 {"title", facts->title},
                 {"description", facts->description},
                 {"provider", facts->provider},
                 {"picture", picture ? json::value(picture_json(*picture, call.app.frame.site(), call.app.clock.now()))
                                     : json::value(nullptr)},
                 {"player", document::player_of(facts->url).has_value()}});
}

}  // namespace broadsheet::desk
