#include "speech/kept_clips.h"

#include <gtest/gtest.h>

#include <fstream>

#include "speech/test_sound.h"

namespace broadsheet::speech {
namespace {

namespace fs = std::filesystem;

std::string const one = KeptClips::key("voice", "one"), two = KeptClips::key("voice", "two"),
                  three = KeptClips::key("voice", "three");
Clip const clip = tone(300, 0.5, Millis(100));
std::uint64_t const size_of_one = clip.samples.size() * 2 + 24;

TEST(KeptClips, KeepAcrossAStart) {
    TestFolder const folder;
    {
        KeptClips kept(folder.path / "clips", 1'000'000);
        EXPECT_FALSE(kept.find(one));
        EXPECT_TRUE(kept.keep(one, clip));
        EXPECT_EQ(kept.find(one)->samples, clip.samples);
        EXPECT_EQ(kept.bytes(), size_of_one);
    }
    KeptClips again(folder.path / "clips", 1'000'000);
    EXPECT_TRUE(again.has(one));
    EXPECT_EQ(again.find(one)->samples, clip.samples);
    EXPECT_EQ(again.find(one)->rate, clip.rate);
}

TEST(KeptClips, AreKnownByVoiceAndWords) {
    EXPECT_NE(KeptClips::key("a", "b"), KeptClips::key("b", "a"));
    EXPECT_NE(KeptClips::key("a\nb", "c"), KeptClips::key("a", "b\nc"));
    EXPECT_EQ(one.size(), 37U);
}

TEST(KeptClips, DamagedOnesAreNone) {
    TestFolder const folder;
    KeptClips kept(folder.path, 1'000'000);
    for (auto const& damage : std::vector<std::string>{"", "BSC1", std::string(500, 'x')}) {
        kept.keep(one, clip);
        std::ofstream(folder.path / one, std::ios::binary) << damage;
        EXPECT_FALSE(kept.find(one));
        EXPECT_FALSE(kept.has(one));
    }
    kept.keep(one, clip);
    std::fstream(folder.path / one, std::ios::in | std::ios::out | std::ios::binary).seekp(100).write("x", 1);
    EXPECT_FALSE(kept.find(one)) << "one byte";
    kept.keep(one, clip);
    fs::remove(folder.path / one);
    EXPECT_FALSE(kept.find(one));
    EXPECT_EQ(kept.bytes(), 0U);
    EXPECT_TRUE(kept.keep(one, clip));
    EXPECT_TRUE(kept.find(one));
}

TEST(KeptClips, TheLeastRecentlyUsedGo) {
    TestFolder const folder;
    {
        KeptClips kept(folder.path, 2 * size_of_one);
        kept.keep(one, clip);
        kept.keep(two, clip);
        EXPECT_TRUE(kept.find(one));
        kept.keep(three, clip);
        EXPECT_TRUE(kept.has(one));
        EXPECT_FALSE(kept.has(two));
        EXPECT_LE(kept.bytes(), 2 * size_of_one);
        EXPECT_FALSE(fs::exists(folder.path / two));
    }
    KeptClips smaller(folder.path, size_of_one);
    EXPECT_FALSE(smaller.has(one)) << "the order outlives a start";
    EXPECT_TRUE(smaller.has(three));
    KeptClips nothing(folder.path, 0);
    nothing.keep(one, clip);
    EXPECT_EQ(nothing.bytes(), 0U);
}

TEST(KeptClips, HalfWrittenOnesAreSweptOut) {
    TestFolder const folder;
    std::ofstream(folder.path / (one + ".new")) << "half";
    std::ofstream(folder.path / "README") << "somebody's";
    KeptClips const kept(folder.path, 1'000'000);
    EXPECT_FALSE(fs::exists(folder.path / (one + ".new")));
    EXPECT_TRUE(fs::exists(folder.path / "README"));
}

TEST(KeptClips, ADiskThatTakesNothingIsNoError) {
    TestFolder const folder;
    KeptClips kept(folder.path / "clips", 1'000'000);
    fs::remove_all(folder.path / "clips");
    EXPECT_FALSE(kept.keep(one, clip));
    EXPECT_FALSE(kept.find(one));
    EXPECT_EQ(kept.bytes(), 0U);
}

}  // namespace
}  // namespace broadsheet::speech
