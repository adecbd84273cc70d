#include <gtest/gtest.h>

#include <random>
#include <thread>

#include "speech/espeak_voice.h"
#include "speech/flite_voice.h"
#include "speech/plain_words.h"
#include "speech/test_sound.h"

namespace broadsheet::speech {
namespace {

std::string const ukrainian = "Міська рада вирішила зберегти стару трамвайну лінію вздовж річки ще на десять років.";
std::string const english = "The city council decided to keep the old tram line along the river open.";

std::string said(Voice const& voice, std::vector<Piece> pieces, std::string language = "en") {
    auto const script = voice.script({std::move(language), std::move(pieces)});
    return script ? *script : script.error().code;
}

void expect_speech(Result<Clip> const& clip, Millis least, Millis most) {
    ASSERT_TRUE(clip) << clip.error().code;
    EXPECT_GE(clip->rate, 16'000);
    EXPECT_GT(rms(*clip), 0.01);
    EXPECT_GT(length(*clip), least);
    EXPECT_LT(length(*clip), most);
}

TEST(PlainWords, KeepNoControlCharacters) {
    EXPECT_EQ(plain_words("a\x01"
                          "b\tc\r\nd  e"),
              "ab c d e");
    EXPECT_EQ(plain_words("soft\u00ADhyphen \u202Eright\u202C \uFEFFmark"), "softhyphen right mark");
    EXPECT_EQ(plain_words("broken \xff\xfe"), "broken \uFFFD\uFFFD");
    EXPECT_TRUE(has_words("—  ї"));
    EXPECT_FALSE(has_words(" — … 😀"));
    EXPECT_EQ(base_language("EN-gb"), "en");
}

TEST(FliteVoice, SpeaksEnglish) {
    auto const voice = flite_voice("slt").value();
    EXPECT_TRUE(voice->speaks("en"));
    EXPECT_TRUE(voice->speaks("en-GB"));
    EXPECT_FALSE(voice->speaks("uk"));
    EXPECT_EQ(voice->id(), "flite 2.2 slt");
    expect_speech(voice->say(sentence(english)), Millis(2500), Millis(7000));
    EXPECT_EQ(voice->spoken(), (Spoken{1, english.size()}));
    EXPECT_EQ(flite_voice("nobody").error().code, "speech_voice");
    for (auto const& each : flite_voices())
        expect_speech(flite_voice(each.id).value()->say(sentence("Hello.")), Millis(300), Millis(2000));
}

TEST(FliteVoice, IsGivenLatinLettersAndSounds) {
    auto const voice = flite_voice("slt").value();
    EXPECT_EQ(said(*voice, {{"Café “Zoë” — naïve…"}}), "Cafe \"Zoe\" - naive...");
    EXPECT_EQ(said(*voice, {{"the mayor of Київ 😀"}}), "the mayor of Kiiv     ");
    EXPECT_EQ(said(*voice, {{"The "}, {"Dnipro", "dnʲiˈprɔ"}, {", frozen"}}), "The {d n iy0 p r ao1}, frozen");
    EXPECT_EQ(said(*voice, {{"The "}, {"Ngong", "!ǃǂ"}, {" hills"}}), "The Ngong hills") << "sounds that it lacks";
    EXPECT_EQ(said(*voice, {{"{k iy1 v} <b>[[x]]"}}), " k iy1 v   b   x  ") << "its own brackets";
    EXPECT_EQ(said(*voice, {{"😀 … —"}}), "speech_empty");
    EXPECT_EQ(said(*voice, {{std::string(2'001, 'a')}}), "speech_long");
}

TEST(FliteVoice, KnownSoundsAreHeard) {
    auto const voice = flite_voice("kal16").value();
    auto const time = [&](std::vector<Piece> pieces) { return length(voice->say({"en", std::move(pieces)}).value()); };
    auto const once = time({{"The "}, {"x", "ˈkiːiv"}, {", a city."}});
    EXPECT_GT(once, time({{"The "}, {"x", "k"}, {", a city."}}));
    EXPECT_GT(time({{"The "}, {"x", "ˈkiːiv"}, {" "}, {"x", "ˈkiːiv"}, {", a city."}}), once + Millis(150))
        << "the same word twice is said twice";
    EXPECT_NEAR(static_cast<double>(time({{"x", "ˈkæt"}}).count()), static_cast<double>(time({{"cat"}}).count()), 30);
}

TEST(FliteVoice, SurvivesWhateverItIsGiven) {
    auto const voice = flite_voice("kal16").value();
    std::mt19937 random(7);
    for (int i = 0; i < 100; ++i) {
        std::string text;
        for (auto left = random() % 120; left-- > 0;) text += static_cast<char>(random() % (i % 2 ? 256 : 128));
        auto const clip = voice->say(sentence(text));
        EXPECT_TRUE(!clip || !clip->samples.empty());
    }
    for (std::string const text :
         {"-f /etc/passwd", "1e999999 0x00 12:99 1/0 $$$ %d %s %n", "MCMXLIV MMMMMMMM", "'s ' '' . , -", "a.b.c.d@e.f",
          "https://example.org/?a=b&c=d#e", "000000000000000000000000000000000000000000", "$1,2,3.4.5 £5 €6 №7", "Ж"})
        (void)voice->say(sentence(text));
    (void)voice->say(sentence(std::string(2'000, 'q')));
    (void)voice->say(sentence(std::string(2'000, '9')));
}

TEST(FliteVoice, ManyThreadsGetTheSameSound) {
    auto const voice = flite_voice("kal16").value(), other = flite_voice("kal16").value();
    auto const alone = voice->say(sentence(english)).value().samples;
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&, i] {
            for (int times = 0; times < 5; ++times)
                EXPECT_EQ((i % 2 ? voice : other)->say(sentence(english)).value().samples, alone);
        });
}

TEST(EspeakVoice, SpeaksUkrainianAndEnglish) {
    auto const voice = espeak_voice().value();
    for (auto const* language : {"uk", "uk-UA", "en", "en-GB", "de", "ar", "zh", "no"})
        EXPECT_TRUE(voice->speaks(language)) << language;
    EXPECT_FALSE(voice->speaks("tlh"));
    expect_speech(voice->say(sentence(ukrainian, "uk")), Millis(3500), Millis(10'000));
    expect_speech(voice->say(sentence(english)), Millis(2500), Millis(7000));
    EXPECT_EQ(voice->spoken().sentences, 2U);
    EXPECT_EQ(said(*voice, {{"x"}}, "tlh"), "speech_language");
    EXPECT_GT(espeak_voices().size(), 100U);
}

TEST(EspeakVoice, ReadsCommandsAsWords) {
    auto const voice = espeak_voice().value();
    EXPECT_EQ(said(*voice, {{"-f /etc/passwd"}}), "en\n-f /etc/passwd");
    EXPECT_EQ(said(*voice,
                   {{"[[h@l'oU]] <voice name=\"de\"> {x} \x01"
                     "50S"}},
                   "en-GB"),
              "en-gb\n  h@l'oU    voice name=\"de\"   x  50S");
    auto const plain = voice->say(sentence("f etc passwd")).value();
    auto const option = voice->say(sentence("-f /etc/passwd")).value();
    EXPECT_LT(length(option), length(plain) * 3) << "it reads a name, not a file";
    EXPECT_EQ(said(*voice, {{" — "}}), "speech_empty");
}

TEST(EspeakVoice, IsGivenTheSoundsThatItHas) {
    auto const voice = espeak_voice().value();
    EXPECT_EQ(said(*voice, {{"The "}, {"Dnipro", "dnʲiˈprɔ"}, {" froze"}}), "en\nThe [[d|n|i|p|r|'O]] froze");
    EXPECT_EQ(said(*voice, {{"Nîmes", "nøm"}}, "en-GB"), "en-gb\nNîmes") << "English has no ø";
    EXPECT_EQ(said(*voice, {{"Nîmes", "nøm"}}, "fr"), "fr\n[[n|Y|m]]");
    auto const known = voice->say({"en", {{"a", "ˈkiːiv ˈkiːiv ˈkiːiv"}}}).value();
    EXPECT_GT(length(known), length(voice->say(sentence("a")).value()) * 2);
}

TEST(EspeakVoice, SettingsAreHeardAndChecked) {
    EspeakSettings fast;
    fast.words_per_minute = 300;
    fast.variant = "f3";
    auto const usual = espeak_voice().value(), other = espeak_voice(fast).value();
    EXPECT_LT(length(other->say(sentence(english)).value()), length(usual->say(sentence(english)).value()));
    EXPECT_NE(other->id(), usual->id());
    for (std::string const name : {"../../etc/passwd", "en;ls", "en f", "!v/x"})
        EXPECT_EQ(espeak_voice({.voice = name}).error().code, "speech_voice") << name;
    EXPECT_EQ(espeak_voice({.words_per_minute = 1}).error().code, "speech_speed");
    EXPECT_EQ(espeak_voice({.pitch = 100}).error().code, "speech_pitch");
}

TEST(EspeakVoice, IsUnreachableWhereItCannotBeRun) {
    auto const missing = espeak_voice({.program = "/nowhere/espeak-ng", .voice = "en"}).value();
    EXPECT_THROW((void)missing->say(sentence(english)), Unreachable);
    EXPECT_FALSE(espeak_voice({.program = "/nowhere/espeak-ng"}).value()->speaks("en"));
    auto const failing = espeak_voice({.program = "/bin/false", .voice = "en"}).value();
    EXPECT_THROW((void)failing->say(sentence(english)), Unreachable);
    TestFolder const folder;
    auto const slow = folder.path / "slow";
    ASSERT_EQ(
        std::system(
            ("printf '#!/bin/sh\\nexec sleep 60\\n' > " + slow.string() + " && chmod +x " + slow.string()).c_str()),
        0);
    auto const stalled = espeak_voice({.program = slow, .voice = "en", .time = Millis(200)}).value();
    auto const begin = std::chrono::steady_clock::now();
    EXPECT_THROW((void)stalled->say(sentence(english)), Unreachable);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
}

}  // namespace
}  // namespace broadsheet::speech
