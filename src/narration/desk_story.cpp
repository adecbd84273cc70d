// One story's narration, for whoever may edit the story.
#include "content/workflow.h"
#include "frame/audio.h"
#include "frame/frame.h"
#include "frame/values.h"
#include "http/problem.h"
#include "narration/desk_handlers.h"
#include "narration/handlers.h"
#include "store/audit.h"

namespace broadsheet::narration {
namespace {

namespace json = boost::json;
using content::Narration;
using content::NarrationKind;
using content::NarrationState;

json::value text_or_null(std::string const& text) { return text.empty() ? json::value(nullptr) : json::value(text); }

// With what its editor has to know beside it: who may change it, whether it is read out by itself, what readers are
// told.
json::object story_json(DeskCall const& call, store::Reader& reader, content::Story const& story,
                        std::optional<Narration> const& narration) {
    auto const settings = store::narration_settings(reader);
    auto out = narration ? narration_json(*narration, call.app.frame.site())
                         : json::object{{"story", story.id.text()}, {"state", nullptr}};
    out["may_change"] = content::may_edit(call.staff, story);
    out["is_read_out"] = content::narrates(settings, story.kind);
    out["disclosure"] = frame::audio_disclosure(*call.app.frame.publication()->catalogs, settings, story.text.language);
    return out;
}

// Runs `change` on the narration of the address and keeps it.
template <class Change>
http::Response change_narration(DeskCall const& call, Narrations& parts, char const* deed, Change const& change) {
    auto const transaction = call.app.database.begin();
    auto asked = asked_narration(call, *transaction);
    if (!asked) return http::problem_response(asked.error());
    change(*transaction, asked->narration);
    return save(call, parts, *transaction, *asked, deed);
}

}  // namespace

json::object narration_json(Narration const& narration, content::Site const& site) {
    bool const heard = !narration.audio.empty();
    return {{"story", narration.story.text()},
            {"state", content::name_of(narration.state)},
            {"kind", content::name_of(narration.kind)},
            {"voice", narration.voice},
            {"trouble", text_or_null(narration.trouble)},
            {"attempts", narration.attempts},
            {"lines_said", narration.lines_said},
            {"lines", narration.lines},
            {"duration", heard ? json::value(frame::iso_duration(narration.duration)) : json::value(nullptr)},
            {"bytes", narration.audio_bytes},
            {"type", text_or_null(narration.audio_mime)},
            {"media",
             heard ? json::value(frame::absolute_url(site, frame::media_path(narration.audio))) : json::value(nullptr)},
            {"digest", text_or_null(narration.digest)},
            {"source_type", text_or_null(content::digital_source_type(narration))},
            {"made_at", narration.made_at == Time{} ? json::value(nullptr) : json::value(iso_time(narration.made_at))}};
}

Result<AskedNarration> asked_narration(DeskCall const& call, store::Transaction& transaction) {
    transaction.hold("narrations");
    auto story = asked_story(call, transaction);
    if (!story) return refuse(story.error());
    if (!content::may_edit(call.staff, *story)) return refuse(content::not_yours());
    Narration none;
    none.story = story->id;
    auto known = store::find_narration(transaction, story->id);
    return AskedNarration{std::move(*story), known ? std::move(*known) : std::move(none)};
}

http::Response save(DeskCall const& call, Narrations& parts, store::Transaction& transaction,
                    AskedNarration const& asked, char const* deed) {
    auto const& [story, narration] = asked;
    store::save_narration(transaction, narration);
    store::wish_narration(transaction, story.id);
    store::append_audit(transaction, {call.staff.id, deed, "story:" + story.id.text(), story.text.headline});
    transaction.append({"narration.changed", story.id.text(), {"story:" + story.id.text(), "podcast"}, true});
    auto kept = story_json(call, transaction, story, store::find_narration(transaction, story.id));
    call.app.database.commit(transaction);
    parts.studio.wake();
    return json_answer(200, std::move(kept));
}

http::Response show_narration(DeskCall const& call, Narrations&) {
    auto const reader = call.app.database.snapshot();
    auto const story = asked_story(call, *reader);
    if (!story) return http::problem_response(story.error());
    return json_answer(200, story_json(call, *reader, *story, store::find_narration(*reader, story->id)));
}

http::Response hear_narration(DeskCall const& call, Narrations&) {
    auto const reader = call.app.database.snapshot();
    auto const story = asked_story(call, *reader);
    if (!story) return http::problem_response(story.error());
    auto const narration = store::find_narration(*reader, story->id);
    bool const is_there = narration && !narration->audio.empty();
    auto response = is_there ? audio_file(call.app, narration->audio, narration->audio_mime) : std::nullopt;
    if (!response) return http::problem_response(unknown("recording"));
    response->headers.add("Cache-Control", "private, no-cache");
    response->headers.add("X-Content-Type-Options", "nosniff");
    return std::move(*response);
}

http::Response narrate_again(DeskCall const& call, Narrations& parts) {
    return change_narration(call, parts, "narration.again", [](store::Transaction&, Narration& narration) {
        if (narration.kind == NarrationKind::human) return;
        narration.digest.clear();  // whatever it was, it is not what is wanted
        narration.state = NarrationState::queued;
        narration.trouble.clear();
    });
}

http::Response silence(DeskCall const& call, Narrations& parts) {
    return change_narration(call, parts, "narration.off", [](store::Transaction& transaction, Narration& narration) {
        if (narration.kind == NarrationKind::machine) store::forget_audio(transaction, narration);
        narration.state = NarrationState::off;
    });
}

http::Response narrate(DeskCall const& call, Narrations& parts) {
    return change_narration(call, parts, "narration.on", [](store::Transaction&, Narration& narration) {
        if (narration.state != NarrationState::off) return;
        narration.state = narration.audio.empty() ? NarrationState::queued : NarrationState::ready;
    });
}

}  // namespace broadsheet::narration
