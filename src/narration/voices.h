// The voices of this newspaper, by the names that settings give them: "flite:slt", "espeak" or "espeak:en-gb",
// "server:alloy". Any thread.
#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "content/narration.h"
#include "speech/voice.h"

namespace broadsheet::narration {

struct SpeechService {
    std::string url, key;  // of the operator's voice server; empty: there is none
    std::filesystem::path scratch = "/tmp";
};

class Voices {
  public:
    explicit Voices(SpeechService service) : service_(std::move(service)) {}

    bool has_server() const { return !service_.url.empty(); }
    // What editors chose for this section or language; else the server, where there is one; else what this program has.
    std::string wanted(content::NarrationSettings const& settings, std::string_view language,
                       std::optional<content::SectionId> section) const;
    // A voice by its name; it lives as long as this. Refused: `voice_unknown`.
    Result<speech::Voice*> find(std::string const& name, content::NarrationSettings const& settings);
    // The wanted one, then those that stand in for it.
    std::vector<std::string> with_substitutes(std::string const& wanted, std::string_view language) const;
    // All that can be chosen, their ids being names as above; those of a server are not known to us.
    std::vector<speech::VoiceInfo> list() const;

    // What the server was given to say since this was last asked: characters.
    std::int64_t take_spent();

  private:
    Result<std::unique_ptr<speech::Voice>> make(std::string_view engine, std::string name,
                                                content::NarrationSettings const& settings) const;

    SpeechService service_;
    std::mutex mutex_;
    std::map<std::string, std::unique_ptr<speech::Voice>, std::less<>> made_;
    std::size_t counted_ = 0;
};

bool is_server_voice(std::string_view name);

}  // namespace broadsheet::narration
