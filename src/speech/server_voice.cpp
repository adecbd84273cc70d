#include "speech/server_voice.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cmath>
#include <optional>
#include <thread>

#include "base/url.h"
#include "base/utf8.h"
#include "http/service_client.h"
#include "speech/plain_words.h"
#include "speech/wav.h"

namespace broadsheet::speech {
namespace {

namespace json = boost::json;

// What it asks for, in seconds or as a date (RFC 9110, 10.2.3).
std::optional<Millis> asked_wait(std::string_view retry_after) {
    if (retry_after.empty()) return std::nullopt;
    if (retry_after.size() <= 9 && std::ranges::all_of(retry_after, [](char c) { return c >= '0' && c <= '9'; }))
        return Millis(std::stoll(std::string(retry_after)) * 1000);
    auto const then = parse_http_date(retry_after);
    if (!then) return std::nullopt;
    return std::max(Millis(0), *then - system_clock().now());
}

bool is_worth_another_try(http::ServiceAnswer const& answer) {
    if (answer.too_large) return false;
    return answer.status == 0 || answer.status == 408 || answer.status == 429 || answer.status >= 500;
}

std::string origin_of(std::string url) {
    while (url.ends_with('/')) url.pop_back();
    if (url.ends_with("/v1")) url.resize(url.size() - 3);
    return url;
}

bool is_printable(std::string_view text) {
    return std::ranges::all_of(text, [](unsigned char c) { return c > 0x20 && c < 0x7F; });
}

class ServerVoice : public Voice {
  public:
    explicit ServerVoice(ServerVoiceSettings settings)
        : settings_(std::move(settings)), client_(origin_of(settings_.url)) {}

    // Voice and speed stand in the script, as they are sent.
    std::string id() const override { return "server " + client_.origin(); }
    bool speaks(std::string_view language) const override { return voice_for(language) != nullptr; }

    Result<std::string> script(Utterance const& utterance) const override {
        auto const plain = plain_words(utterance);
        if (!plain) return refuse(plain.error());
        auto const* const voice = voice_for(plain->language);
        if (!voice)
            return refuse(ProblemKind::unsupported, "speech_language",
                          "No voice of the speech server speaks this language: " + plain->language);
        std::string text;
        for (auto const& piece : plain->pieces) text += piece.text;
        json::object body{{"model", settings_.model}, {"input", text}, {"voice", *voice}, {"response_format", "wav"}};
        if (settings_.speed != 1) body["speed"] = settings_.speed;
        return json::serialize(body);
    }

    Result<Clip> say(Utterance const& utterance) override {
        auto const body = script(utterance);
        if (!body) return refuse(body.error());
        auto const characters = characters_of(utterance);
        for (int attempt = 1;; ++attempt) {
            count(characters);
            auto const answer = client_.ask(request(*body));
            if (!is_worth_another_try(answer)) return read(answer);
            auto const wait = wait_behind(answer, attempt);
            if (!wait) throw Unreachable(failure(answer));
            std::this_thread::sleep_for(*wait);
        }
    }

  private:
    std::string const* voice_for(std::string_view language) const {
        for (auto const& tag : {std::string(language), base_language(language), std::string()})
            if (auto const found = settings_.voices.find(tag); found != settings_.voices.end()) return &found->second;
        return nullptr;
    }

    static std::size_t characters_of(Utterance const& utterance) {
        std::size_t sum = 0;
        for (auto const& piece : utterance.pieces) sum += count_code_points(plain_words(piece.text));
        return sum;
    }

    http::ServiceRequest request(std::string const& body) const {
        http::ServiceRequest out{http::Method::post, "/v1/audio/speech", {{"Content-Type", "application/json"}}, body};
        if (!settings_.key.empty()) out.headers.emplace_back("Authorization", "Bearer " + settings_.key);
        out.time = settings_.time;
        out.most_bytes = settings_.most_bytes;
        return out;
    }

    // Nothing where it is not worth waiting for.
    std::optional<Millis> wait_behind(http::ServiceAnswer const& answer, int attempt) const {
        if (attempt >= settings_.attempts) return std::nullopt;
        auto const ours = std::min(settings_.longest_wait, settings_.first_wait * (1 << std::min(attempt - 1, 16)));
        auto const wait = asked_wait(answer.headers.get("Retry-After")).value_or(ours);
        return wait <= settings_.longest_wait ? std::optional(wait) : std::nullopt;
    }

    // The server's own words are not repeated: some put the key into them.
    static std::string failure(http::ServiceAnswer const& answer) {
        if (answer.too_large) return "the speech server's answer is too large";
        if (answer.status == 0) return "the speech server could not be reached: " + answer.failure;
        return fmt::format("the speech server answered {}", answer.status);
    }

    // 400, 413 and 422 are about this sentence; every other refusal is about us (the key, the address).
    static Result<Clip> read(http::ServiceAnswer const& answer) {
        if (answer.status == 400 || answer.status == 413 || answer.status == 422)
            return refuse(ProblemKind::invalid, "speech_refused", "The speech server does not say this sentence.");
        if (answer.status != 200) throw Unreachable(failure(answer));
        auto clip = read_wav(answer.body);
        if (!clip || clip->samples.empty())
            throw Unreachable("the speech server answered with something that is no WAV sound");
        return std::move(*clip);
    }

    ServerVoiceSettings const settings_;
    http::ServiceClient const client_;
};

}  // namespace

Result<std::unique_ptr<Voice>> server_voice(ServerVoiceSettings settings) {
    auto const url = Url::parse_link(settings.url);
    if (!url || !url->is_web())
        return refuse(ProblemKind::invalid, "speech_url", "The speech server needs an address of http or https.",
                      "url");
    if (!is_printable(settings.key))
        return refuse(ProblemKind::invalid, "speech_key",
                      "The key of the speech server has characters that no key has.", "key");
    if (settings.voices.empty())
        return refuse(ProblemKind::invalid, "speech_voice", "Name a voice of the speech server.", "voices");
    if (!(settings.speed >= 0.25 && settings.speed <= 4))
        return refuse(ProblemKind::invalid, "speech_speed", "Choose a speed from 0.25 to 4.", "speed");
    return std::make_unique<ServerVoice>(std::move(settings));
}

}  // namespace broadsheet::speech
