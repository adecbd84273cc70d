// Mailings as the desk's API shows and takes them. Private to newsletters/.
#pragma once
#include <boost/json/object.hpp>

#include "content/mailings.h"
#include "newsletters/desk_handlers.h"
#include "store/mailings.h"

namespace broadsheet::newsletters {

// `figures`: null for those that have not begun.
boost::json::object mailing_json(content::Mailing const& mailing, store::MailingFigures const* figures);
boost::json::object line_json(content::Mailing const& mailing);  // for lists: without the texts

// Reads what may be changed of a draft; refuses each with its field. Times are ISO 8601.
void read_mailing(Fields& fields, store::Reader& reader, content::Mailing& mailing);

}  // namespace broadsheet::newsletters
