#include "speech/espeak_program.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

#include "speech/ipa.h"

namespace broadsheet::speech {
namespace {

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> out;
    while (!text.empty()) {
        auto const end = text.find('\n');
        out.push_back(text.substr(0, end));
        text.remove_prefix(end == text.npos ? text.size() : end + 1);
    }
    return out;
}

std::string_view take_word(std::string_view& line) {
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    auto const word = line.substr(0, line.find(' '));
    line.remove_prefix(word.size());
    return word;
}

ChildEnd run(ChildRun const& wanted) {
    try {
        return run_child(wanted);
    } catch (std::system_error const& error) {
        throw Unreachable(fmt::format("espeak-ng cannot be run: {}", error.what()));
    }
}

}  // namespace

std::string run_espeak(EspeakSettings const& settings, std::vector<std::string> arguments, std::string_view input) {
    ChildRun wanted{settings.program, std::move(arguments), settings.scratch, {input}, {"LC_ALL=C.UTF-8"}};
    wanted.time = settings.time;
    auto end = run(wanted);
    if (end.timed_out) throw Unreachable("espeak-ng took too long");
    if (end.signal != 0 || end.exit_status != 0)
        throw Unreachable(fmt::format("espeak-ng ended with {}", end.signal != 0 ? end.signal : end.exit_status));
    return std::move(end.output);
}

std::string espeak_version(EspeakSettings const& settings) {
    auto const said = run_espeak(settings, {"--version"}, {});
    std::string_view line = said;
    line.remove_prefix(std::min(line.find(": "), line.size()));
    take_word(line);
    return std::string(take_word(line));
}

// Pty Language       Age/Gender VoiceName          File                 Other Languages
//  5  fr-fr           --/M      French_(France)    roa/fr               (fr 5)
std::vector<EspeakRow> read_espeak_voices(std::string_view table) {
    std::vector<EspeakRow> out;
    for (auto line : lines_of(table)) {
        auto const priority = take_word(line), language = take_word(line);
        take_word(line);
        std::string name(take_word(line));
        auto const file = take_word(line);
        if (file.empty() || priority.find_first_not_of("0123456789") != priority.npos) continue;
        if (file.starts_with("mb/")) continue;  // MBROLA's, which Debian does not ship
        std::ranges::replace(name, '_', ' ');
        EspeakRow row{{std::string(language), std::move(name), std::string(language)}, {}};
        for (auto at = line.find('('); at != line.npos; at = line.find('(', at + 1))
            row.other_languages.emplace_back(line.substr(at + 1, line.find_first_of(" )", at) - at - 1));
        out.push_back(std::move(row));
    }
    return out;
}

std::vector<EspeakRow> espeak_rows(EspeakSettings const& settings) {
    return read_espeak_voices(run_espeak(settings, {"--voices"}, {}));
}

std::vector<VoiceInfo> espeak_voices(EspeakSettings const& settings) {
    std::vector<VoiceInfo> out;
    try {
        for (auto& row : espeak_rows(settings)) out.push_back(std::move(row.voice));
    } catch (Unreachable const&) {
        return {};  // there is nothing to choose from: that is the answer
    }
    return out;
}

// A line in, a line out; an empty one where the voice does not have the sound.
std::set<std::string, std::less<>> espeak_sounds_of(EspeakSettings const& settings, std::string const& voice) {
    auto const sounds = espeak_sounds();
    std::string input;
    for (auto const sound : sounds) input += fmt::format("[[{}]]\n", sound);
    auto const answer = run_espeak(settings, {"-q", "--ipa", "-b", "1", "-v", voice}, input);
    auto const lines = lines_of(answer);
    std::set<std::string, std::less<>> out;
    for (std::size_t i = 0; i < std::min(lines.size(), sounds.size()); ++i)
        if (lines[i].find_first_not_of(" ") != std::string_view::npos) out.emplace(sounds[i]);
    return out;
}

}  // namespace broadsheet::speech
