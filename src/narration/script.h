// What is said of a story: from its text to lines that voices can speak. Reads the store; any thread.
#pragma once
#include "content/narration.h"
#include "frame/publication.h"
#include "speech/encode.h"
#include "speech/narrate.h"
#include "speech/words/lexicon.h"

namespace broadsheet::narration {

struct Script {
    std::vector<speech::Line> lines;
    std::vector<std::string> shown;  // each line as it stands on the page
    speech::AudioTags tags;          // without cover and source
    std::string digest;              // of all this and the wanted voice: the same digest, the same sound
};

// Refused: `story_broken` for a body that cannot be read.
Result<Script> write_script(store::Reader& reader, frame::Publication const& publication, content::Story const& story,
                            content::NarrationSettings const& settings, std::string_view wanted_voice);

// The sentences of a few words, for trying out how they sound.
std::vector<speech::Line> lines_of(std::string_view text, std::string const& language, speech::Lexicon const& lexicon);

speech::Lexicon read_lexicon(store::Reader& reader);

}  // namespace broadsheet::narration
