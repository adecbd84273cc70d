#include "narration/voices.h"

#include <fmt/format.h>

#include <algorithm>

#include "speech/espeak_voice.h"
#include "speech/flite_voice.h"
#include "speech/plain_words.h"
#include "speech/server_voice.h"

namespace broadsheet::narration {
namespace {

constexpr std::string_view server_prefix = "server:";
constexpr char const* usual_flite = "flite:slt";
constexpr char const* usual_server = "server:alloy";  // OpenAI's first; servers of others know it mostly

std::string key_of(std::string const& name, content::NarrationSettings const& settings) {
    return is_server_voice(name) ? fmt::format("{} {} {}", name, settings.model, settings.speed) : name;
}

}  // namespace

bool is_server_voice(std::string_view name) { return name.starts_with(server_prefix); }

std::string Voices::wanted(content::NarrationSettings const& settings, std::string_view language,
                           std::optional<content::SectionId> section) const {
    if (section)
        if (auto const chosen = settings.section_voices.find(section->text()); chosen != settings.section_voices.end())
            return chosen->second;
    if (auto const* const chosen = content::for_language(settings.voices, language)) return *chosen;
    if (has_server()) return usual_server;
    return speech::base_language(language) == "en" ? usual_flite : "espeak";
}

Result<std::unique_ptr<speech::Voice>> Voices::make(std::string_view engine, std::string name,
                                                    content::NarrationSettings const& settings) const {
    if (engine == "flite") return speech::flite_voice(name);
    if (engine == "espeak") {
        speech::EspeakSettings espeak;
        espeak.scratch = service_.scratch;
        espeak.voice = std::move(name);
        return speech::espeak_voice(std::move(espeak));
    }
    if (engine == "server" && has_server() && !name.empty()) {
        speech::ServerVoiceSettings server;
        server.url = service_.url;
        server.key = service_.key;
        server.model = settings.model;
        server.voices = {{"", std::move(name)}};
        server.speed = settings.speed;
        server.time = Millis(30'000);
        server.attempts = 3;
        return speech::server_voice(std::move(server));
    }
    return refuse(ProblemKind::invalid, "voice_unknown", "There is no such voice.", "voice");
}

Result<speech::Voice*> Voices::find(std::string const& name, content::NarrationSettings const& settings) {
    std::lock_guard const lock(mutex_);
    auto const key = key_of(name, settings);
    if (auto const known = made_.find(key); known != made_.end()) return known->second.get();
    auto const colon = name.find(':');
    auto made = make(name.substr(0, colon), colon == name.npos ? "" : name.substr(colon + 1), settings);
    if (!made) return refuse(ProblemKind::invalid, "voice_unknown", made.error().message, "voice");
    return made_.emplace(key, std::move(*made)).first->second.get();
}

std::vector<std::string> Voices::with_substitutes(std::string const& wanted, std::string_view language) const {
    std::vector<std::string> out{wanted};
    for (std::string const& one : {std::string(usual_flite), std::string("espeak")}) {
        bool const speaks = one == "espeak" || speech::base_language(language) == "en";
        if (speaks && std::ranges::find(out, one) == out.end()) out.push_back(one);
    }
    return out;
}

std::vector<speech::VoiceInfo> Voices::list() const {
    auto out = speech::flite_voices();
    for (auto& voice : out) voice.id.insert(0, "flite:");
    out.push_back({"espeak", "espeak-ng, in the language of the text", ""});
    speech::EspeakSettings espeak;
    espeak.scratch = service_.scratch;
    for (auto& voice : speech::espeak_voices(espeak)) {
        voice.id.insert(0, "espeak:");
        out.push_back(std::move(voice));
    }
    if (has_server()) out.push_back({usual_server, "The voice server", ""});
    return out;
}

std::int64_t Voices::take_spent() {
    std::lock_guard const lock(mutex_);
    std::size_t sum = 0;
    for (auto const& [key, voice] : made_)
        if (is_server_voice(key)) sum += voice->spoken().characters;
    return static_cast<std::int64_t>(sum - std::exchange(counted_, sum));
}

}  // namespace broadsheet::narration
