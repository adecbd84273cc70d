#include "speech/words/tokens.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>

#include "speech/words/addresses.h"

namespace broadsheet::speech {
namespace {

bool is_apostrophe(UChar32 c) { return c == '\'' || c == 0x2019 || c == 0x02BC; }
bool is_letter(UChar32 c) { return u_isalpha(c) && c != 0x02BC && u_charType(c) != U_LETTER_NUMBER; }
bool is_joined_mark(UChar32 c) { return (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0 && (c < 0xFE00 || c > 0xFE0F); }
bool is_unbroken(UChar32 c) { return c == 0x00A0 || c == 0x202F || c == 0x2009; }
bool is_closing_mark(char c) { return std::string_view(".,;:!?)]\"'").find(c) != std::string_view::npos; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_pictograph(UChar32 c) {
    if (c < 0x2190) return false;  // © ® ™ and digits are pictographs to ICU
    return u_hasBinaryProperty(c, UCHAR_EXTENDED_PICTOGRAPHIC) || u_hasBinaryProperty(c, UCHAR_EMOJI_PRESENTATION) ||
           u_hasBinaryProperty(c, UCHAR_REGIONAL_INDICATOR) || u_hasBinaryProperty(c, UCHAR_EMOJI_MODIFIER);
}

bool is_invisible(UChar32 c) {
    return c == 0x00AD || c == 0xFFFD || u_charType(c) == U_FORMAT_CHAR || is_joined_mark(c) ||
           (c >= 0xFE00 && c <= 0xFE0F);
}

class Taker {
  public:
    explicit Taker(std::string_view text) : text_(text) {}
    std::vector<Token> take_all();

  private:
    UChar32 peek(std::size_t from, std::size_t* after = nullptr) const;
    void take_one();
    bool take_address();
    bool take_named(char sign, TokenKind kind);
    void take_word();
    void take_digits();
    void add(TokenKind kind, std::string text);

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t chunk_end_ = 0;  // of what stands between two blanks
    int tries_ = 0;              // addresses are looked for where a chunk begins and behind an opening mark or two
    Blank before_ = Blank::none;
    std::vector<Token> out_;
};

// The character there; -1 at the end and for broken bytes.
UChar32 Taker::peek(std::size_t from, std::size_t* after) const {
    UChar32 c = -1;
    auto i = from;
    if (i < text_.size()) U8_NEXT(text_.data(), i, text_.size(), c);
    if (after) *after = i;
    return c;
}

void Taker::add(TokenKind kind, std::string text) {
    out_.push_back({kind, before_, std::move(text)});
    before_ = Blank::none;
}

bool Taker::take_address() {
    if (at_ >= chunk_end_) {
        chunk_end_ = std::min(text_.find_first_of(" \t\r\n", at_), text_.size());
        tries_ = 3;
    }
    if (tries_ == 0) return false;
    --tries_;
    if (is_letter(peek(at_)) || is_digit(text_[at_])) tries_ = 0;
    auto chunk = text_.substr(at_, chunk_end_ - at_);
    while (!chunk.empty() && is_closing_mark(chunk.back())) chunk.remove_suffix(1);
    if (!is_address(chunk)) return false;
    add(TokenKind::address, std::string(chunk));
    at_ += chunk.size();
    return true;
}

// "@name" and "#name": letters, digits and "_", not only digits.
bool Taker::take_named(char sign, TokenKind kind) {
    if (text_[at_] != sign) return false;
    auto end = at_ + 1;
    bool letters = false;
    for (auto after = end;; end = after) {
        auto const c = peek(end, &after);
        if (c < 0 || !(u_isalnum(c) || c == '_')) break;
        letters |= is_letter(c) != 0;
    }
    if (!letters) return false;
    add(kind, std::string(text_.substr(at_ + 1, end - at_ - 1)));
    at_ = end;
    return true;
}

void Taker::take_word() {
    std::string word;
    for (auto end = at_, after = at_;; end = after) {
        auto const c = peek(end, &after);
        at_ = end;
        if (c == 0x00AD || c == 0x200D || c == 0x200C) continue;
        if (is_apostrophe(c) && !word.empty() && is_letter(peek(after))) {
            word += word.back() >= 0 ? "'" : "’";
        } else if (c >= 0 && (is_letter(c) || is_joined_mark(c))) {
            word += text_.substr(end, after - end);
        } else {
            break;
        }
    }
    add(TokenKind::word, std::move(word));
}

void Taker::take_digits() {
    std::string digits;
    for (auto end = at_, after = at_;; end = after) {
        auto const c = peek(end, &after);
        at_ = end;
        if (c < 0 || u_charDigitValue(c) < 0 || !u_isdigit(c)) break;
        digits += static_cast<char>('0' + u_charDigitValue(c));
    }
    add(TokenKind::digits, std::move(digits));
}

void Taker::take_one() {
    std::size_t after = at_;
    auto const c = peek(at_, &after);
    if (c < 0 || u_isUWhiteSpace(c) || u_iscntrl(c)) {
        before_ = is_unbroken(c) && before_ != Blank::plain ? Blank::unbroken : Blank::plain;
        at_ = after;
    } else if (take_address() || take_named('@', TokenKind::mention) || take_named('#', TokenKind::hashtag)) {
    } else if (is_letter(c)) {
        take_word();
    } else if (u_isdigit(c)) {
        take_digits();
    } else {
        auto const from = at_;
        at_ = after;
        if (is_pictograph(c))
            before_ = Blank::plain;
        else if (!is_invisible(c))
            add(TokenKind::mark, std::string(text_.substr(from, after - from)));
    }
}

std::vector<Token> Taker::take_all() {
    while (at_ < text_.size()) take_one();
    return std::move(out_);
}

}  // namespace

std::vector<Token> tokens_of(std::string_view text) { return Taker(text).take_all(); }

}  // namespace broadsheet::speech
