// What the tests of this room share: a folder that goes with the test, sounds that are made, and FFmpeg's opinion of
// files.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "speech/narrate.h"

namespace broadsheet::speech {

class TestFolder {
  public:
    TestFolder();
    ~TestFolder();
    std::filesystem::path const path;
};

// A sentence of plain words.
Utterance sentence(std::string text, std::string language = "en");
std::vector<Line> lines(std::vector<std::string> const& texts, std::string const& language = "en");

// A tone, `loud` from 0 to 1.
Clip tone(double hertz, double loud, Millis time, int rate = track_rate);
double rms(Clip const& clip);  // from 0 to 1

std::string wav(Clip const& clip);  // 16 bits

// What `program` says on standard output about `bytes` in a file.
std::string ask_about(std::string_view bytes, std::string const& program, std::vector<std::string> arguments);
std::string probe(std::string_view bytes);          // ffprobe's format, streams and chapters as JSON
std::string decode(std::string_view bytes);         // as WAV of 16 bits
double loudness_by_ffmpeg(std::string_view bytes);  // LUFS
double peak_by_ffmpeg(std::string_view bytes);      // dBTP

// A voice that speaks tones, for what is about joining and keeping: 50 ms for each character. It knows when to fail.
class TestVoice : public Voice {
  public:
    explicit TestVoice(std::string name, std::string languages = "en")
        : name_(std::move(name)), languages_(std::move(languages)) {}
    std::string id() const override { return name_; }
    bool speaks(std::string_view language) const override { return languages_.find(language) != std::string::npos; }
    Result<std::string> script(Utterance const& utterance) const override;
    Result<Clip> say(Utterance const& utterance) override;

    std::string unreachable_at;  // a text at which it cannot be reached
    std::string refused_at;      // a text that it does not say
    double loud = 0.3;
    std::vector<std::string> said;

  private:
    std::string name_, languages_;
};

}  // namespace broadsheet::speech
