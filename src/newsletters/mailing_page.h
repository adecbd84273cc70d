// What a mailing looks like: an edition (stories and briefs, perhaps with an introduction), a letter, or one story sent
// whole. HTML that mail clients show well (themes/default/mail/mailing.hbs) and the same as plain text. Any thread.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/html.h"
#include "base/result.h"

namespace broadsheet::frame {
class Frame;
}

namespace broadsheet::newsletters {

// `src` is absolute and a JPEG, at least twice as wide as it is shown (552 pixels, small ones 160); sizes in pixels of
// the file.
struct MailPicture {
    std::string src;
    int width = 0;
    int height = 0;
    std::string alt;
    std::string caption;
    std::string credit;
};

struct MailStory {
    std::string url;  // absolute
    std::string kicker;
    std::string headline;
    std::string standfirst;
    std::string byline;
    std::string language;  // BCP 47; empty: the mailing's
    std::optional<MailPicture> picture;
    std::int64_t listen_minutes = 0;  // how long it is to be heard on its page; 0: it is not
};

struct MailBrief {
    std::string url;  // absolute
    std::string headline;
    std::string text;
    std::string at_text;   // when, for people
    std::string language;  // BCP 47; empty: the mailing's
};

// All texts are plain unless said. Addresses that are not http(s) are left out.
struct MailingPage {
    std::string publication;
    std::string site_url;
    std::string logo_url;  // absolute; empty, or an SVG (which mail clients do not show): the name is set in type
    std::string accent;    // "#a5231c"; made readable, anything else is the default
    std::string newsletter;
    std::string language;   // BCP 47
    std::string direction;  // "rtl" or "ltr"
    std::string subject;    // with no stories and no briefs it stands over the text as its headline
    std::string preview;    // the line that inboxes show after the subject
    std::string date_text;
    std::optional<MailPicture> lead;  // of a story sent whole
    std::string byline;
    std::string standfirst;
    Html body;              // of document::write_mail: introduction, letter or whole story; may be empty
    std::string body_text;  // of document::write_mail_text
    std::vector<MailStory> stories;
    std::vector<MailBrief> briefs;
    std::string read_url;             // "Read on the site"; empty: none
    std::int64_t listen_minutes = 0;  // of a story sent whole, as MailStory's
    std::string postal_address;
    bool counted = false;  // room is kept for links that count
    std::string reason;    // "You get this because you signed up for …"
};

// Either part has the placeholders of personal.h.
struct Rendered {
    std::string html;  // below 100,000 bytes with links of up to 500 bytes filled in: Gmail cuts at 102 kB
    std::string text;
    bool cut = false;  // what did not fit was left out, with a link to read on
};

// Refuses what cannot be made to fit (too_large: a headline or an address of that size), and what the theme refuses.
Result<Rendered> render_mailing(frame::Frame& frame, MailingPage const& page);

}  // namespace broadsheet::newsletters
