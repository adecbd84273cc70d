// The document as HTML of a story's page. Everything that is not ours is escaped; links are Urls; no script, no inline
// style, no request to a third party.
#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/html.h"
#include "document/document.h"

namespace broadsheet::document {

struct PictureSource {
    std::string mime;    // "image/avif"
    std::string srcset;  // "/media/a-640.avif 640w, …"
};

// A picture as it can be shown; texts are plain (the writer escapes), sizes in pixels of the fallback.
struct PictureView {
    std::vector<PictureSource> sources;
    std::string sizes;   // for the sources' and the fallback's `sizes`; may be empty
    std::string src;     // fallback
    std::string srcset;  // of the fallback; may be empty
    int width = 0;
    int height = 0;
    std::string alt;  // used where the document has no text of its own
    std::string caption;
    std::string credit;
};

struct StoryCardView {
    std::string url;  // site-relative or absolute; checked as every link
    std::string headline;
    std::string standfirst;
    std::optional<PictureView> picture;  // decorative: shown without a text of its own
    std::string at;                      // machine-readable time; may be empty
    std::string at_text;                 // the same for people
};

// Texts that readers see; {n} becomes the number.
struct WebLabels {
    std::string footnotes = "Footnotes";
    std::string footnote = "Footnote {n}";
    std::string back = "Back to reference {n}";
    std::string table = "Table {n}";
    std::string gallery = "Pictures";
    std::string related = "Related story";
    std::string play = "Play";  // a video or sound of another site
    std::string show = "Show";  // a chart of another site
};

enum class Players { none, on_request };

// What a page knows and the document doesn't. A function that is not set, or answers nothing, makes its node absent.
struct WebContext {
    std::function<std::optional<PictureView>(std::string_view picture_id, PictureWidth width)> picture;
    std::function<std::optional<StoryCardView>(std::string_view story_id)> story_card;
    std::function<Html(std::span<std::string const> newsletters)> newsletter_box;  // slugs; none: all
    std::function<Html(std::string_view name)> appeal;                             // empty: the one that fits
    Players players = Players::none;  // on_request: a button that web/site turns into the provider's player
    std::string id_prefix;  // before every id, where a page shows several documents: {id_prefix}h-slug, fn-1, ref-1
    // For text that is read elsewhere (feeds): what goes before "/path" and before "#part". Empty: they stay as they
    // are.
    std::string base_url;         // "https://example.org"
    std::string page_url;         // "https://example.org/story/"
    std::string site_host;        // links to other hosts get rel="noopener"
    std::string language = "en";  // BCP 47, of the story
    WebLabels labels;
};

// Top-level blocks [begin, end) of the document; beyond the end means the end.
struct BlockRange {
    std::size_t begin = 0;
    std::size_t end = static_cast<std::size_t>(-1);
};

// One Html for each top-level block, in the document's order (empty where absent), so that something can be placed
// between them (document.content[i].kind tells which are paragraphs); the list of footnotes comes after the last.
struct WebBlocks {
    std::vector<Html> blocks;
    Html footnotes;  // empty without footnotes
};

WebBlocks write_web_blocks(Document const& document, WebContext const& context);
Html write_web(Document const& document, WebContext const& context);
// Only these blocks, with only their footnotes; ids and numbers are those of the whole document.
Html write_web(Document const& document, WebContext const& context, BlockRange range);

}  // namespace broadsheet::document
