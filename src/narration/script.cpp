#include "narration/script.h"

#include <fmt/format.h>

#include "base/locale.h"
#include "document/read_json.h"
#include "document/write_speech.h"
#include "frame/audio.h"
#include "frame/values.h"
#include "speech/kept_clips.h"
#include "speech/words/say.h"
#include "store/lexicon.h"
#include "store/pictures.h"
#include "store/sections.h"

namespace broadsheet::narration {
namespace {

using content::NarrationSettings;
using content::Story;
using document::SpeechBlock;
using document::SpeechKind;
using document::Spoken;

constexpr Millis between_sentences{280}, behind_paragraph{550}, behind_heading{750}, rule{900};
constexpr std::string_view edition = "1";  // rises when what is made of the same script sounds different

// Puts lines together, block by block.
class Writer {
  public:
    Writer(Script& script, std::string language, speech::Lexicon const& lexicon)
        : script_(script), language_(std::move(language)), lexicon_(lexicon) {}

    void add(SpeechBlock const& block) {
        if (block.kind == SpeechKind::pause) return pause(rule);
        auto const first = script_.lines.size();
        auto const text = block.text();
        say(block.announced);
        say(text);
        say(block.announced_after);
        if (script_.lines.size() == first) return;
        if (block.begins_chapter) script_.lines[first].chapter = text;
        bool const heading = block.kind == SpeechKind::heading || block.kind == SpeechKind::headline;
        script_.lines.back().pause_after = heading ? behind_heading : behind_paragraph;
    }
    void say(std::string_view text) {
        for (auto& sentence : speech::say_sentences(text, language_, lexicon_)) {
            script_.lines.push_back(
                {{language_, speech::with_blanks(std::move(sentence.pieces))}, between_sentences, {}});
            script_.shown.push_back(std::move(sentence.shown));
        }
    }
    void pause(Millis time) {
        if (!script_.lines.empty()) script_.lines.back().pause_after += time;
    }

  private:
    Script& script_;
    std::string language_;
    speech::Lexicon const& lexicon_;
};

Spoken spoken(NarrationSettings const& settings, char const* name, Spoken usual) {
    auto const chosen = settings.choices.find(name);
    if (chosen == settings.choices.end()) return usual;
    return chosen->second == "read"        ? Spoken::read
           : chosen->second == "announced" ? Spoken::announced
                                           : Spoken::skipped;
}

document::SpeechChoices choices_of(NarrationSettings const& settings) {
    document::SpeechChoices out;
    for (auto const& [name, choice] : {std::pair{"captions", &out.captions},
                                       {"tables", &out.tables},
                                       {"cards", &out.cards},
                                       {"embeds", &out.embeds},
                                       {"footnotes", &out.footnotes},
                                       {"code", &out.code},
                                       {"pull_quotes", &out.pull_quotes},
                                       {"quotes", &out.quotes}})
        *choice = spoken(settings, name, *choice);
    return out;
}

document::SpeechTexts texts_in(frame::Catalogs const& catalogs, std::string_view language) {
    document::SpeechTexts out;
    for (auto* const text :
         {&out.picture, &out.table, &out.card, &out.embed, &out.code, &out.footnote, &out.quote, &out.end_of_quote})
        *text = frame::translated(catalogs, language, *text);
    return out;
}

std::vector<std::string> bylines_of(store::Reader& reader, Story const& story) {
    std::vector<std::string> out;
    for (auto const id : story.text.bylines)
        if (auto author = store::find_author(reader, id)) out.push_back(std::move(author->name));
    return out;
}

// "by Maria Hrytsenko, Petro Petrenko and Olena Koval", as the page has it.
std::string byline_words(frame::Catalogs const& catalogs, std::string_view language,
                         std::vector<std::string> const& names) {
    if (names.empty()) return {};
    std::string out = frame::translated(catalogs, language, "by") + " " + names.front();
    for (std::size_t at = 1; at < names.size(); ++at)
        out += (at + 1 < names.size() ? ", " : " " + frame::translated(catalogs, language, "and") + " ") + names[at];
    return out;
}

std::string joined(std::vector<std::string> const& names) {
    std::string out;
    for (auto const& name : names) out += (out.empty() ? "" : ", ") + name;
    return out;
}

std::string day_text(Time time, std::string const& zone) {
    auto const day = day_of(time, zone);
    return fmt::format("{:04}-{:02}-{:02}", day.year, day.month, day.day);
}

std::string digest_of(Script const& script, std::string_view voice, NarrationSettings const& settings) {
    std::string all = fmt::format("{}\n{}\n{}\n{}\n", edition, voice, settings.model, settings.speed);
    for (auto const& line : script.lines) {
        all += fmt::format("{}\t{}\t{}", line.said.language, line.pause_after.count(), line.chapter);
        for (auto const& piece : line.said.pieces)
            all += fmt::format("\t{}\t{}\t{}", piece.text, piece.ipa, piece.language);
        all += '\n';
    }
    auto const& tags = script.tags;
    all += fmt::format("{}\n{}\n{}\n{}\n{}", tags.title, tags.artist, tags.album, tags.date, tags.comment);
    return speech::KeptClips::key(voice, all);
}

}  // namespace

speech::Lexicon read_lexicon(store::Reader& reader) {
    std::vector<speech::LexiconEntry> entries;
    for (auto& name : store::list_lexicon(reader))
        entries.push_back({std::move(name.written), std::move(name.respelling), std::move(name.ipa), name.match_case,
                           std::move(name.language)});
    return speech::Lexicon(std::move(entries));
}

std::vector<speech::Line> lines_of(std::string_view text, std::string const& language, speech::Lexicon const& lexicon) {
    Script script;
    Writer(script, language, lexicon).say(text);
    return std::move(script.lines);
}

Result<Script> write_script(store::Reader& reader, frame::Publication const& publication, Story const& story,
                            NarrationSettings const& settings, std::string_view wanted_voice) {
    auto const document = document::read_json(story.text.body);
    if (!document) return refuse(ProblemKind::invalid, "story_broken", document.error().message);
    auto const& catalogs = *publication.catalogs;
    auto const& language = story.text.language;
    auto const& site = publication.site;
    auto const names = bylines_of(reader, story);
    auto const published = story.published_at.value_or(story.created_at);

    document::SpeechTitle title{story.text.headline, {}, {}, {}};
    if (settings.say_standfirst && story.kind == content::StoryKind::article) title.standfirst = story.text.standfirst;
    if (settings.say_byline) title.byline = byline_words(catalogs, language, names);
    if (settings.say_date) title.date = format_time(published, site.timezone, language, DateStyle::date);
    document::SpeechContext context{choices_of(settings), texts_in(catalogs, language), {}, {}};
    context.caption = [&](std::string_view picture) {
        auto const id = content::PictureId::parse(picture);
        auto const found = id ? store::find_picture(reader, *id) : std::nullopt;
        return found ? found->caption : std::string();
    };
    context.headline = [&](std::string_view other) {
        auto const id = content::StoryId::parse(other);
        auto const found = id ? store::find_story(reader, *id) : std::nullopt;
        return found && found->status == content::StoryStatus::published ? found->text.headline : std::string();
    };

    Script out;
    auto const lexicon = read_lexicon(reader);
    Writer writer(out, language, lexicon);
    auto const disclosure = frame::audio_disclosure(catalogs, settings, language);
    auto const disclose = [&] {
        writer.say(disclosure);
        writer.pause(behind_paragraph);
    };
    if (settings.disclosure_spoken == content::SpokenPlace::first) disclose();
    for (auto const& block : document::write_speech(*document, title, context)) writer.add(block);
    if (settings.disclosure_spoken == content::SpokenPlace::last) disclose();

    out.tags.title = story.text.headline;
    out.tags.artist = names.empty() ? site.title : joined(names);
    out.tags.album = site.title;
    out.tags.language = language;
    out.tags.date = day_text(published, site.timezone);
    out.tags.comment = disclosure;
    out.digest = digest_of(out, wanted_voice, settings);
    return out;
}

}  // namespace broadsheet::narration
