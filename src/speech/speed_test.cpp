// What a text of 600 words costs: spoken by flite, joined, levelled, as MP3 and Opus; and again with one sentence
// changed. The figures that count are those of a release build on one core. Fails only where it is slow beyond all
// machines.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <ctime>

#include "speech/encode.h"
#include "speech/flite_voice.h"
#include "speech/loudness.h"
#include "speech/test_sound.h"

namespace broadsheet::speech {
namespace {

double now() {
    timespec time{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

// 40 sentences of 15 words.
std::vector<Line> six_hundred_words() {
    std::vector<Line> out;
    for (int i = 0; i < 40; ++i)
        out.push_back(
            {sentence(fmt::format("On day {} the council met again, heard {} people, and decided nothing until "
                                  "late at night.",
                                  i + 1, i * 7 + 12)),
             Millis(i % 4 == 3 ? 600 : 250)});
    return out;
}

struct Times {
    double speech = 0, levelling = 0, mp3 = 0, opus = 0;
    double all() const { return speech + levelling + mp3 + opus; }
};

Times make(std::vector<Line> const& text, Voice& voice, KeptClips& kept) {
    Times out;
    auto const begin = now();
    auto track = narrate(text, {&voice}, kept).value();
    auto const spoken = now();
    level(track.clip);
    auto const levelled = now();
    AudioTags tags;
    tags.title = "Six hundred words";
    auto const mp3 = encode_mp3(track, tags);
    auto const mp3_made = now();
    auto const opus = encode_opus(track, tags);
    out = {spoken - begin, levelled - spoken, mp3_made - levelled, now() - mp3_made};
    fmt::print(
        "{} s of sound, MP3 {} kB, Opus {} kB; in processor time: speech {:.2f} s, level {:.2f}, MP3 {:.2f}, Opus "
        "{:.2f}, all {:.2f} (without Opus {:.2f})\n",
        length(track.clip).count() / 1000, mp3.size() / 1000, opus.size() / 1000, out.speech, out.levelling, out.mp3,
        out.opus, out.all(), out.all() - out.opus);
    return out;
}

TEST(SpeechSpeed, OfSixHundredWords) {
    TestFolder const folder;
    KeptClips kept(folder.path, 100'000'000);
    auto const voice = flite_voice("slt").value();
    auto text = six_hundred_words();
    auto const first = make(text, *voice, kept);
    EXPECT_EQ(voice->spoken().sentences, 40U);
    text[17].said = sentence("This sentence is another one, that nobody has heard before, and it is spoken alone.");
    auto const again = make(text, *voice, kept);
    EXPECT_EQ(voice->spoken().sentences, 41U);
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    fmt::print("again {:.0f} % of the first time; at most {} MB\n", 100 * again.all() / first.all(),
               usage.ru_maxrss / 1000);
    EXPECT_LT(first.all(), 60);
    EXPECT_LT(again.all(), first.all() * 0.7);
}

}  // namespace
}  // namespace broadsheet::speech
