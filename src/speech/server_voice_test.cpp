#include "speech/server_voice.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "speech/test_sound.h"
#include "speech/test_speech_server.h"

namespace broadsheet::speech {
namespace {

using Answer = TestSpeechServer::Answer;
using Clock = std::chrono::steady_clock;

std::string const spoken = wav(tone(300, 0.4, Millis(800), 24'000));
Utterance const words{"en", {{"Hello, "}, {"Kyiv", "ˈkiːiv"}, {"."}}};

ServerVoiceSettings settings(TestSpeechServer const& server) {
    ServerVoiceSettings out;
    out.url = server.url() + "/v1/";
    out.key = "sk-very-secret";
    out.model = "kokoro";
    out.voices = {{"en", "af_sky"}, {"uk", "lada"}};
    out.first_wait = Millis(5);
    out.time = Millis(2'000);
    return out;
}

std::string unreachable(Voice& voice) {
    try {
        (void)voice.say(words);
    } catch (Unreachable const& error) {
        return error.what();
    }
    return "reached";
}

// The server answers so to every request.
struct Always {
    explicit Always(Answer answer) : server([answer = std::move(answer)](int) { return answer; }) {}
    explicit Always(std::string bytes) : Always(Answer{std::move(bytes)}) {}
    TestSpeechServer server;
};

TEST(ServerVoice, AsksAsOpenAiDoes) {
    Always const always(http_answer(200, spoken));
    auto wanted = settings(always.server);
    wanted.speed = 1.1;
    auto const voice = server_voice(wanted).value();
    auto const clip = voice->say(words).value();
    EXPECT_EQ(clip.rate, 24'000);
    EXPECT_EQ(length(clip), Millis(800));
    EXPECT_EQ(voice->spoken(), (Spoken{1, 12}));

    auto const request = always.server.requests().at(0);
    EXPECT_TRUE(request.starts_with("POST /v1/audio/speech HTTP/1.1\r\n")) << request;
    EXPECT_NE(request.find("Authorization: Bearer sk-very-secret\r\n"), std::string::npos);
    EXPECT_NE(request.find("Content-Type: application/json\r\n"), std::string::npos);
    auto const body = boost::json::parse(request.substr(request.find("\r\n\r\n") + 4)).as_object();
    EXPECT_EQ(body.at("input"), "Hello, Kyiv.");
    EXPECT_EQ(body.at("voice"), "af_sky");
    EXPECT_EQ(body.at("model"), "kokoro");
    EXPECT_EQ(body.at("response_format"), "wav");
    EXPECT_EQ(body.at("speed"), 1.1);
}

TEST(ServerVoice, ChoosesByLanguage) {
    Always const always(http_answer(200, spoken));
    auto wanted = settings(always.server);
    auto const voice = server_voice(wanted).value();
    EXPECT_TRUE(voice->speaks("uk-UA"));
    EXPECT_FALSE(voice->speaks("de"));
    EXPECT_NE(voice->script(sentence("Привіт", "uk")).value().find("\"lada\""), std::string::npos);
    EXPECT_EQ(voice->script(sentence("Hallo", "de")).error().code, "speech_language");
    wanted.voices[""] = "any";
    EXPECT_TRUE(server_voice(wanted).value()->speaks("de"));
}

TEST(ServerVoice, TriesAgainWhereThatMayHelp) {
    for (auto const& failure : {http_answer(500, "oh"), http_answer(503, ""), http_answer(429, ""), std::string(),
                                std::string("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\nRIFF, cut"),
                                std::string("no http at all\r\n\r\n")}) {
        TestSpeechServer const server(
            [&](int number) { return Answer{number < 2 ? failure : http_answer(200, spoken)}; });
        auto const voice = server_voice(settings(server)).value();
        EXPECT_TRUE(voice->say(words)) << failure;
        EXPECT_EQ(server.requests().size(), 3U) << failure;
        EXPECT_EQ(voice->spoken().sentences, 3U) << "each of them may be charged for";
    }
}

TEST(ServerVoice, GivesUpAfterItsAttempts) {
    Always const always(http_answer(502, "sk-very-secret was not taken"));
    auto const voice = server_voice(settings(always.server)).value();
    EXPECT_EQ(unreachable(*voice), "the speech server answered 502");
    EXPECT_EQ(always.server.requests().size(), 4U);
}

TEST(ServerVoice, WaitsAsLongAsItIsAsked) {
    TestSpeechServer const server([](int number) {
        return Answer{number == 0 ? http_answer(429, "", "Retry-After: 1\r\n") : http_answer(200, spoken)};
    });
    auto const begin = Clock::now();
    EXPECT_TRUE(server_voice(settings(server)).value()->say(words));
    EXPECT_GE(Clock::now() - begin, std::chrono::milliseconds(1000));

    for (std::string const later : {"3600", "99999999999999999999", "Fri, 31 Dec 2100 23:59:59 GMT"}) {
        Always const always(http_answer(later.size() == 4 ? 503 : 429, "", "Retry-After: " + later + "\r\n"));
        auto wanted = settings(always.server);
        auto const started = Clock::now();
        EXPECT_NE(unreachable(*server_voice(wanted).value()), "reached");
        EXPECT_LT(Clock::now() - started, std::chrono::seconds(1));
        EXPECT_EQ(always.server.requests().size(), later.size() == 20 ? 4U : 1U)
            << later << " (what is no number is ignored)";
    }
}

TEST(ServerVoice, DoesNotWaitForEver) {
    Always const always(Answer{"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\nRIFF", true});
    auto wanted = settings(always.server);
    wanted.time = Millis(200);
    wanted.attempts = 2;
    auto const begin = Clock::now();
    EXPECT_NE(unreachable(*server_voice(wanted).value()).find("could not be reached"), std::string::npos);
    EXPECT_LT(Clock::now() - begin, std::chrono::seconds(3));
}

TEST(ServerVoice, TakesNothingButSound) {
    auto const once = [](std::string const& bytes) {
        Always const always(bytes);
        auto const said = unreachable(*server_voice(settings(always.server)).value());
        EXPECT_EQ(always.server.requests().size(), 1U) << said;
        return said;
    };
    std::string const none = "the speech server answered with something that is no WAV sound";
    EXPECT_EQ(once(http_answer(200, "<html>Sign in</html>", "Content-Type: text/html\r\n")), none);
    EXPECT_EQ(once(http_answer(200, "<html>Sign in</html>")), none);
    EXPECT_EQ(once(http_answer(200, "")), none);
    EXPECT_EQ(once(http_answer(200, wav({24'000, {}}))), none);
    EXPECT_EQ(once(http_answer(200, "ID3" + std::string(5'000, 'x'), "Content-Type: audio/mpeg\r\n")), none);
    EXPECT_EQ(once(http_answer(302, "", "Location: http://example.org/\r\n")), "the speech server answered 302");
    EXPECT_EQ(once(http_answer(401, "bad key sk-very-secret")), "the speech server answered 401");
}

TEST(ServerVoice, TakesNoMoreThanItsBound) {
    Always const always(http_answer(200, wav(tone(300, 0.4, Millis(30'000)))));
    auto wanted = settings(always.server);
    wanted.most_bytes = 1'000'000;
    EXPECT_EQ(unreachable(*server_voice(wanted).value()), "the speech server's answer is too large");
    EXPECT_EQ(always.server.requests().size(), 1U);
}

TEST(ServerVoice, ASentenceThatItRefusesIsNotTheServersFault) {
    for (int const status : {400, 413, 422}) {
        Always const always(http_answer(status, "{\"error\":\"no\"}"));
        EXPECT_EQ(server_voice(settings(always.server)).value()->say(words).error().code, "speech_refused");
    }
}

TEST(ServerVoice, NobodyListens) {
    auto const url = TestSpeechServer([](int) { return Answer{}; }).url();
    ServerVoiceSettings wanted;
    wanted.url = url;
    wanted.voices = {{"", "x"}};
    wanted.first_wait = Millis(1);
    EXPECT_NE(unreachable(*server_voice(wanted).value()).find("could not be reached"), std::string::npos);
}

TEST(ServerVoice, ChecksItsSettings) {
    ServerVoiceSettings good;
    good.url = "https://voices.example.org";
    good.voices = {{"", "x"}};
    EXPECT_TRUE(server_voice(good));
    auto const code = [&](auto change) {
        auto wanted = good;
        change(wanted);
        auto const voice = server_voice(wanted);
        return voice ? std::string("taken") : voice.error().code;
    };
    EXPECT_EQ(code([](auto& it) { it.url = "file:///etc/passwd"; }), "speech_url");
    EXPECT_EQ(code([](auto& it) { it.key = "a\r\nX-Evil: 1"; }), "speech_key");
    EXPECT_EQ(code([](auto& it) { it.voices.clear(); }), "speech_voice");
    EXPECT_EQ(code([](auto& it) { it.speed = 9; }), "speech_speed");
    auto secret = good;
    secret.key = "sk-very-secret";
    auto const voice = server_voice(secret).value();
    EXPECT_EQ((voice->id() + voice->script(words).value()).find("secret"), std::string::npos);
}

}  // namespace
}  // namespace broadsheet::speech
