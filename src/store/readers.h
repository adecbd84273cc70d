// Readers, what they get, what signs them in, and addresses that get nothing.
#pragma once
#include "content/newsletters.h"
#include "store/database.h"

namespace broadsheet::store {

using content::NewsletterId;
using content::ReaderId;
using content::SignUpId;

// `folded` is the address as it is compared: without case, the domain in ASCII (newsletters/address.h).
std::optional<content::Reader> find_reader(store::Reader& reader, ReaderId id);
std::optional<content::Reader> find_reader_by_address(store::Reader& reader, std::string_view folded);
void insert_reader(Transaction& transaction, content::Reader const& reader, std::string_view folded);
// Name, language, paid and bounces; also where segments look.
void update_reader(Transaction& transaction, content::Reader const& reader);
// They opened or followed a mail, which segments ask for; to the hour.
void note_engaged(Transaction& transaction, ReaderId id, Time at);
// With all that is known of them but suppressions. That a mail was sent to somebody stays, without saying to whom.
void delete_reader(Transaction& transaction, ReaderId id);

struct ReaderNewsletter {
    NewsletterId newsletter;
    Time since{};
};
std::vector<ReaderNewsletter> newsletters_of(store::Reader& reader, ReaderId id);  // the oldest first
// False: they got it already, or did not get it.
bool subscribe(Transaction& transaction, content::Reader const& reader, NewsletterId newsletter);
bool unsubscribe(Transaction& transaction, ReaderId reader, NewsletterId newsletter);
std::int64_t count_readers_of(store::Reader& reader, NewsletterId newsletter);

// By address or name, newest first; `query` empty: all. `newsletter`: only who gets it.
std::vector<content::Reader> list_readers(store::Reader& reader, std::string_view query,
                                          std::optional<NewsletterId> newsletter, std::optional<ReaderId> before,
                                          int limit);

std::optional<content::SignUp> find_sign_up(store::Reader& reader, SignUpId id);
std::optional<content::SignUp> find_sign_up_by_address(store::Reader& reader, std::string_view folded);
std::optional<content::SignUp> find_sign_up_by_code(store::Reader& reader, std::string_view hash);
void save_sign_up(Transaction& transaction, content::SignUp const& sign_up, std::string_view folded);
void delete_sign_up(Transaction& transaction, SignUpId id);
long long delete_sign_ups_before(Transaction& transaction, Time asked_at);

// pass: of a browser that has just paid for an address nobody has proven; opens stories, not the account.
enum class ReaderCredentialKind { session, link, digits, pass };
struct ReaderCredential {
    std::string hash;
    ReaderCredentialKind kind = ReaderCredentialKind::session;
    ReaderId reader;
    std::string csrf;  // of sessions
    int tries = 0;     // wrong digits so far
    Time created_at{};
    Time expires_at{};
};
std::optional<ReaderCredential> find_reader_credential(store::Reader& reader, std::string_view hash);
std::vector<ReaderCredential> reader_credentials(store::Reader& reader, ReaderId id, ReaderCredentialKind kind);
void insert_reader_credential(Transaction& transaction, ReaderCredential const& credential);
long long delete_reader_credential(Transaction& transaction, std::string_view hash);
void delete_reader_credentials(Transaction& transaction, ReaderId id, ReaderCredentialKind kind);
void delete_expired_reader_credentials(Transaction& transaction, Time now);

// `hash` is of the folded address, so that an address can be kept away and yet be forgotten.
std::optional<content::Suppression> find_suppression(store::Reader& reader, std::string_view hash);
std::vector<content::Suppression> list_suppressions(store::Reader& reader, int limit);  // the newest first
// Also ends mail to the reader with this address.
void suppress(Transaction& transaction, std::string_view folded, std::string_view hash,
              content::Suppression const& suppression);
void lift_suppression(Transaction& transaction, std::string_view folded, std::string_view hash);
void forget_suppressed_address(Transaction& transaction, std::string_view hash);

}  // namespace broadsheet::store
