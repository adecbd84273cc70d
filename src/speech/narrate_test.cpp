#include "speech/narrate.h"

#include <gtest/gtest.h>

#include <fstream>

#include "speech/loudness.h"
#include "speech/test_sound.h"

namespace broadsheet::speech {
namespace {

class Narrate : public testing::Test {
  protected:
    TestFolder const folder_;
    KeptClips kept_{folder_.path, 50'000'000};
    TestVoice voice_{"first", "en"}, other_{"second", "en uk"};
};

// "0.120-0.655 …": where each line is heard.
std::string times(Track const& track) {
    std::string out;
    for (auto const& [from, to] : track.marks)
        out += std::to_string(from.count()) + "-" + std::to_string(to.count()) + " ";
    return out;
}

TEST_F(Narrate, JoinsSentencesWithTheirPauses) {
    auto text = lines({"One line.", "And another.", "The end."});
    text[0].chapter = "Beginning";
    text[2].chapter = "End";
    text[1].pause_after = Millis(600);
    auto const track = narrate(text, {&voice_}, kept_).value();
    // 50 ms a character, at both ends 120 and 300 of silence; a tone has no silence at its ends.
    EXPECT_EQ(times(track), "120-570 820-1420 2020-2420 ");
    EXPECT_EQ(length(track.clip), Millis(2720));
    EXPECT_EQ(track.clip.rate, track_rate);
    ASSERT_EQ(track.chapters.size(), 2U);
    EXPECT_EQ(track.chapters[0].from, Millis(0));
    EXPECT_EQ(track.chapters[0].to, Millis(2020));
    EXPECT_EQ(track.chapters[1].title, "End");
    EXPECT_EQ(track.chapters[1].from, Millis(2020));
    EXPECT_EQ(track.chapters[1].to, Millis(2720));
    ASSERT_EQ(track.parts.size(), 1U);
    EXPECT_EQ(track.parts[0].spoken, (Spoken{3, 29}));
}

TEST_F(Narrate, OnlyAChangedSentenceIsSpokenAgain) {
    auto text = lines({"One line.", "And another.", "The end."});
    EXPECT_EQ(to_be_spoken(text, {&voice_}, kept_), (Spoken{3, 29}));
    auto const before = narrate(text, {&voice_}, kept_).value();
    EXPECT_EQ(to_be_spoken(text, {&voice_}, kept_), Spoken{});
    text[1].said = sentence("A new one.");
    EXPECT_EQ(to_be_spoken(text, {&voice_}, kept_), (Spoken{1, 10}));
    auto const track = narrate(text, {&voice_}, kept_).value();
    EXPECT_EQ(voice_.said.size(), 4U);
    EXPECT_EQ(voice_.said.back(), "A new one.");
    EXPECT_EQ(track.parts[0].spoken, (Spoken{1, 10}));
    EXPECT_EQ(track.parts[0].lines, 3U);
    text[1].said = sentence("And another.");
    EXPECT_EQ(narrate(text, {&voice_}, kept_)->clip.samples, before.clip.samples) << "kept is as good as spoken";
    EXPECT_EQ(voice_.said.size(), 4U);
}

TEST_F(Narrate, ADamagedFileIsSpokenAgain) {
    auto const text = lines({"One line.", "And another."});
    auto const before = narrate(text, {&voice_}, kept_).value();
    std::ofstream(folder_.path / KeptClips::key("first", "One line.")) << "damaged";
    EXPECT_EQ(narrate(text, {&voice_}, kept_)->clip.samples, before.clip.samples);
    EXPECT_EQ(voice_.said, (std::vector<std::string>{"One line.", "And another.", "One line."}));
}

TEST_F(Narrate, TheSameSentenceTwiceIsSpokenOnce) {
    auto const text = lines({"Again.", "Again."});
    EXPECT_EQ(to_be_spoken(text, {&voice_}, kept_).sentences, 1U);
    EXPECT_TRUE(narrate(text, {&voice_}, kept_));
    EXPECT_EQ(voice_.said.size(), 1U);
}

TEST_F(Narrate, AVoiceThatIsLostIsNotHeardAtAll) {
    voice_.unreachable_at = "And another.";
    auto const track = narrate(lines({"One line.", "And another.", "The end."}), {&voice_, &other_}, kept_).value();
    ASSERT_EQ(track.parts.size(), 1U);
    EXPECT_EQ(track.parts[0].voice, "second");
    EXPECT_EQ(other_.said.size(), 3U);
    voice_.unreachable_at.clear();
    EXPECT_EQ(narrate(lines({"One line.", "And another.", "The end."}), {&voice_, &other_}, kept_)->parts[0].voice,
              "first");
    EXPECT_EQ(voice_.said.size(), 3U) << "what it had said before was kept";
}

TEST_F(Narrate, WithoutAnotherVoiceALostOneIsAnError) {
    voice_.unreachable_at = other_.unreachable_at = "One line.";
    EXPECT_THROW((void)narrate(lines({"One line."}), {&voice_}, kept_), Unreachable);
    EXPECT_THROW((void)narrate(lines({"One line."}), {&voice_, &other_}, kept_), Unreachable);
    TestVoice foreign("third", "de");
    EXPECT_THROW((void)narrate(lines({"One line."}), {&foreign, &voice_}, kept_), Unreachable);
    EXPECT_THROW((void)narrate(lines({"One line."}), {&voice_, &foreign}, kept_), Unreachable);
}

TEST_F(Narrate, EachLanguageHasItsVoice) {
    auto text = lines({"He said:", "Слава!", "And left."});
    text[1].said.language = "uk";
    auto const track = narrate(text, {&voice_, &other_}, kept_).value();
    EXPECT_EQ(voice_.said, (std::vector<std::string>{"He said:", "And left."}));
    EXPECT_EQ(other_.said, (std::vector<std::string>{"Слава!"}));
    EXPECT_EQ(track.parts.size(), 2U);
}

TEST_F(Narrate, VoicesOfOneTrackAreAsLoudAsEachOther) {
    other_.loud = 0.02;
    auto text = lines({"A first sentence, said aloud.", "Друге речення, дуже тихе.", "A third sentence, said aloud."});
    text[1].said.language = "uk";
    auto const track = narrate(text, {&voice_, &other_}, kept_).value();
    auto const part = [&](std::size_t line) {
        auto const from = samples_in(track.marks[line].from, track_rate),
                   to = samples_in(track.marks[line].to, track_rate);
        return loudness({track_rate,
                         {track.clip.samples.begin() + static_cast<std::ptrdiff_t>(from),
                          track.clip.samples.begin() + static_cast<std::ptrdiff_t>(to)}})
            .value();
    };
    EXPECT_NEAR(part(0), part(1), 0.3);
    EXPECT_NEAR(part(0), part(2), 0.3);
}

TEST_F(Narrate, WhatNoVoiceSaysIsNamed) {
    voice_.refused_at = "Bad.";
    auto const track = narrate(lines({"Good.", "Bad.", "Fine."}), {&voice_}, kept_).value();
    EXPECT_EQ(track.unsaid, std::vector<std::size_t>{1});
    EXPECT_EQ(track.marks[1].from, track.marks[1].to);
    EXPECT_EQ(narrate(lines({"Bad."}), {&voice_}, kept_).error().code, "speech_nothing");
    EXPECT_EQ(narrate(lines({"Schlecht."}, "de"), {&voice_}, kept_).error().code, "speech_nothing");
    EXPECT_EQ(narrate({}, {&voice_}, kept_).error().code, "speech_nothing");
    EXPECT_EQ(narrate(lines({"Bad.", "Good."}), {&voice_, &other_}, kept_)->unsaid.size(), 0U) << "the next voice does";
}

TEST_F(Narrate, TellsHowFarItIsAndStops) {
    std::stop_source source;
    std::string told;
    Progress progress;
    progress.stop = source.get_token();
    progress.tell = [&](std::size_t done, std::size_t of) {
        told += std::to_string(done) + "/" + std::to_string(of) + " ";
        if (done == 2) source.request_stop();
    };
    EXPECT_EQ(narrate(lines({"a", "b", "c", "d"}), {&voice_}, kept_, progress).error().code, "speech_stopped");
    EXPECT_EQ(told, "1/4 2/4 ");
    EXPECT_EQ(voice_.said.size(), 2U);
}

TEST_F(Narrate, ThreeHoursAreTheMost) {
    std::vector<Line> text(1'200, {sentence("x"), Millis(1'000'000), {}});
    EXPECT_EQ(narrate(text, {&voice_}, kept_).error().code, "speech_too_long") << "pauses are bounded, too";
}

}  // namespace
}  // namespace broadsheet::speech
