// The letters that readers get from the system itself, in their language. Private to newsletters/.
#pragma once
#include <string>
#include <vector>

#include "accounts/readers.h"
#include "content/newsletters.h"
#include "frame/publication.h"
#include "mail/message.h"

namespace broadsheet::newsletters {

mail::Message confirmation_letter(frame::Publication const& publication, content::SignUp const& sign_up,
                                  std::vector<content::Newsletter> const& newsletters, std::string const& code);
// `unsubscribe`: of the first newsletter, absolute.
mail::Message welcome_letter(frame::Publication const& publication, content::Reader const& reader,
                             std::vector<content::Newsletter> const& newsletters, std::string const& unsubscribe);
// To somebody who asked for what they get already.
mail::Message known_letter(frame::Publication const& publication, content::Reader const& reader,
                           std::vector<content::Newsletter> const& newsletters);
mail::Message sign_in_letter(frame::Publication const& publication, content::Reader const& reader,
                             accounts::ReaderCodes const& codes);
// To an address that somebody wants to sign in with and that nobody has.
mail::Message account_letter(frame::Publication const& publication, content::SignUp const& sign_up,
                             std::string const& code);

}  // namespace broadsheet::newsletters
