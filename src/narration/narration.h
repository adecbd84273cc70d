// What the room's pages and the desk share beside App: one for the program, any thread.
#pragma once
#include "accounts/limit.h"
#include "http/message.h"
#include "narration/studio.h"
#include "speech/words/dictionaries.h"

namespace broadsheet::narration {

inline constexpr std::uint64_t most_kept_bytes = 1'000'000'000;  // of spoken sentences

struct Narrations {
    Narrations(store::Database& database, frame::Frame& frame, media::BlobStore& blobs, SpeechService service,
               std::filesystem::path const& kept_folder)
        : voices(std::move(service)),
          kept(kept_folder, most_kept_bytes),
          studio(database, frame, blobs, voices, kept) {}

    Voices voices;
    speech::KeptClips kept;
    Studio studio;
    speech::Dictionaries dictionaries;
    accounts::Limit tries{20, 0.5};  // of how something sounds, by person
    // For which readers a request is answered (content::audience_of).
    std::function<std::string(http::Request const&)> audience_of;
};

}  // namespace broadsheet::narration
