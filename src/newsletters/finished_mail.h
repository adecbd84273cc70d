// A mailing as it is sent: what is the same for all readers, made once, and what is each reader's own.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/seal.h"
#include "content/mailings.h"
#include "content/records.h"
#include "mail/dkim.h"
#include "mail/message.h"
#include "newsletters/mailing_page.h"
#include "newsletters/personal.h"
#include "store/mailings.h"

namespace broadsheet::newsletters {

// The text that a mailing keeps from when its sending begins: later changes to the newsletter leave it alone.
// `counted`: its links and a picture of one pixel count (counted.h).
std::string finished_page(content::Site const& site, content::Newsletter const& newsletter,
                          content::Mailing const& mailing, Rendered const& rendered, std::string_view own_address,
                          bool counted);
// Where the counted links of such a text lead, by number.
std::vector<std::string> links_in(std::string const& page);

// Which mail a bounce is about, as it stands in the address it comes back to and in a header.
struct MailKey {
    content::MailingId mailing;
    content::ReaderId reader;
};
std::string mail_key_text(Seal const& seal, MailKey const& key);  // [0-9a-z-]
std::optional<MailKey> read_mail_key(Seal const& seal, std::string_view text);
std::string bounce_address(std::string_view own_address, std::string_view mail_key);  // "local+key@domain"
std::optional<std::string> mail_key_in(std::string_view address);

// Immutable; any thread.
class FinishedMail {
  public:
    // `page`: made by finished_page. Throws if it is none. `signer`: null: mails are not signed here. Both outlive
    // this.
    FinishedMail(content::MailingId mailing, std::string const& page, Seal const& seal, mail::DkimSigner const* signer,
                 std::string own_address);

    struct Mail {
        std::string envelope_sender;
        std::string mime;
    };
    // Refused as mail::write_mime refuses. `test`: says so in the subject, and its links change nothing.
    Result<Mail> for_reader(store::Recipient const& reader, Time now) const;
    Result<Mail> for_test(std::string const& email, Time now) const;

  private:
    Result<Mail> write(std::string const& email, std::string const& name, std::string const& subject,
                       Links const& links, std::string const& key, bool with_way_out, Time now) const;

    content::MailingId mailing_;
    Seal const& seal_;
    mail::DkimSigner const* signer_;
    std::string own_address_;
    std::string site_url_, subject_;
    content::NewsletterId newsletter_;
    mail::Address from_, reply_to_;
    std::string list_id_, feedback_id_, domain_;
    PersonalText html_, text_;
};

}  // namespace broadsheet::newsletters
