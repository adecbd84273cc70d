#include <boost/json/array.hpp>

#include "desk/handlers.h"
#include "desk/letters.h"
#include "desk/people.h"
#include "frame/frame.h"
#include "http/problem.h"
#include "jobs/outgoing_mail.h"
#include "jobs/runner.h"
#include "mail/message.h"
#include "store/audit.h"
#include "store/second_factors.h"
#include "store/sections.h"

namespace broadsheet::desk {
namespace {

namespace json = boost::json;

json::object entry_json(store::StaffEntry const& entry) {
    auto const& staff = entry.staff;
    json::value author = nullptr;
    if (staff.author) author = json::object{{"id", staff.author->text()}, {"name", entry.author_name}};
    return {{"id", staff.id.text()},
            {"email", staff.email},
            {"name", staff.name},
            {"role", content::name_of(staff.role)},
            {"author", std::move(author)},
            {"active", staff.active},
            {"second_factor", entry.second_factor},
            {"invited", entry.invited},
            {"last_seen", entry.last_seen ? json::value(iso_time(*entry.last_seen)) : json::value(nullptr)}};
}

http::Response entry_answer(App& app, int status, content::StaffId id) {
    return json_answer(status, entry_json(store::find_staff_entry(*app.database.snapshot(), id).value()));
}

std::string lower(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    return text;
}

void read_name(Fields& fields, content::Staff& staff) {
    auto const name = fields.text("name", 100);
    if (name) staff.name = *name;
    if (staff.name.find_first_not_of(' ') == std::string::npos)
        fields.refuse("name", "name_missing", "Please give a name.");
}

void read_role(Fields& fields, content::Staff& staff) {
    auto const given = fields.text("role", 20);
    if (!given) return;
    auto const role = content::staff_role(*given);
    if (!role)
        return fields.refuse("role", "unknown_role", "This must be administrator, editor, author or contributor.");
    staff.role = *role;
}

void read_author(Fields& fields, store::Reader& reader, content::Staff& staff) {
    if (!fields.has("author")) return;
    auto const given = fields.text("author", 20).value_or("");
    staff.author = content::AuthorId::parse(given);
    if (!given.empty() && (!staff.author || !store::find_author(reader, *staff.author)))
        fields.refuse("author", "unknown_record", "There is no author with this id.");
}

std::optional<content::Staff> asked_staff(DeskCall const& call, store::Reader& reader) {
    auto const id = content::StaffId::parse(call.request.parameter("id"));
    return id ? store::find_staff(reader, *id) : std::nullopt;
}

Result<void> send_invitation(DeskCall const& call, store::Transaction& transaction, content::Staff const& staff) {
    auto const code = call.app.accounts.add_invitation(transaction, staff.id);
    return call.app.mail.add(transaction, invitation_letter(call.app.frame.site(), staff, call.staff, code));
}

}  // namespace

void append_staff_change(store::Transaction& transaction, char const* kind, content::StaffId staff) {
    transaction.append({kind, staff.text(), {"staff"}});
}

void append_staff_deed(DeskCall const& call, store::Transaction& transaction, char const* action,
                       content::StaffId staff, std::string const& label, json::object detail) {
    store::append_audit(transaction, {call.staff.id, action, "staff:" + staff.text(), label, std::move(detail)});
}

http::Response list_staff(DeskCall const& call) {
    json::array out;
    for (auto const& entry : store::list_staff_entries(*call.app.database.snapshot())) out.push_back(entry_json(entry));
    return json_answer(200, json::object{{"staff", std::move(out)}});
}

http::Response invite_staff(DeskCall const& call) {
    auto const body = read_body(call.request);
    if (!body) return http::problem_response(body.error());
    auto transaction = call.app.database.begin();
    Fields fields(*body);
    content::Staff staff{content::StaffId::make(), lower(fields.text("email", 254).value_or("")), {}, {}, {}, true};
    if (!mail::is_address(staff.email))
        fields.refuse("email", "mail_address", "This is not a mail address.");
    else if (store::find_staff(*transaction, staff.email))
        fields.refuse({ProblemKind::conflict, "email_taken", "Somebody with this address is on the staff.", "email"});
    read_name(fields, staff);
    if (!fields.has("role")) fields.refuse("role", "role_missing", "Please choose a role.");
    read_role(fields, staff);
    read_author(fields, *transaction, staff);
    if (auto const problem = fields.problem()) return http::problem_response(*problem);
    store::insert_staff(*transaction, staff, call.app.clock.now());
    if (auto const sent = send_invitation(call, *transaction, staff); !sent)
        return http::problem_response(sent.error());
    append_staff_change(*transaction, "staff.invited", staff.id);
    append_staff_deed(call, *transaction, "staff.invited", staff.id, staff.email,
                      {{"role", content::name_of(staff.role)}});
    call.app.database.commit(*transaction);
    call.app.jobs.wake();
    return entry_answer(call.app, 201, staff.id);
}

http::Response invite_again(DeskCall const& call) {
    auto transaction = call.app.database.begin();
    auto const staff = asked_staff(call, *transaction);
    if (!staff) return http::problem_response(unknown("person"));
    if (!staff->active)
        return http::problem_response({ProblemKind::conflict, "not_active", "This person is not active.", {}});
    if (!store::password_hash(*transaction, staff->id).empty() ||
        store::find_second_factor(*transaction, staff->id).has_value())
        return http::problem_response({ProblemKind::conflict,
                                       "already_joined",
                                       "This person has come already; a forgotten password can be reset.",
                                       {}});
    if (auto const sent = send_invitation(call, *transaction, *staff); !sent)
        return http::problem_response(sent.error());
    append_staff_change(*transaction, "staff.invited", staff->id);
    append_staff_deed(call, *transaction, "staff.invited", staff->id, staff->email);
    call.app.database.commit(*transaction);
    call.app.jobs.wake();
    return entry_answer(call.app, 200, staff->id);
}

http::Response change_staff(DeskCall const& call) {
    auto const body = read_body(call.request);
    if (!body) return http::problem_response(body.error());
    auto transaction = call.app.database.begin();
    auto const administrators = store::hold_administrators(*transaction);
    auto const before = asked_staff(call, *transaction);
    if (!before) return http::problem_response(unknown("person"));
    Fields fields(*body);
    auto staff = *before;
    if (fields.has("name")) read_name(fields, staff);
    read_role(fields, staff);
    read_author(fields, *transaction, staff);
    staff.active = fields.boolean("active").value_or(staff.active);
    if (auto const problem = fields.problem()) return http::problem_response(*problem);
    bool const stays = staff.active && staff.role == content::Role::administrator;
    if (!stays && administrators == std::vector{staff.id})
        return http::problem_response({ProblemKind::conflict, "last_administrator",
                                       "This is the last administrator; make somebody else one first.",
                                       staff.active ? "role" : "active"});
    store::update_staff(*transaction, staff);
    if (before->active && !staff.active) {
        accounts::end_sessions(*transaction, staff.id);
        store::delete_credentials(*transaction, store::CredentialKind::token, staff.id);
        store::delete_credentials(*transaction, store::CredentialKind::invitation, staff.id);
    }
    append_staff_change(*transaction, "staff.changed", staff.id);
    append_staff_deed(call, *transaction, "staff.changed", staff.id, staff.email, *body);
    call.app.database.commit(*transaction);
    return entry_answer(call.app, 200, staff.id);
}

http::Response turn_off_staff_second_factor(DeskCall const& call) {
    auto transaction = call.app.database.begin();
    auto const staff = asked_staff(call, *transaction);
    if (!staff) return http::problem_response(unknown("person"));
    return without_second_factor(call, std::move(transaction), *staff);
}

http::Response sign_staff_out(DeskCall const& call) {
    auto transaction = call.app.database.begin();
    auto const staff = asked_staff(call, *transaction);
    if (!staff) return http::problem_response(unknown("person"));
    accounts::end_sessions(*transaction, staff->id);
    append_staff_change(*transaction, "staff.signed_out", staff->id);
    append_staff_deed(call, *transaction, "staff.signed_out", staff->id, staff->email);
    call.app.database.commit(*transaction);
    return http::no_content();
}

// For the hour in which somebody's session or mailbox is in wrong hands: nothing that could let anybody in is left, but
// passwords, invitations and the caller's own session.
http::Response sign_everybody_out(DeskCall const& call) {
    auto const body = read_body(call.request);
    if (!body) return http::problem_response(body.error());
    Fields fields(*body);
    bool const tokens = fields.boolean("tokens").value_or(false);
    if (auto const problem = fields.problem()) return http::problem_response(*problem);
    using enum store::CredentialKind;
    auto transaction = call.app.database.begin();
    for (auto const kind : {session, sign_in_link, password_reset})
        store::delete_credentials(*transaction, kind, {}, call.identity.hash);
    if (tokens) store::delete_credentials(*transaction, token, {});
    append_staff_change(*transaction, "staff.signed_out", call.staff.id);
    store::append_audit(*transaction, {call.staff.id, "staff.everybody_signed_out", "staff", "", {{"tokens", tokens}}});
    call.app.database.commit(*transaction);
    return http::no_content();
}

}  // namespace broadsheet::desk
