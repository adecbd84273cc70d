// One sentence on its way from what is written to what is said: the tokens that are left, and the pieces so far. Within
// the room only; one sentence, one thread.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "speech/words/piece.h"
#include "speech/words/tokens.h"

namespace broadsheet::speech {

class Speaker {
  public:
    Speaker(std::vector<Token> tokens, std::string language);

    std::string const& language() const { return language_; }
    bool done() const { return at_ >= tokens_.size(); }
    // What comes, and what was taken before it (1: the last); a token of kind end outside the sentence.
    Token const& next(std::size_t ahead = 0) const;
    Token const& last(std::size_t back = 1) const;
    void take(std::size_t count = 1);
    void take_point();  // of an abbreviation, if there is one; it ends the sentence too where it stands last

    void say(std::string_view words);                // an empty text says nothing
    void say(Piece piece);                           // with a pronunciation or a language of its own
    void join(std::string_view with = {});           // before what is said next: "-" or nothing in place of a blank
    void pause(std::string_view mark);               // , ; : . ? ! – the strongest between two words counts
    bool silent() const { return pieces_.empty(); }  // nothing was said so far
    std::vector<Piece> finish();

  private:
    void flush_pause();

    std::vector<Token> tokens_;
    std::string language_;
    std::size_t at_ = 0;
    std::vector<Piece> pieces_;
    std::string pause_;
    std::string gap_ = " ";
};

// A rule looks at what comes: it takes and says it, or leaves it alone and returns false.
using Rule = bool (*)(Speaker&);

}  // namespace broadsheet::speech
