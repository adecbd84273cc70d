// From a mailing as it stands in the store to the page that is sent: its stories and briefs as they are now (a figure
// corrected a minute ago is right in the mail), those retracted meanwhile left out.
#pragma once
#include "content/mailings.h"
#include "newsletters/mailing_page.h"
#include "store/database.h"

namespace broadsheet::newsletters {

// Refused: what render_mailing refuses; "newsletter_missing"; "story_missing" where the story to be sent is not public
// any more.
Result<Rendered> compose(frame::Frame& frame, store::Reader& reader, content::Mailing const& mailing, Time now);

// The stories and briefs that the newsletter's rule chooses for an edition that is begun now.
void fill_edition(store::Reader& reader, content::Newsletter const& newsletter, Time now, content::Mailing& mailing);

}  // namespace broadsheet::newsletters
