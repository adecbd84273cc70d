#include "speech/encode.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "speech/audio_facts.h"
#include "speech/espeak_voice.h"
#include "speech/flite_voice.h"
#include "speech/limiter.h"
#include "speech/loudness.h"
#include "speech/test_sound.h"
#include "speech/wav.h"

namespace broadsheet::speech {
namespace {

namespace json = boost::json;

// The smallest PNG.
std::string const cover(
    "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\10\6\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9c"
    "c\xf8\xff\xff?\0\x05\xfe\x02\xfe\xa7\x35\x81\x84\0\0\0\0IEND\xae"
    "B`\x82",
    70);

AudioTags tags() {
    return {"Трамвай їде далі & “more”",
            "Maria Kovalenko",
            "The Morning",
            "uk-UA",
            "2026-09-21",
            "Read by a synthetic voice.",
            "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
            cover,
            "image/png"};
}

// Real speech of some 15 s with two chapters, levelled.
Track const& track() {
    static Track const made = [] {
        TestFolder const folder;
        KeptClips kept(folder.path, 50'000'000);
        auto const voice = flite_voice("slt").value();
        auto text = lines({"The city council decided on Tuesday night to keep the old tram line along the river open.",
                           "It was a long evening, and more than two hundred people had come to speak.",
                           "Many of them had never been inside the town hall before, and they stayed until midnight."});
        text[0].chapter = "The decision";
        text[1].chapter = "Вечір";
        auto out = narrate(text, {voice.get()}, kept).value();
        level(out.clip);
        return out;
    }();
    return made;
}

json::object probed(std::string const& bytes) { return json::parse(probe(bytes)).as_object(); }

double seconds(json::value const& value) { return std::stod(std::string(value.as_string())); }

void expect_chapters(json::object const& file) {
    auto const& chapters = file.at("chapters").as_array();
    ASSERT_EQ(chapters.size(), 2U);
    EXPECT_EQ(chapters[0].at("tags").at("title"), "The decision");
    EXPECT_EQ(chapters[1].at("tags").at("title"), "Вечір");
    EXPECT_EQ(seconds(chapters[0].at("start_time")), 0);
    EXPECT_NEAR(seconds(chapters[1].at("start_time")), static_cast<double>(track().chapters[1].from.count()) / 1000,
                0.002);
}

void expect_sound(std::string const& bytes) {
    auto const sound = read_wav(decode(bytes)).value();
    EXPECT_NEAR(static_cast<double>(length(sound).count()), static_cast<double>(length(track().clip).count()), 50);
    EXPECT_NEAR(seconds(probed(bytes).at("format").at("duration")),
                static_cast<double>(length(track().clip).count()) / 1000, 0.05);
    EXPECT_NEAR(loudness_by_ffmpeg(bytes), -16, 0.5);
    EXPECT_LE(peak_by_ffmpeg(bytes), -1.0) << "the true peak of what is heard";
}

TEST(Encode, Mp3HasItsTagsAndChapters) {
    auto const bytes = encode_mp3(track(), tags());
    auto const file = probed(bytes);
    auto const& said = file.at("format").at("tags");
    EXPECT_EQ(said.at("title").as_string(), tags().title);
    EXPECT_EQ(said.at("artist"), "Maria Kovalenko");
    EXPECT_EQ(said.at("album"), "The Morning");
    EXPECT_EQ(said.at("date"), "2026-09-21");
    EXPECT_EQ(said.at("language"), "ukr");
    EXPECT_EQ(said.at("comment").as_string(), tags().comment);
    EXPECT_EQ(said.at("IPTC:DigitalSourceType").as_string(), tags().digital_source_type);
    auto const& streams = file.at("streams").as_array();
    ASSERT_EQ(streams.size(), 2U);
    EXPECT_EQ(streams[0].at("codec_name"), "mp3");
    EXPECT_EQ(streams[0].at("channels"), 1);
    EXPECT_EQ(streams[1].at("codec_name"), "png");
    EXPECT_NE(bytes.find("CTOC"), std::string::npos);
    expect_chapters(file);
    EXPECT_EQ(bytes, encode_mp3(track(), tags()));
}

TEST(Encode, OpusHasItsTagsAndChapters) {
    auto const bytes = encode_opus(track(), tags());
    auto const file = probed(bytes);
    auto const& streams = file.at("streams").as_array();
    ASSERT_EQ(streams.size(), 2U);
    EXPECT_EQ(streams[0].at("codec_name"), "opus");
    auto const& said = streams[0].at("tags");
    EXPECT_EQ(said.at("TITLE").as_string(), tags().title);
    EXPECT_EQ(said.at("ARTIST"), "Maria Kovalenko");
    EXPECT_EQ(said.at("LANGUAGE"), "uk-UA");
    EXPECT_EQ(said.at("DATE"), "2026-09-21");
    EXPECT_EQ(said.at("IPTC:DigitalSourceType").as_string(), tags().digital_source_type);
    expect_chapters(file);
    EXPECT_EQ(bytes, encode_opus(track(), tags()));
}

TEST(Encode, SoundIsWholeAndAtItsLoudness) {
    expect_sound(encode_mp3(track(), tags()));
    expect_sound(encode_opus(track(), tags()));
}

// espeak-ng's peaks stand out most.
TEST(Encode, HoldsThePeaksOfAHarshVoice) {
    TestFolder const folder;
    KeptClips kept(folder.path, 50'000'000);
    auto const voice = espeak_voice().value();
    std::string const said = "Міська рада вирішила зберегти стару трамвайну лінію, а люди чекали надворі до ";
    auto made = narrate(lines({said + "ночі.", said + "ранку.", said + "вечора."}, "uk"), {voice.get()}, kept).value();
    level(made.clip);
    for (auto const& bytes : {encode_mp3(made, {}), encode_opus(made, {})}) {
        EXPECT_NEAR(loudness_by_ffmpeg(bytes), -16, 0.5);
        EXPECT_LE(peak_by_ffmpeg(bytes), -1.0);
    }
}

TEST(Encode, TakesATrackWithoutAnything) {
    Track const bare{tone(300, 0.2, Millis(300)), {}, {}, {}, {}}, empty{{track_rate, {}}, {}, {}, {}, {}};
    EXPECT_FALSE(encode_mp3(empty, {}).empty());
    EXPECT_FALSE(encode_opus(empty, {}).empty());
    EXPECT_NEAR(static_cast<double>(length(read_wav(decode(encode_mp3(bare, {}))).value()).count()), 300, 50);
    EXPECT_NEAR(static_cast<double>(length(read_wav(decode(encode_opus(bare, {}))).value()).count()), 300, 50);
}

TEST(Loudness, IsReachedFromSoftAndLoud) {
    for (double const factor : {0.02, 0.3, 1.0}) {
        auto clip = track().clip;
        for (auto& sample : clip.samples) sample = static_cast<std::int16_t>(sample * factor);
        auto const reached = level(clip);
        ASSERT_TRUE(reached);
        EXPECT_NEAR(*reached, -16, 0.3) << factor;
        EXPECT_LE(peak_by_ffmpeg(wav(clip)), highest_peak + 0.15) << factor;
        EXPECT_NEAR(loudness_by_ffmpeg(wav(clip)), -16, 0.5) << factor;
    }
    Clip silence{track_rate, std::vector<std::int16_t>(track_rate)}, nothing{track_rate, {}};
    EXPECT_FALSE(level(silence));
    EXPECT_FALSE(level(nothing));
}

TEST(Limiter, HoldsItsCeilingAndLeavesTheRestAlone) {
    auto clip = tone(997, 0.1, Millis(1000));
    for (auto const at : {std::size_t{0}, std::size_t{6'000}, std::size_t{23'999}}) clip.samples[at] = 32'767;
    auto const limited = limit(clip.samples, track_rate, 2, 0.5);
    EXPECT_LE(*std::max_element(limited.begin(), limited.end()), 16'384);
    for (std::size_t i = 20'000; i < 23'500; ++i) ASSERT_NEAR(limited[i], clip.samples[i] * 2, 40) << i;
    EXPECT_LT(std::abs(limited[5'990]), std::abs(clip.samples[5'990]) * 1.5) << "it has begun before the peak";
    // A tone at a quarter of the rate whose peaks all lie between samples.
    Clip between{track_rate, {}};
    for (int i = 0; i < track_rate; ++i)
        between.samples.push_back(static_cast<std::int16_t>(i % 4 < 2 ? 16'000 : -16'000));
    EXPECT_NEAR(peak_by_ffmpeg(wav({track_rate, limit(between.samples, track_rate, 1, 0.5)})), -6.02, 0.8)
        << "FFmpeg counts the abrupt end, too";
}

TEST(AudioFacts, AreReadFromWhatWeMake) {
    auto const mp3 = read_audio_facts(encode_mp3(track(), tags())).value();
    EXPECT_EQ(mp3.mime, "audio/mpeg");
    EXPECT_NEAR(static_cast<double>(mp3.duration.count()), static_cast<double>(length(track().clip).count()), 80);
    auto const opus = read_audio_facts(encode_opus(track(), tags())).value();
    EXPECT_EQ(opus.mime, "audio/ogg");
    EXPECT_EQ(opus.extension, "opus");
    EXPECT_NEAR(static_cast<double>(opus.duration.count()), static_cast<double>(length(track().clip).count()), 50);
}

// What FFmpeg makes of a tone of two seconds.
std::string made_by_ffmpeg(std::string const& how) {
    return ask_about(wav(tone(300, 0.5, Millis(2000))), "/bin/sh",
                     {"-c", "ffmpeg -v error -i \"$0\" " + how + " -y \"$0.out\" && cat \"$0.out\""});
}

TEST(AudioFacts, AreReadFromRecordings) {
    auto const expect = [](std::string const& how, std::string const& mime, std::string const& extension) {
        auto const facts = read_audio_facts(made_by_ffmpeg(how));
        ASSERT_TRUE(facts) << how << " " << facts.error().code;
        EXPECT_EQ(facts->mime, mime);
        EXPECT_EQ(facts->extension, extension);
        EXPECT_NEAR(static_cast<double>(facts->duration.count()), 2000, 100) << how;
    };
    expect("-c:a libmp3lame -q:a 2 -f mp3", "audio/mpeg", "mp3");
    expect("-c:a libmp3lame -id3v2_version 0 -write_xing 0 -f mp3", "audio/mpeg", "mp3");
    expect("-c:a aac -f ipod", "audio/mp4", "m4a");
    expect("-c:a aac -movflags faststart -f mp4", "audio/mp4", "m4a");
    expect("-c:a libopus -f ogg", "audio/ogg", "opus");
    expect("-c:a libvorbis -f ogg", "audio/ogg", "ogg");
}

TEST(AudioFacts, NothingElseIsARecording) {
    auto const video = made_by_ffmpeg("-f lavfi -i color=size=64x64:duration=1 -c:v mpeg4 -c:a aac -f mp4");
    ASSERT_GT(video.size(), 1'000U);
    for (auto const& bytes : {std::string(), std::string("<html>"), cover, video, wav(tone(300, 0.5, Millis(100))),
                              std::string("ID3\4\0\0\0\0\0\0", 10), std::string(1'000, 'x'), std::string(5'000, '\0')})
        EXPECT_EQ(read_audio_facts(bytes).error().code, "audio_type") << bytes.size();
    EXPECT_FALSE(read_audio_facts("\xff\xfb\x90\x64"));
}

TEST(AudioFacts, DamagedRecordingsAreRefusedOrRead) {
    for (auto const& whole :
         {encode_mp3(track(), tags()).substr(0, 20'000), encode_opus(track(), tags()).substr(0, 20'000),
          made_by_ffmpeg("-c:a aac -movflags faststart -f mp4")}) {
        for (std::size_t size = 0; size < whole.size(); size = size < 300 ? size + 1 : size + 997)
            (void)read_audio_facts(whole.substr(0, size));
        for (std::size_t at = 0; at < 2'000; at += 3) {
            auto damaged = whole;
            damaged[at] = static_cast<char>(damaged[at] ^ 0xA5);
            (void)read_audio_facts(damaged);
        }
    }
}

}  // namespace
}  // namespace broadsheet::speech
