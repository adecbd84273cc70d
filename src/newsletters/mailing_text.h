// A mailing as plain text; within the room only.
#pragma once
#include <functional>
#include <string>

#include "newsletters/mailing_page.h"

namespace broadsheet::newsletters {

using Words = std::function<std::string(std::string const&)>;  // the interface's word for an English text

// With so many of its stories and briefs; `read_on` (empty: nothing) says where the rest is.
std::string mailing_text(MailingPage const& page, std::size_t items, std::string const& read_on, Words const& words);

}  // namespace broadsheet::newsletters
