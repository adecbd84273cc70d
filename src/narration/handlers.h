// What is sent to whoever listens. Private to narration/.
#pragma once
#include "app.h"
#include "narration/narration.h"

namespace broadsheet::narration {

enum class Sent { audio, opus, words };

// A story's recording or its words with their times, to those who may read the story: 403 to others, 404 where there is
// none, 410 where it was retracted.
http::Response send_audio(App& app, Narrations& parts, http::Request const& request, Sent what);

// The file of a recording, whose media type is `type`; whoever sends it says how long caches may keep it. Nothing where
// there is no such file.
std::optional<http::Response> audio_file(App& app, std::string const& blob, std::string const& type);

}  // namespace broadsheet::narration
