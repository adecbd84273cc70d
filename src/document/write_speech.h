// The document as it is read out: the blocks that are said, in reading order, with what is said that the page does not
// show. How their words are spoken is another room's business. Pure; any thread.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "document/document.h"

namespace broadsheet::document {

enum class SpeechKind : std::uint8_t {
    headline,
    standfirst,
    byline,
    date,
    paragraph,
    heading,
    quote,
    pull_quote,
    list_item,
    caption,
    table,
    card,
    embed,
    code,
    footnote,
    pause  // a rule across the column: says nothing
};

struct SpeechRun {
    std::string text;  // as on the page
    bool emphasis = false;
    bool operator==(SpeechRun const&) const = default;
};

struct SpeechBlock {
    SpeechKind kind = SpeechKind::paragraph;
    std::vector<SpeechRun> runs;  // what the page shows; may be empty
    std::string announced;        // said before them, and not found on the page: "There is a table here: Year, Turnout"
    std::string announced_after;  // said behind them
    bool begins_chapter = false;  // the headline, and headings of the second level
    bool operator==(SpeechBlock const&) const = default;

    std::string text() const;  // of its runs
};

enum class Spoken : std::uint8_t { skipped, announced, read };

// What the newsroom chose. Announced: that it is there, and its name; read: all of it. Paragraphs, headings and lists
// are always read; appeals and newsletter boxes never.
struct SpeechChoices {
    Spoken captions = Spoken::skipped;
    Spoken tables = Spoken::announced;
    Spoken cards = Spoken::skipped;  // links to other stories; read is announced
    Spoken embeds = Spoken::skipped;
    Spoken footnotes = Spoken::skipped;  // read behind the block in which they stand; announced is skipped
    Spoken code = Spoken::skipped;
    Spoken pull_quotes = Spoken::skipped;  // they repeat what the text says
    Spoken quotes = Spoken::read;          // announced: with words that say where the quotation begins and ends
};

// The words for what is announced, in the story's language; an empty one is not said.
struct SpeechTexts {
    std::string picture = "Picture";
    std::string table = "There is a table here";
    std::string card = "Related story";
    std::string embed = "There is something to watch or listen to here";
    std::string code = "There is a piece of code here";
    std::string footnote = "Footnote";
    std::string quote = "Quote";
    std::string end_of_quote = "End of quote";
};

// What stands above the text, as the page words it ("By Maria Hrytsenko", "12 March 2024"); empty ones are left out.
struct SpeechTitle {
    std::string headline, standfirst, byline, date;
};

struct SpeechContext {
    SpeechChoices choices;
    SpeechTexts texts;
    // What is kept beside the document, for pictures without a caption of their own, and for cards; empty: nothing.
    std::function<std::string(std::string_view picture)> caption;
    std::function<std::string(std::string_view story)> headline;
};

// The title's blocks first. Addresses that stand in the text are left as they are shown: whoever speaks them says the
// host, and a player still finds the sentence on the page.
std::vector<SpeechBlock> write_speech(Document const& document, SpeechTitle const& title, SpeechContext const& context);

}  // namespace broadsheet::document
