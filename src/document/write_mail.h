// The document as it goes out by mail: HTML that mail clients show (every style inline, tables only where they need
// them; no script, form, frame or stylesheet), and as wrapped plain text. Everything that is not ours is escaped.
// Appeals and newsletter boxes are left out: their buttons belong on pages. Any thread.
//
// The classes in it are for the rules of the mail's template alone, dark ones above all: b-ink b-quiet b-link (colour),
// b-rule, b-line (colour of borders), b-tint (ground). Fonts, sizes and light colours are those of themes/default/mail.
#pragma once
#include <cstddef>
#include <string>

#include "base/html.h"
#include "document/document.h"
#include "document/write_web.h"

namespace broadsheet::document {

struct MailLook {
    bool right_to_left = false;  // of the text as a whole; what runs the other way says so itself
    int width = 552;             // of the column in pixels; no picture is shown wider
    bool link_pictures = false;  // a picture leads to the context's page_url
};

// Uses of the context: picture (its `src` should be a JPEG at least twice as wide as shown), story_card, base_url
// (needed: goes before "/path"), page_url (before "#part"; without one such links are plain text), language, labels.
// Footnotes are numbers with their texts at the end: links within a mail do not work everywhere.
Html write_mail(Document const& document, WebContext const& context, MailLook const& look = {});

// The first blocks of what write_mail made, as many as fit into so many bytes; no element is broken.
Html leading_blocks(Html const& mail, std::size_t most_bytes);

// Lines of at most 72 characters; headings underlined; links and footnotes as [1] with addresses and texts at the end;
// pictures as "[alt]" with their captions. The context as above. Ends without a line break.
std::string write_mail_text(Document const& document, WebContext const& context);

}  // namespace broadsheet::document
