// The letters that the desk writes to its own people. Private to desk/.
#pragma once
#include <string>

#include "accounts/notices.h"
#include "content/records.h"
#include "mail/message.h"

namespace broadsheet::desk {

mail::Message invitation_letter(content::Site const& site, content::Staff const& to, content::Staff const& from,
                                std::string const& code);
mail::Message reset_letter(content::Site const& site, content::Staff const& to, std::string const& code);
mail::Message notice_letter(content::Site const& site, content::Staff const& to, accounts::Notice notice);
mail::Message test_letter(content::Site const& site, std::string const& to);

}  // namespace broadsheet::desk
