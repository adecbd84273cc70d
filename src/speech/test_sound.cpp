#include "speech/test_sound.h"

#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <numbers>

#include "base/child_process.h"

namespace broadsheet::speech {
namespace {

void put_number(std::string& out, std::uint32_t number, int bytes) {
    for (int i = 0; i < bytes; ++i) out += static_cast<char>(number >> (8 * i) & 0xFF);
}

// The number behind the last `name` in what the filter says.
double number_behind(std::string const& text, std::string const& name) {
    auto const at = text.rfind(name);
    return at == std::string::npos ? NAN : std::strtod(text.c_str() + at + name.size(), nullptr);
}

std::string filtered(std::string_view bytes) {
    return ask_about(bytes, "/bin/sh",
                     {"-c", "exec ffmpeg -hide_banner -i \"$0\" -filter:a ebur128=peak=true -f null - 2>&1"});
}

}  // namespace

TestFolder::TestFolder()
    : path([] {
          auto pattern = (std::filesystem::temp_directory_path() / "broadsheet-speech-XXXXXX").string();
          return std::filesystem::path(::mkdtemp(pattern.data()));
      }()) {}

TestFolder::~TestFolder() { std::filesystem::remove_all(path); }

Utterance sentence(std::string text, std::string language) { return {std::move(language), {{std::move(text)}}}; }

std::vector<Line> lines(std::vector<std::string> const& texts, std::string const& language) {
    std::vector<Line> out;
    for (auto const& text : texts) out.push_back({sentence(text, language), Millis(250)});
    return out;
}

Clip tone(double hertz, double loud, Millis time, int rate) {
    Clip out{rate, std::vector<std::int16_t>(samples_in(time, rate))};
    for (std::size_t i = 0; i < out.samples.size(); ++i)
        out.samples[i] = static_cast<std::int16_t>(
            32767 * loud * std::sin(2 * std::numbers::pi * hertz * static_cast<double>(i) / rate));
    return out;
}

double rms(Clip const& clip) {
    double sum = 0;
    for (double const sample : clip.samples) sum += sample * sample;
    return clip.samples.empty() ? 0 : std::sqrt(sum / static_cast<double>(clip.samples.size())) / 32768;
}

std::string wav(Clip const& clip) {
    auto const size = static_cast<std::uint32_t>(clip.samples.size() * 2), rate = static_cast<std::uint32_t>(clip.rate);
    std::string out = "RIFF";
    put_number(out, 36 + size, 4);
    out += "WAVEfmt ";
    for (auto const& [number, bytes] :
         {std::pair(16U, 4), {1U, 2}, {1U, 2}, {rate, 4}, {rate * 2, 4}, {2U, 2}, {16U, 2}})
        put_number(out, number, bytes);
    out += "data";
    put_number(out, size, 4);
    return out.append(reinterpret_cast<char const*>(clip.samples.data()), size);
}

std::string ask_about(std::string_view bytes, std::string const& program, std::vector<std::string> arguments) {
    TestFolder const folder;
    auto const file = folder.path / "sound";
    std::ofstream(file, std::ios::binary) << bytes;
    arguments.push_back(file.string());
    return run_child({program, std::move(arguments), folder.path, {}, {"PATH=/usr/bin:/bin"}}).output;
}

std::string probe(std::string_view bytes) {
    return ask_about(bytes, "/usr/bin/ffprobe",
                     {"-v", "error", "-of", "json", "-show_format", "-show_streams", "-show_chapters"});
}

std::string decode(std::string_view bytes) {
    return ask_about(bytes, "/bin/sh", {"-c", "exec ffmpeg -v error -i \"$0\" -map 0:a -c:a pcm_s16le -f wav -"});
}

double loudness_by_ffmpeg(std::string_view bytes) { return number_behind(filtered(bytes), " I:"); }
double peak_by_ffmpeg(std::string_view bytes) { return number_behind(filtered(bytes), "Peak:"); }

Result<std::string> TestVoice::script(Utterance const& utterance) const {
    std::string out;
    for (auto const& piece : utterance.pieces) out += piece.text;
    return out;
}

Result<Clip> TestVoice::say(Utterance const& utterance) {
    auto const text = *script(utterance);
    count(text.size());
    if (text == unreachable_at) throw Unreachable(name_ + " is away");
    if (text == refused_at) return refuse(ProblemKind::invalid, "speech_refused", "No.");
    said.push_back(text);
    return tone(300, loud, Millis(50) * static_cast<int>(text.size()), 16'000);
}

}  // namespace broadsheet::speech
