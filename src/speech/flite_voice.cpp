#include "speech/flite_voice.h"

#include <flite/flite.h>
#include <flite/flite_version.h>

#include <array>
#include <mutex>

#include "speech/flite_script.h"
#include "speech/plain_words.h"

extern "C" {
cst_voice* register_cmu_us_slt(char const*);
cst_voice* register_cmu_us_rms(char const*);
cst_voice* register_cmu_us_awb(char const*);
cst_voice* register_cmu_us_kal16(char const*);
}

namespace broadsheet::speech {
namespace {

struct Known {
    std::string_view id, name;
    cst_voice* (*load)(char const*);
};
constexpr std::array<Known, 4> known = {{{"slt", "SLT, a woman of the United States", register_cmu_us_slt},
                                         {"rms", "RMS, a man of the United States", register_cmu_us_rms},
                                         {"awb", "AWB, a man of Scotland", register_cmu_us_awb},
                                         {"kal16", "KAL, a man of the United States (fast)", register_cmu_us_kal16}}};

// flite counts references to shared values without a lock, and its voices share the lexicon.
std::mutex& flite_mutex() {
    static std::mutex mutex;
    return mutex;
}

struct FreeUtterance {
    void operator()(cst_utterance* utterance) const { delete_utterance(utterance); }
};
using FliteUtterance = std::unique_ptr<cst_utterance, FreeUtterance>;

struct CloseStream {
    void operator()(cst_tokenstream* stream) const { ts_close(stream); }
};

cst_item* add_token(cst_relation* tokens, char const* name, char const* before, char const* behind) {
    auto* const token = relation_append(tokens, nullptr);
    item_set_string(token, "name", name);
    item_set_string(token, "whitespace", " ");
    item_set_string(token, "prepunctuation", before);
    item_set_string(token, "punc", behind);
    return token;
}

void add_words(cst_relation* tokens, std::string const& text, cst_features const* voice) {
    auto const option = [&](char const* name) { return get_param_string(voice, name, nullptr); };
    std::unique_ptr<cst_tokenstream, CloseStream> const stream(
        ts_open_string(text.c_str(), option("text_whitespace"), option("text_singlecharsymbols"),
                       option("text_prepunctuation"), option("text_postpunctuation")));
    while (!ts_eof(stream.get())) {
        auto const* const name = ts_get(stream.get());
        if (*name) add_token(tokens, name, stream->prepunctuation, stream->postpunctuation);
    }
}

// The punctuation at the start of the words behind a known sound belongs to it.
std::string take_punctuation(std::string& text) {
    auto const end = text.find_first_not_of(".,;:!?)\"'");
    auto const out = text.substr(0, end);
    text.erase(0, end);
    return out;
}

void add_tokens(cst_utterance* utterance, std::vector<FlitePart> parts, cst_features const* voice) {
    auto* const tokens = utt_relation_create(utterance, "Token");
    bool even = false;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (parts[i].phones.empty()) {
            add_words(tokens, parts[i].text, voice);
            continue;
        }
        bool const words_follow = i + 1 < parts.size() && parts[i + 1].phones.empty();
        auto const behind = words_follow ? take_punctuation(parts[i + 1].text) : std::string();
        // flite takes a word with the sounds of the word before it for that word's second half, and leaves it out.
        auto const phones = parts[i].phones + (even ? " " : "");
        even = !even;
        item_set_string(add_token(tokens, "name", "", behind.c_str()), "phones", phones.c_str());
    }
}

class FliteVoice : public Voice {
  public:
    explicit FliteVoice(Known const& given) : known_(given) {}

    std::string id() const override { return std::string("flite " FLITE_PROJECT_VERSION " ").append(known_.id); }
    bool speaks(std::string_view language) const override { return base_language(language) == "en"; }

    Result<std::string> script(Utterance const& utterance) const override {
        auto const parts = flite_parts(utterance);
        if (!parts) return refuse(parts.error());
        return to_text(*parts);
    }

    Result<Clip> say(Utterance const& utterance) override {
        auto const parts = flite_parts(utterance);
        if (!parts) return refuse(parts.error());
        count(to_text(*parts).size());
        std::lock_guard const lock(flite_mutex());
        static int const initialised = flite_init();
        (void)initialised;
        auto* const voice = known_.load(nullptr);  // the same one each time
        auto* const utterance_of_tokens = new_utterance();
        add_tokens(utterance_of_tokens, *parts, voice->features);
        FliteUtterance const spoken(flite_do_synth(utterance_of_tokens, voice, utt_synth_tokens));
        auto const* const wave = spoken ? utt_wave(spoken.get()) : nullptr;
        if (!wave || wave->num_samples <= 0)
            return refuse(ProblemKind::invalid, "speech_refused", "flite could not say this sentence.");
        return Clip{wave->sample_rate, {wave->samples, wave->samples + wave->num_samples}};
    }

  private:
    Known const& known_;
};

}  // namespace

std::vector<VoiceInfo> flite_voices() {
    std::vector<VoiceInfo> out;
    for (auto const& voice : known) out.push_back({std::string(voice.id), std::string(voice.name), "en"});
    return out;
}

Result<std::unique_ptr<Voice>> flite_voice(std::string_view name) {
    for (auto const& voice : known)
        if (voice.id == name) return std::make_unique<FliteVoice>(voice);
    return refuse(ProblemKind::not_found, "speech_voice", "There is no such voice in flite: " + std::string(name));
}

}  // namespace broadsheet::speech
