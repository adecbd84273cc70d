// How something sounds, before anybody hears it.
#include "base/locale.h"
#include "frame/frame.h"
#include "http/problem.h"
#include "narration/desk_handlers.h"
#include "speech/loudness.h"
#include "speech/words/ipa.h"
#include "store/lexicon.h"

namespace broadsheet::narration {
namespace {

constexpr std::size_t longest_try = 500;  // characters

struct Try {
    std::string text, language, voice;
    std::vector<speech::Line> lines;
};

// A name with the sound that is asked about, or words as stories say them.
void read_lines(Fields& fields, store::Reader& reader, Try& out) {
    auto const respelling = fields.text("respelling", 100), ipa = fields.text("ipa", speech::longest_ipa);
    if (ipa && !ipa->empty())
        if (auto const checked = speech::check_ipa(*ipa); !checked) return fields.refuse(checked.error());
    bool const is_name = (respelling && !respelling->empty()) || (ipa && !ipa->empty());
    if (!is_name) {
        out.lines = lines_of(out.text, out.language, read_lexicon(reader));
        return;
    }
    speech::Lexicon const lexicon({{out.text, respelling.value_or(""), ipa.value_or(""), false, ""}});
    out.lines = lines_of(out.text, out.language, lexicon);
}

Try read_try(Fields& fields, store::Reader& reader, Voices& voices, content::NarrationSettings const& settings,
             std::string const& site_language) {
    Try out;
    out.text = fields.text("text", longest_try, Fields::Lines::many).value_or("");
    out.language = fields.text("language", 35).value_or(site_language);
    out.voice = fields.text("voice", 100).value_or("");
    if (!is_language_tag(out.language))
        fields.refuse("language", "language_shape", "This must be a language such as en or uk.");
    if (out.voice.empty()) out.voice = voices.wanted(settings, out.language, std::nullopt);
    read_lines(fields, reader, out);
    if (out.lines.empty()) fields.refuse("text", "text_missing", "Please write something to be said.");
    return out;
}

}  // namespace

http::Response say_it(DeskCall const& call, Narrations& parts) {
    if (!parts.tries.take(call.staff.id.text(), call.app.clock.now()))
        return http::problem_response({ProblemKind::too_many, "tries_many", "Please wait a moment.", {}});
    auto const body = read_body(call.request);
    if (!body) return http::problem_response(body.error());
    auto const reader = call.app.database.snapshot();
    auto const settings = store::narration_settings(*reader);
    Fields fields(*body);
    auto const asked = read_try(fields, *reader, parts.voices, settings, call.app.frame.site().language);
    if (auto const problem = fields.problem()) return http::problem_response(*problem);
    auto const voice = parts.voices.find(asked.voice, settings);
    if (!voice) return http::problem_response(voice.error());
    try {
        auto track = speech::narrate(asked.lines, {*voice}, parts.kept);
        if (!track) return http::problem_response(track.error());
        speech::level(track->clip);
        http::Response response{200, {}, speech::encode_mp3(*track, {})};
        response.headers.add("Content-Type", "audio/mpeg");
        response.headers.add("Cache-Control", "private, no-store");
        return response;
    } catch (speech::Unreachable const&) {
        return http::problem_response(
            {ProblemKind::conflict, "voice_away", "This voice cannot be reached just now.", "voice"});
    }
}

}  // namespace broadsheet::narration
