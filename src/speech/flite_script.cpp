#include "speech/flite_script.h"

#include <unicode/translit.h>

#include <memory>
#include <stdexcept>

#include "speech/ipa.h"
#include "speech/plain_words.h"

namespace broadsheet::speech {
namespace {

constexpr std::size_t longest_word = 60;  // what is longer (an address, a key) is read in parts

icu::Transliterator const& to_ascii() {
    // One for each thread: ICU's are not to be used from two.
    thread_local std::unique_ptr<icu::Transliterator> const made = [] {
        UErrorCode error = U_ZERO_ERROR;
        std::unique_ptr<icu::Transliterator> latin(
            icu::Transliterator::createInstance("Any-Latin; Latin-ASCII", UTRANS_FORWARD, error));
        if (U_FAILURE(error)) throw std::runtime_error(std::string("ICU cannot write Latin: ") + u_errorName(error));
        return latin;
    }();
    return *made;
}

bool is_ascii(std::string_view text) {
    return text.find_first_not_of(
               " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~") ==
           text.npos;
}

// Signs that flite knows no word for, and its own brackets, are not said.
bool is_sayable(char c) {
    constexpr std::string_view signs = " !\"#$%&'(),-./:;?@+=";
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || signs.find(c) != signs.npos;
}

std::string ascii_words(std::string const& text) {
    std::string latin = text;
    if (!is_ascii(text)) {
        auto letters = icu::UnicodeString::fromUTF8(text);
        to_ascii().transliterate(letters);
        latin.clear();
        letters.toUTF8String(latin);
    }
    std::string out;
    std::size_t word = 0;
    for (char const c : latin) {
        out += is_sayable(c) ? c : ' ';
        word = out.back() == ' ' ? 0 : word + 1;
        if (word == longest_word) out += ' ';
    }
    return out;
}

}  // namespace

Result<std::vector<FlitePart>> flite_parts(Utterance const& utterance) {
    auto const plain = plain_words(utterance);
    if (!plain) return refuse(plain.error());
    std::vector<FlitePart> out;
    bool says_something = false;
    for (auto const& [text, ipa, language] : plain->pieces) {
        FlitePart part{ascii_words(text), ipa.empty() ? std::string() : ipa_to_flite(ipa).value_or("")};
        says_something |= has_words(part.text) || !part.phones.empty();
        out.push_back(std::move(part));
    }
    if (!says_something)
        return refuse(ProblemKind::invalid, "speech_empty", "There is nothing here that an English voice can say.");
    return out;
}

std::string to_text(std::vector<FlitePart> const& parts) {
    std::string out;
    for (auto const& [text, phones] : parts) out += phones.empty() ? text : "{" + phones + "}";
    return out;
}

}  // namespace broadsheet::speech
