// The seam between what is to be said and who says it: one sentence in, sound out. Engines: flite_voice.h,
// espeak_voice.h, server_voice.h. Any thread may call a voice; say() blocks.
#pragma once
#include <atomic>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "speech/clip.h"
#include "speech/words/piece.h"

namespace broadsheet::speech {

// One sentence. Texts of strangers: voices take out what an engine could read as a command. Blanks between pieces are
// the pieces' own (words/say.h `with_blanks` puts them there).
struct Utterance {
    std::string language;  // BCP 47
    std::vector<Piece> pieces;
};

// The engine cannot be had just now (no answer, no program, too busy): another voice may do, or the same one later.
struct Unreachable : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct Spoken {
    std::size_t sentences = 0;
    std::size_t characters = 0;  // code points of what the engine was given to say
    friend bool operator==(Spoken const&, Spoken const&) = default;
};

// A voice that can be chosen.
struct VoiceInfo {
    std::string id;  // what the engine calls it
    std::string name;
    std::string language;
};

class Voice {
  public:
    virtual ~Voice() = default;

    // What it sounds like: engine, version, name, settings. Part of what a sentence is kept under. This and script()
    // throw Unreachable where the engine must be asked for it and is away.
    virtual std::string id() const = 0;
    virtual bool speaks(std::string_view language) const = 0;
    // Exactly what the engine would be given; the other part of what a sentence is kept under. Refused: `speech_empty`
    // (nothing in it can be said), `speech_long`, `speech_language`.
    virtual Result<std::string> script(Utterance const& utterance) const = 0;
    // Refused as above, and with `speech_refused` where the engine will not say this. Throws Unreachable.
    virtual Result<Clip> say(Utterance const& utterance) = 0;

    // What the engine was really given since this was made, failures included: what a hosted one may charge for.
    Spoken spoken() const { return {sentences_, characters_}; }

  protected:
    void count(std::size_t characters) {
        ++sentences_;
        characters_ += characters;
    }

  private:
    std::atomic<std::size_t> sentences_ = 0, characters_ = 0;
};

}  // namespace broadsheet::speech
