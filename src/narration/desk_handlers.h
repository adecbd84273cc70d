// What the desk's API answers about narrations. Private to narration/.
#pragma once
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "desk_call/asked_story.h"
#include "desk_call/call.h"
#include "narration/narration.h"

namespace broadsheet::narration {

using desk_call::DeskCall;
using desk_call::Fields;
using desk_call::json_answer;
using desk_call::read_body;
using desk_call::unknown;

inline constexpr std::size_t most_recording = 200'000'000;  // bytes of the whole form

using DeskHandler = http::Response(DeskCall const& call, Narrations& parts);

DeskHandler show_settings, change_settings, list_voices;        // desk_settings.cpp
DeskHandler list_names, create_name, change_name, delete_name;  // desk_lexicon.cpp
DeskHandler say_it;                                             // desk_say.cpp: text, language, voice, name
DeskHandler list_unknown_names;                                 // desk_names.cpp: ?story=
DeskHandler show_progress, narrate_archive;                     // desk_progress.cpp
DeskHandler show_narration, narrate_again, silence, narrate;    // desk_story.cpp
DeskHandler hear_narration;                                     // there, too: before readers do, and where they may not
DeskHandler take_recording, drop_recording;                     // desk_recording.cpp

boost::json::object narration_json(content::Narration const& narration, content::Site const& site);

// The story of the address, and what there is to hear of it (a row of its own if there is none), for somebody who may
// edit it; held against others until the transaction ends.
struct AskedNarration {
    content::Story story;
    content::Narration narration;
};
Result<AskedNarration> asked_narration(DeskCall const& call, store::Transaction& transaction);
// Saves it, notes the deed and the change, wishes it anew.
http::Response save(DeskCall const& call, Narrations& parts, store::Transaction& transaction,
                    AskedNarration const& asked, char const* deed);

}  // namespace broadsheet::narration
