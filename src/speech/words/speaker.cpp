#include "speech/words/speaker.h"

#include <algorithm>

namespace broadsheet::speech {
namespace {

constexpr std::string_view by_strength = ",;:.!?";

Token const& no_token() {
    static Token const none;
    return none;
}

}  // namespace

Speaker::Speaker(std::vector<Token> tokens, std::string language)
    : tokens_(std::move(tokens)), language_(std::move(language)) {}

Token const& Speaker::next(std::size_t ahead) const {
    return at_ + ahead < tokens_.size() ? tokens_[at_ + ahead] : no_token();
}

Token const& Speaker::last(std::size_t back) const { return back <= at_ ? tokens_[at_ - back] : no_token(); }

void Speaker::take(std::size_t count) { at_ = std::min(at_ + count, tokens_.size()); }

void Speaker::take_point() {
    if (!next().is(".") || !next().glued()) return;
    take();
    if (done()) pause(".");
}

void Speaker::flush_pause() {
    if (pause_.empty()) return;
    if (!pieces_.empty()) pieces_.back().text += pause_;
    gap_ = " ";
    pause_.clear();
}

void Speaker::say(Piece piece) {
    if (piece.text.empty()) return;
    flush_pause();
    auto* const before = pieces_.empty() ? nullptr : &pieces_.back();
    bool const goes_on = before && before->ipa.empty() && piece.ipa.empty() && before->language == piece.language;
    if (goes_on)
        before->text.append(gap_).append(piece.text);
    else
        pieces_.push_back(std::move(piece));
    gap_ = " ";
}

void Speaker::say(std::string_view words) { say(Piece{std::string(words), {}, {}}); }

void Speaker::join(std::string_view with) { gap_ = with; }

void Speaker::pause(std::string_view mark) {
    if (pause_.empty() || by_strength.find(mark) > by_strength.find(pause_)) pause_ = mark;
}

std::vector<Piece> Speaker::finish() {
    bool const ends = pause_ == "." || pause_ == "?" || pause_ == "!";
    if (ends && !pieces_.empty()) pieces_.back().text += pause_;
    return std::move(pieces_);
}

}  // namespace broadsheet::speech
