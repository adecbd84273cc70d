// A story read by a person: uploaded at the desk, heard instead of the machine.
#include <algorithm>

#include "http/multipart.h"
#include "http/problem.h"
#include "media/blobs.h"
#include "narration/desk_handlers.h"
#include "speech/audio_facts.h"

namespace broadsheet::narration {

using content::NarrationKind;
using content::NarrationState;

http::Response take_recording(DeskCall const& call, Narrations& parts) {
    auto const form = http::parse_multipart(call.request.header("Content-Type"), call.request.body);
    if (!form) return http::problem_response(form.error());
    auto const file = std::ranges::find(*form, "file", &http::FormPart::name);
    if (file == form->end())
        return http::problem_response(
            {ProblemKind::invalid, "file_missing", "Please send the recording as the form's part `file`.", "file"});
    auto const facts = speech::read_audio_facts(file->content);
    if (!facts) return http::problem_response(facts.error());
    // Nobody's file is kept who may not put it there.
    if (auto const may = asked_narration(call, *call.app.database.begin()); !may)
        return http::problem_response(may.error());
    auto const extension = facts->extension == "opus" ? std::string("ogg") : facts->extension;
    auto const blob = call.app.blobs.put(file->content, extension);
    auto const transaction = call.app.database.begin();
    auto asked = asked_narration(call, *transaction);
    if (!asked) return http::problem_response(asked.error());
    auto& narration = asked->narration;
    store::forget_audio(*transaction, narration);
    narration.kind = NarrationKind::human;
    narration.state = NarrationState::ready;
    narration.voice.clear();
    narration.trouble.clear();
    narration.trained = false;
    narration.audio = blob;
    narration.audio_mime = facts->mime;
    narration.audio_bytes = static_cast<std::int64_t>(facts->bytes);
    narration.duration = facts->duration;
    narration.made_at = transaction->now();
    auto response = save(call, parts, *transaction, *asked, "narration.recorded");
    if (!call.app.blobs.exists(blob)) call.app.blobs.put(file->content, extension);  // swept out meanwhile
    return response;
}

http::Response drop_recording(DeskCall const& call, Narrations& parts) {
    auto const transaction = call.app.database.begin();
    auto asked = asked_narration(call, *transaction);
    if (!asked) return http::problem_response(asked.error());
    auto& narration = asked->narration;
    if (narration.kind != NarrationKind::human)
        return http::problem_response(
            {ProblemKind::conflict, "no_recording", "There is no recording of a person here.", {}});
    store::forget_audio(*transaction, narration);
    narration.kind = NarrationKind::machine;
    narration.state = NarrationState::queued;
    return save(call, parts, *transaction, *asked, "narration.recording_dropped");
}

}  // namespace broadsheet::narration
