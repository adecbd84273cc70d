#include "narration/routes.h"

#include "desk_call/route.h"
#include "narration/desk_handlers.h"
#include "narration/handlers.h"

namespace broadsheet::narration {

std::vector<http::Route> routes(App& app, Narrations& parts) {
    auto const route = [&](char const* pattern, Sent what) {
        return http::Route{
            http::Method::get, pattern,
            [&app, &parts, what](http::Request const& request) { return send_audio(app, parts, request, what); }, 0};
    };
    return {route("/{slug}/audio.mp3", Sent::audio), route("/{slug}/audio.m4a", Sent::audio),
            route("/{slug}/audio.ogg", Sent::audio), route("/{slug}/audio.opus", Sent::opus),
            route("/{slug}/audio.vtt", Sent::words)};
}

std::vector<http::Route> desk_routes(App& app, Narrations& parts) {
    using enum http::Method;
    using enum desk_call::Needs;
    auto const route = [&](http::Method method, char const* pattern, desk_call::Needs needs, DeskHandler* handler,
                           std::size_t limit = desk_call::small_body) {
        return desk_call::route(
            app, method, pattern, needs, [&parts, handler](DeskCall const& call) { return handler(call, parts); },
            limit);
    };
    return {route(get, "/desk/api/narration", sign_in, show_progress),
            route(get, "/desk/api/narration/settings", editor, show_settings),
            route(patch, "/desk/api/narration/settings", editor, change_settings),
            route(get, "/desk/api/narration/voices", sign_in, list_voices),
            route(post, "/desk/api/narration/archive", editor, narrate_archive),
            route(post, "/desk/api/narration/say", sign_in, say_it),
            route(get, "/desk/api/narration/names", editor, list_unknown_names),
            route(get, "/desk/api/narration/lexicon", sign_in, list_names),
            route(post, "/desk/api/narration/lexicon", editor, create_name),
            route(patch, "/desk/api/narration/lexicon/{id}", editor, change_name),
            route(delete_, "/desk/api/narration/lexicon/{id}", editor, delete_name),
            route(get, "/desk/api/stories/{id}/narration", sign_in, show_narration),
            route(get, "/desk/api/stories/{id}/narration/audio", sign_in, hear_narration),
            route(post, "/desk/api/stories/{id}/narration/again", sign_in, narrate_again),
            route(post, "/desk/api/stories/{id}/narration/off", sign_in, silence),
            route(post, "/desk/api/stories/{id}/narration/on", sign_in, narrate),
            route(post, "/desk/api/stories/{id}/narration/recording", sign_in, take_recording, most_recording),
            route(delete_, "/desk/api/stories/{id}/narration/recording", sign_in, drop_recording)};
}

}  // namespace broadsheet::narration
