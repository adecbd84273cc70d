#include "accounts/accounts.h"
#include "content/workflow.h"
#include "frame/frame.h"
#include "narration/handlers.h"

namespace broadsheet::narration {
namespace {

using content::StoryStatus;

bool is_there(content::Narration const& narration, Sent what) {
    if (narration.state == content::NarrationState::off) return false;
    return !(what == Sent::audio ? narration.audio : what == Sent::opus ? narration.opus : narration.vtt).empty();
}

bool may_hear(App& app, Narrations& parts, http::Request const& request, content::Story const& story) {
    if (content::readers_may_read(story.text.visibility, parts.audience_of(request))) return true;
    auto const identity = app.accounts.identify(request);
    return identity && !identity->must_set_second_factor;
}

http::Response file_of(App& app, http::Request const& request, std::string const& blob, std::string const& type) {
    auto file = audio_file(app, blob, type);
    return file ? std::move(*file) : app.frame.error_page(404, request);
}

http::Response words_of(content::Narration const& narration) {
    auto response = http::text_response(200, narration.vtt);
    response.headers.set("Content-Type", "text/vtt; charset=utf-8");
    return response;
}

}  // namespace

std::optional<http::Response> audio_file(App& app, std::string const& blob, std::string const& type) {
    auto const path = app.blobs.path(blob);
    if (!path) return std::nullopt;
    http::Response response{200, {}, http::FileBody{*path, "\"" + blob.substr(3, 24) + "\""}};
    response.headers.add("Content-Type", type);
    return response;
}

http::Response send_audio(App& app, Narrations& parts, http::Request const& request, Sent what) {
    auto const reader = app.database.snapshot();
    auto const hit = store::find_slug(*reader, request.parameter("slug"));
    auto const story = hit ? store::find_story(*reader, hit->story) : std::nullopt;
    if (story && story->status == StoryStatus::retracted) return app.frame.error_page(410, request);
    auto const narration =
        story && story->status == StoryStatus::published ? store::find_narration(*reader, story->id) : std::nullopt;
    if (!narration || !is_there(*narration, what)) return app.frame.error_page(404, request);
    bool const everybodys = story->text.visibility == "public";
    if (!everybodys && !may_hear(app, parts, request, *story)) return app.frame.error_page(403, request);
    auto response = what == Sent::words   ? words_of(*narration)
                    : what == Sent::audio ? file_of(app, request, narration->audio, narration->audio_mime)
                                          : file_of(app, request, narration->opus, "audio/ogg");
    // What is retracted must not come from a cache for long.
    response.headers.set("Cache-Control", everybodys ? "public, max-age=60, s-maxage=10" : "private, no-cache");
    if (!everybodys) response.headers.set("Vary", "Cookie");
    response.headers.set("X-Content-Type-Options", "nosniff");
    return response;
}

}  // namespace broadsheet::narration
