#include "speech/narrate.h"

#include <algorithm>
#include <exception>
#include <optional>
#include <set>

#include "base/utf8.h"
#include "speech/loudness.h"
#include "speech/plain_words.h"

namespace broadsheet::speech {
namespace {

constexpr Millis lead_in{120}, lead_out{300};
constexpr Millis longest_pause{10'000}, longest_track{3 * 3'600'000};

std::size_t characters_in(Utterance const& utterance) {
    std::size_t sum = 0;
    for (auto const& piece : utterance.pieces) sum += count_code_points(plain_words(piece.text));
    return sum;
}

// A line's sound, and the place of its voice among the parts.
struct Said {
    Clip clip;
    std::size_t part = 0;
};

// A voice that could not be reached.
struct Lost {
    Voice* voice;
    std::exception_ptr why;
};

class Narration {
  public:
    Narration(std::vector<Line> const& lines, std::vector<Voice*> const& voices, KeptClips& kept,
              Progress const& progress)
        : lines_(lines), voices_(voices), kept_(kept), progress_(progress) {}

    // Each time that a voice is lost everything begins anew without it.
    Result<Track> make() {
        for (;;) {
            try {
                return attempt();
            } catch (Lost const& lost) {
                away_.insert(lost.voice);
                why_ = lost.why;
            }
        }
    }

  private:
    Result<Track> attempt() {
        track_ = {{track_rate, std::vector<std::int16_t>(samples_in(lead_in, track_rate))}, {}, {}, {}, {}};
        part_of_line_.clear();
        for (std::size_t i = 0; i < lines_.size(); ++i) {
            if (progress_.stop.stop_requested())
                return refuse(ProblemKind::overtaken, "speech_stopped", "The narration was stopped.");
            add(i, sound_of(lines_[i].said));
            if (length(track_.clip) > longest_track)
                return refuse(ProblemKind::too_large, "speech_too_long", "This text is too long for one recording.");
            if (progress_.tell) progress_.tell(i + 1, lines_.size());
        }
        if (track_.unsaid.size() == lines_.size())
            return refuse(ProblemKind::invalid, "speech_nothing", "There is nothing here that a voice could say.");
        finish();
        return std::move(track_);
    }

    std::optional<Said> sound_of(Utterance const& said) {
        bool asked = false, missed = false;
        for (auto* const voice : voices_) {
            if (!voice->speaks(said.language)) continue;
            if (away_.contains(voice)) {
                missed = true;
                continue;
            }
            asked = true;
            if (auto clip = sound_by(*voice, said)) return clip;
        }
        if (missed && !asked) std::rethrow_exception(why_);
        return std::nullopt;
    }

    std::optional<Said> sound_by(Voice& voice, Utterance const& said) {
        try {
            return kept_or_spoken(voice, said);
        } catch (Unreachable const&) {
            throw Lost{&voice, std::current_exception()};
        }
    }

    std::optional<Said> kept_or_spoken(Voice& voice, Utterance const& said) {
        auto const script = voice.script(said);
        if (!script) return std::nullopt;
        auto const id = voice.id(), key = KeptClips::key(id, *script);
        if (auto clip = kept_.find(key)) return Said{std::move(*clip), part_of(id, {})};
        auto const clip = voice.say(said);
        if (!clip) return std::nullopt;
        auto trimmed = resample(trim(*clip), track_rate);
        if (trimmed.samples.empty()) return std::nullopt;
        kept_.keep(key, trimmed);
        return Said{std::move(trimmed), part_of(id, {1, characters_in(said)})};
    }

    std::size_t part_of(std::string const& voice, Spoken spoken) {
        auto part = std::ranges::find(track_.parts, voice, &Part::voice);
        if (part == track_.parts.end()) part = track_.parts.insert(part, Part{voice, 0, {}});
        ++part->lines;
        part->spoken.sentences += spoken.sentences;
        part->spoken.characters += spoken.characters;
        return static_cast<std::size_t>(part - track_.parts.begin());
    }

    void add(std::size_t line, std::optional<Said> const& said) {
        auto& samples = track_.clip.samples;
        auto const from = length(track_.clip);
        if (!lines_[line].chapter.empty()) track_.chapters.push_back({lines_[line].chapter, from, from});
        part_of_line_.push_back(said ? said->part : 0);
        if (!said) {
            track_.unsaid.push_back(line);
            track_.marks.push_back({from, from});
            return;
        }
        samples.insert(samples.end(), said->clip.samples.begin(), said->clip.samples.end());
        track_.marks.push_back({from, length(track_.clip)});
        auto const pause = std::clamp(lines_[line].pause_after, Millis(0), longest_pause);
        bool const is_last = line + 1 == lines_.size();
        samples.resize(samples.size() + samples_in(is_last ? lead_out : pause, track_rate));
    }

    void finish() {
        auto const end = length(track_.clip);
        auto& chapters = track_.chapters;
        for (std::size_t i = 0; i < chapters.size(); ++i)
            chapters[i].to = i + 1 < chapters.size() ? chapters[i + 1].from : end;
        if (!chapters.empty()) chapters.front().from = Millis(0);
        if (track_.parts.size() > 1) even_out();
    }

    // Engines differ in loudness by more than a listener forgives within one story.
    void even_out() {
        for (std::size_t part = 0; part < track_.parts.size(); ++part) {
            std::vector<std::span<std::int16_t>> stretches;
            for (std::size_t line = 0; line < lines_.size(); ++line)
                if (part_of_line_[line] == part) stretches.push_back(stretch(track_.marks[line]));
            level_quietly(stretches);
        }
    }

    std::span<std::int16_t> stretch(Mark const& mark) {
        auto const from = samples_in(mark.from, track_rate), to = samples_in(mark.to, track_rate);
        return std::span(track_.clip.samples).subspan(from, to - from);
    }

    std::vector<Line> const& lines_;
    std::vector<Voice*> const& voices_;
    KeptClips& kept_;
    Progress const& progress_;
    std::set<Voice*> away_;
    std::exception_ptr why_;  // the last of them was
    Track track_;
    std::vector<std::size_t> part_of_line_;
};

}  // namespace

Result<Track> narrate(std::vector<Line> const& lines, std::vector<Voice*> const& voices, KeptClips& kept,
                      Progress const& progress) {
    return Narration(lines, voices, kept, progress).make();
}

Spoken to_be_spoken(std::vector<Line> const& lines, std::vector<Voice*> const& voices, KeptClips const& kept) {
    Spoken out;
    std::set<std::string> counted;
    for (auto const& line : lines) {
        for (auto* const voice : voices) {
            if (!voice->speaks(line.said.language)) continue;
            auto const script = voice->script(line.said);
            if (!script) continue;
            auto const key = KeptClips::key(voice->id(), *script);
            if (!kept.has(key) && counted.insert(key).second) {
                ++out.sentences;
                out.characters += characters_in(line.said);
            }
            break;
        }
    }
    return out;
}

}  // namespace broadsheet::speech
