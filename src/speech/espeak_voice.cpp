#include "speech/espeak_voice.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <mutex>

#include "base/utf8.h"
#include "speech/espeak_program.h"
#include "speech/ipa.h"
#include "speech/plain_words.h"
#include "speech/wav.h"

namespace broadsheet::speech {
namespace {

bool is_voice_name(std::string_view name) {
    return name.size() <= 40 && std::ranges::all_of(name, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                      c == '_';
           });
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (auto& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    return out;
}

// What BCP 47 calls otherwise than espeak-ng does.
std::string_view own_tag(std::string_view base) {
    constexpr std::pair<std::string_view, std::string_view> names[] = {{"zh", "cmn"}, {"no", "nb"}, {"nn", "nb"},
                                                                       {"iw", "he"},  {"in", "id"}, {"fil", "tl"}};
    for (auto const& [tag, own] : names)
        if (tag == base) return own;
    return base;
}

// "[[" begins phonemes, "<" may begin markup: neither comes out of a text.
std::string without_brackets(std::string text) {
    for (auto& c : text)
        if (c == '[' || c == ']' || c == '<' || c == '>' || c == '{' || c == '}' || c == '|') c = ' ';
    return text;
}

struct Prepared {
    std::string voice, text;
};

class EspeakVoice : public Voice {
  public:
    explicit EspeakVoice(EspeakSettings settings) : settings_(std::move(settings)) {}

    std::string id() const override {
        return fmt::format("espeak-ng {} {}+{} {} {}", version(), settings_.voice, settings_.variant,
                           settings_.words_per_minute, settings_.pitch);
    }
    bool speaks(std::string_view language) const override { return !voice_for(language).empty(); }

    Result<std::string> script(Utterance const& utterance) const override {
        auto prepared = prepare(utterance);
        if (!prepared) return refuse(prepared.error());
        return prepared->voice + "\n" + prepared->text;
    }

    Result<Clip> say(Utterance const& utterance) override {
        auto const prepared = prepare(utterance);
        if (!prepared) return refuse(prepared.error());
        count(count_code_points(prepared->text));
        auto const wav = run_espeak(settings_,
                                    {"--stdin", "--stdout", "-z", "-b", "1", "-v", prepared->voice, "-s",
                                     std::to_string(settings_.words_per_minute), "-p", std::to_string(settings_.pitch)},
                                    prepared->text);
        auto clip = read_wav(wav);
        if (!clip) throw Unreachable("espeak-ng gave something that is no sound");
        if (clip->samples.empty())
            return refuse(ProblemKind::invalid, "speech_refused", "espeak-ng could not say this sentence.");
        return std::move(*clip);
    }

  private:
    Result<Prepared> prepare(Utterance const& utterance) const {
        auto const plain = plain_words(utterance);
        if (!plain) return refuse(plain.error());
        auto const voice = voice_for(plain->language);
        if (voice.empty())
            return refuse(ProblemKind::unsupported, "speech_language",
                          "espeak-ng does not speak this language: " + plain->language);
        Prepared out{voice, {}};
        for (auto const& piece : plain->pieces) out.text += written(piece, voice);
        return out;
    }

    std::string written(Piece const& piece, std::string const& voice) const {
        if (!piece.ipa.empty()) {
            auto const& sounds = sounds_of(voice);
            auto const has = [&](std::string_view sound) { return sounds.contains(sound); };
            if (auto const phonemes = ipa_to_espeak(piece.ipa, has)) return "[[" + *phonemes + "]]";
        }
        return without_brackets(piece.text);
    }

    // "en-gb+f3" for "en-GB"; empty where the language is not spoken.
    std::string voice_for(std::string_view language) const {
        auto const behind = settings_.variant.empty() ? std::string() : "+" + settings_.variant;
        if (!settings_.voice.empty()) return settings_.voice + behind;
        auto const tag = lower(language);
        auto const known = languages();
        for (std::string const& wanted : {tag, std::string(own_tag(base_language(tag))), base_language(tag)})
            if (known.contains(wanted)) return known.find(wanted)->second + behind;
        return {};
    }

    // By their tags in lower case, as the program writes them. Asked again as long as it cannot be started.
    std::map<std::string, std::string> languages() const {
        std::lock_guard const lock(mutex_);
        if (languages_.empty()) ask_for_languages();
        return languages_;
    }

    void ask_for_languages() const {
        try {
            for (auto const& [voice, others] : espeak_rows(settings_)) {
                languages_.emplace(lower(voice.language), voice.language);
                for (auto const& other : others) languages_.emplace(lower(other), other);
            }
        } catch (Unreachable const&) {
            languages_.clear();  // it speaks none just now
        }
    }

    std::set<std::string, std::less<>> const& sounds_of(std::string const& voice) const {
        std::lock_guard const lock(mutex_);
        auto const known = sounds_.find(voice);
        if (known != sounds_.end()) return known->second;
        return sounds_.emplace(voice, espeak_sounds_of(settings_, voice)).first->second;
    }

    std::string version() const {
        std::lock_guard const lock(mutex_);
        if (version_.empty()) version_ = espeak_version(settings_);
        return version_;
    }

    EspeakSettings const settings_;
    mutable std::mutex mutex_;  // of what was asked of the program; the sounds of a voice never change again
    mutable std::map<std::string, std::string> languages_;
    mutable std::map<std::string, std::set<std::string, std::less<>>> sounds_;
    mutable std::string version_;
};

}  // namespace

Result<std::unique_ptr<Voice>> espeak_voice(EspeakSettings settings) {
    if (!is_voice_name(settings.voice) || !is_voice_name(settings.variant))
        return refuse(ProblemKind::invalid, "speech_voice", "This is not the name of an espeak-ng voice.", "voice");
    if (settings.words_per_minute < 80 || settings.words_per_minute > 450)
        return refuse(ProblemKind::invalid, "speech_speed", "Choose 80 to 450 words a minute.", "words_per_minute");
    if (settings.pitch < 0 || settings.pitch > 99)
        return refuse(ProblemKind::invalid, "speech_pitch", "Choose a pitch from 0 to 99.", "pitch");
    return std::make_unique<EspeakVoice>(std::move(settings));
}

}  // namespace broadsheet::speech
