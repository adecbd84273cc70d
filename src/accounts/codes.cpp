// Tokens, and codes that work once: links, invitations, resets; and the passwords that are set by them.
#include "accounts/accounts.h"
#include "accounts/notices.h"
#include "accounts/passwords.h"

namespace broadsheet::accounts {
namespace {

using store::CredentialKind;

constexpr Millis hour{3600 * 1000};
constexpr Millis link_time = 24 * hour;
constexpr Millis token_time = 3650 * 24 * hour;
constexpr Millis invitation_time = 7 * 24 * hour;
constexpr Millis reset_time = hour;

std::string add_credential(store::Transaction& transaction, CredentialKind kind, content::StaffId staff, Millis life,
                           std::string_view name = {}) {
    auto const secret = random_secret();
    auto const now = transaction.now();
    store::insert_credential(transaction, {store::CredentialId::make(),
                                           secret_hash(secret),
                                           kind,
                                           staff,
                                           "",
                                           now,
                                           now + life,
                                           std::string(name),
                                           {},
                                           {},
                                           {}});
    return secret;
}

// Whose code this is, if it is of this kind and still works.
std::optional<content::Staff> owner_of(store::Reader& reader, CredentialKind kind, std::string_view code, Time now) {
    auto const found = store::find_credential(reader, secret_hash(code));
    if (!found || found->kind != kind || found->expires_at < now) return std::nullopt;
    auto staff = store::find_staff(reader, found->staff);
    return staff && staff->active ? staff : std::nullopt;
}

Problem no_invitation() {
    return {ProblemKind::not_found, "not_found", "This invitation was used already or has expired.", {}};
}

Problem no_reset() {
    return {ProblemKind::invalid, "code_not_valid",
            "This link was used already or has expired; please ask for a new one.", "code"};
}

}  // namespace

void end_sessions(store::Transaction& transaction, content::StaffId staff, std::string_view kept) {
    for (auto const kind : {CredentialKind::session, CredentialKind::sign_in_link, CredentialKind::password_reset})
        store::delete_credentials(transaction, kind, staff, kept);
}

std::string Accounts::add_token(store::Transaction& transaction, content::StaffId staff, std::string_view name) {
    return add_credential(transaction, CredentialKind::token, staff, token_time, name);
}

std::string Accounts::make_token(content::StaffId staff) {
    auto transaction = database_.begin();
    auto secret = add_token(*transaction, staff, "Command line");
    database_.commit(*transaction);
    return secret;
}

std::string Accounts::make_sign_in_link(content::StaffId staff) {
    auto transaction = database_.begin();
    auto secret = add_credential(*transaction, CredentialKind::sign_in_link, staff, link_time);
    database_.commit(*transaction);
    return secret;
}

std::string Accounts::add_invitation(store::Transaction& transaction, content::StaffId staff) {
    store::delete_credentials(transaction, CredentialKind::invitation, staff);
    store::set_invited(transaction, staff, true);
    return add_credential(transaction, CredentialKind::invitation, staff, invitation_time);
}

std::string Accounts::add_password_reset(store::Transaction& transaction, content::StaffId staff) {
    store::delete_credentials(transaction, CredentialKind::password_reset, staff);
    return add_credential(transaction, CredentialKind::password_reset, staff, reset_time);
}

std::optional<content::Staff> Accounts::invited(store::Reader& reader, std::string_view code) const {
    auto staff = owner_of(reader, CredentialKind::invitation, code, database_.clock().now());
    // Who has come another way meanwhile is not to be let in past a password or a second factor.
    if (!staff || !store::is_invited(reader, staff->id) || second_factors_.is_on(reader, staff->id))
        return std::nullopt;
    return staff;
}

Result<SignedIn> Accounts::accept_invitation(std::string_view code, std::string_view name, std::string_view password,
                                             Device const& device) {
    if (auto const fine = check_new_password(password); !fine) return refuse(fine.error());
    if (!invited(*database_.snapshot(), code)) return refuse(no_invitation());
    auto const hash = hash_password(password);
    auto transaction = database_.begin();
    auto staff = invited(*transaction, code);
    if (!staff || store::delete_credential(*transaction, secret_hash(code)) != 1) return refuse(no_invitation());
    staff->name = name;
    store::update_staff(*transaction, *staff);
    write_password(*transaction, staff->id, hash, {});
    return enter(*transaction, *staff, device, {}, false);
}

Result<void> Accounts::reset_password(std::string_view code, std::string_view password, Device const& device) {
    auto const address = "address " + device.address;
    if (auto const free = may_try(address, address); !free) return free;
    if (auto const fine = check_new_password(password); !fine) return fine;
    auto const now = database_.clock().now();
    if (!owner_of(*database_.snapshot(), CredentialKind::password_reset, code, now)) {
        failed(address, address);
        return refuse(no_reset());
    }
    auto const hash = hash_password(password);
    auto transaction = database_.begin();
    auto const staff = owner_of(*transaction, CredentialKind::password_reset, code, now);
    if (!staff || store::delete_credential(*transaction, secret_hash(code)) != 1) return refuse(no_reset());
    write_password(*transaction, staff->id, hash, {});
    add_notice(*transaction, staff->id, Notice::password);
    database_.commit(*transaction);
    forget_all();
    return {};
}

Result<void> Accounts::set_password(content::StaffId staff, std::string_view password, std::string_view kept_session) {
    if (auto const fine = check_new_password(password); !fine) return fine;
    auto const hash = hash_password(password);
    auto transaction = database_.begin();
    write_password(*transaction, staff, hash, kept_session);
    add_notice(*transaction, staff, Notice::password);
    database_.commit(*transaction);
    forget_all();
    return {};
}

void Accounts::write_password(store::Transaction& transaction, content::StaffId staff, std::string const& hash,
                              std::string_view kept_session) {
    store::set_password_hash(transaction, staff, hash);
    store::set_invited(transaction, staff, false);
    store::delete_credentials(transaction, CredentialKind::invitation, staff);
    end_sessions(transaction, staff, kept_session);
    transaction.append({"staff.password", staff.text(), {"staff"}});
}

}  // namespace broadsheet::accounts
