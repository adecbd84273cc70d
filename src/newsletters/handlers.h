// The answers of newsletters/, as routes.cpp names them. Private to newsletters/. All take forms
// (application/x-www-form-urlencoded) where they are posted to, and none changes anything by GET (but what is counted):
// programs that look for viruses open every link in a mail.
#pragma once
#include "app.h"
#include "http/message.h"
#include "newsletters/newsletters.h"

namespace broadsheet::newsletters {

using Handler = http::Response(App& app, Newsletters& parts, http::Request const& request);

// /newsletters/: all of them with a box; `?email=&newsletter=SLUG` fills it in.
Handler show_newsletters;
// Takes email, newsletter (slugs, several), token, work, website (nobody sees it), use (suggested, typed). Asked for
// JSON it answers {"sent": true} or a problem document.
Handler sign_up;
Handler check_address;  // email → {"ok": true, "suggestion"} or a problem document
Handler show_sent;

Handler show_confirmation;  // ?code=
Handler confirm;
Handler send_another_confirmation;

Handler show_leaving;  // ?reader=&newsletter=&mailing=&key=
Handler leave;         // also by RFC 8058
Handler come_back;

// Where a mail's links and its picture count, if that is switched on; `?mail=&link=`.
Handler follow_link;
Handler show_pixel;

Handler show_account;  // /members/
Handler ask_to_sign_in;
Handler show_entering;  // /members/enter/?code=
Handler enter;          // by link or digits
Handler save_account;
Handler sign_out;
Handler export_account;
Handler delete_account;

}  // namespace broadsheet::newsletters
