#include "speech/web_vtt.h"

#include <fmt/format.h>

#include "speech/plain_words.h"

namespace broadsheet::speech {
namespace {

std::string cue_time(Millis time) {
    auto const ms = time.count();
    return fmt::format("{:02}:{:02}:{:02}.{:03}", ms / 3'600'000, ms / 60'000 % 60, ms / 1000 % 60, ms % 1000);
}

// On one line, so no empty one ends the cue; and with every > written out there is no arrow in it.
std::string cue_text(std::string const& text) {
    std::string out;
    for (char const c : plain_words(text)) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else
            out += c;
    }
    while (out.starts_with(' ')) out.erase(0, 1);
    while (out.ends_with(' ')) out.pop_back();
    return out;
}

}  // namespace

std::string write_vtt(std::vector<Mark> const& marks, std::vector<std::string> const& texts) {
    std::string out = "WEBVTT\n";
    for (std::size_t i = 0; i < std::min(marks.size(), texts.size()); ++i) {
        auto const text = cue_text(texts[i]);
        if (text.empty() || marks[i].to <= marks[i].from) continue;
        out += fmt::format("\n{} --> {}\n{}\n", cue_time(marks[i].from), cue_time(marks[i].to), text);
    }
    return out;
}

}  // namespace broadsheet::speech
