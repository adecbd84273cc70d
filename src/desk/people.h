// The handlers for people and mail: staff, invitations, passwords, second factors, sessions, tokens, the captured
// outbox. Private to desk/.
#pragma once
#include "desk/call.h"

namespace broadsheet::desk {

http::Response list_staff(DeskCall const& call);
http::Response invite_staff(DeskCall const& call);
http::Response invite_again(DeskCall const& call);
http::Response change_staff(DeskCall const& call);
http::Response turn_off_staff_second_factor(DeskCall const& call);
http::Response list_staff_sessions(DeskCall const& call);
http::Response sign_staff_out(DeskCall const& call);
http::Response sign_everybody_out(DeskCall const& call);

// For people who are not signed in.
http::Response show_invitation(App& app, http::Request const& request);
http::Response accept_invitation(App& app, http::Request const& request);
http::Response forgotten_password(App& app, http::Request const& request);
http::Response reset_password(App& app, http::Request const& request);

http::Response start_second_factor(DeskCall const& call);
http::Response confirm_second_factor(DeskCall const& call);
http::Response renew_recovery_codes(DeskCall const& call);
// Turns it off for this person, tells them, commits.
http::Response without_second_factor(DeskCall const& call, std::unique_ptr<store::Transaction> transaction,
                                     content::Staff const& staff);
http::Response turn_off_second_factor(DeskCall const& call);

http::Response list_my_sessions(DeskCall const& call);
http::Response end_my_session(DeskCall const& call);
http::Response end_my_other_sessions(DeskCall const& call);
http::Response list_tokens(DeskCall const& call);
http::Response make_token(DeskCall const& call);
http::Response delete_token(DeskCall const& call);

http::Response list_outbox(DeskCall const& call);
http::Response show_outbox_mail(DeskCall const& call);
http::Response decide_doubtful_mail(DeskCall const& call);  // again: true sends it once more, false forgets it
http::Response send_test_mail(DeskCall const& call);

// What the handlers above share.
accounts::Device device_of(http::Request const& request);
// The answer to whoever has just signed in: their session, and the cookie.
http::Response signed_in_answer(App& app, accounts::SignedIn const& signed_in);
// A change that everybody's memory of who is who must hear of.
void append_staff_change(store::Transaction& transaction, char const* kind, content::StaffId staff);
// What the audit says of it. `label`: who it was done to, or what the token is called; never a secret.
void append_staff_deed(DeskCall const& call, store::Transaction& transaction, char const* action,
                       content::StaffId staff, std::string const& label, boost::json::object detail = {});

}  // namespace broadsheet::desk
