#include "accounts/readers.h"

#include <fmt/format.h>
#include <sodium.h>

#include "accounts/secrets.h"

namespace broadsheet::accounts {
namespace {

using store::ReaderCredential;
using store::ReaderCredentialKind;

constexpr int most_tries = 5;
constexpr std::size_t most_guessed = 50'000;  // codes at once

auto not_valid() {
    return refuse(ProblemKind::invalid, "code_not_valid",
                  "This code was used already, has expired, or is not the one that we sent.", "code");
}

}  // namespace

Readers::Readers(store::Database& database, Seal const& seal, bool secure)
    : database_(database),
      seal_(seal),
      cookie_name_(secure ? "__Host-broadsheet_reader" : "broadsheet_reader"),
      secure_(secure) {}

std::optional<ReaderIdentity> Readers::identify(http::Request const& request) const {
    auto const secret = request.cookie(cookie_name_);
    if (secret.empty()) return std::nullopt;
    auto const reader = database_.snapshot();
    auto session = store::find_reader_credential(*reader, secret_hash(secret));
    if (!session || session->kind != ReaderCredentialKind::session || session->expires_at < database_.clock().now())
        return std::nullopt;
    auto person = store::find_reader(*reader, session->reader);
    if (!person) return std::nullopt;
    return ReaderIdentity{std::move(*person), std::move(session->csrf), std::move(session->hash)};
}

std::string Readers::digits_hash(content::ReaderId reader, std::string_view digits) const {
    return seal_.hash(fmt::format("reader digits {} {}", reader.text(), digits));
}

ReaderCodes Readers::add_codes(store::Transaction& transaction, content::ReaderId reader) const {
    auto const now = transaction.now();
    store::delete_expired_reader_credentials(transaction, now);
    ReaderCodes codes{random_secret(), fmt::format("{:06}", randombytes_uniform(1'000'000))};
    for (auto const& [kind, hash] : {std::pair(ReaderCredentialKind::link, secret_hash(codes.link)),
                                     std::pair(ReaderCredentialKind::digits, digits_hash(reader, codes.digits))}) {
        store::delete_reader_credentials(transaction, reader, kind);
        store::insert_reader_credential(transaction, {hash, kind, reader, {}, 0, now, now + code_time});
    }
    return codes;
}

std::optional<content::Reader> Readers::owner_of_link(store::Reader& reader, std::string_view link) const {
    auto const found = store::find_reader_credential(reader, secret_hash(link));
    if (!found || found->kind != ReaderCredentialKind::link || found->expires_at < database_.clock().now())
        return std::nullopt;
    return store::find_reader(reader, found->reader);
}

Result<std::string> Readers::enter_by_link(std::string_view link) {
    auto transaction = database_.begin();
    auto const owner = owner_of_link(*transaction, link);
    if (!owner || store::delete_reader_credential(*transaction, secret_hash(link)) != 1) return not_valid();
    store::delete_reader_credentials(*transaction, owner->id, ReaderCredentialKind::digits);
    auto cookie = open_session(*transaction, owner->id);
    database_.commit(*transaction);
    return cookie;
}

Result<std::string> Readers::enter_by_digits(std::string_view folded, std::string_view digits,
                                             std::string const& client) {
    auto const now = database_.clock().now();
    auto const place = "reader " + client;
    if (attempts_.wait(place, now) > Millis{})
        return refuse(ProblemKind::too_many, "too_many_attempts", "Too many attempts; please wait a moment.", "code");
    // The same work whether there is such a reader or not, and nothing is written: who waits must not be told by that.
    std::optional<content::Reader> owner;
    std::vector<ReaderCredential> kept;
    {
        auto const reader = database_.snapshot();
        owner = store::find_reader_by_address(*reader, folded);
        kept =
            store::reader_credentials(*reader, owner ? owner->id : content::ReaderId{}, ReaderCredentialKind::digits);
    }
    auto const hash = digits_hash(owner ? owner->id : content::ReaderId{}, digits);
    bool const open = !kept.empty() && kept.front().expires_at >= now && may_guess(kept.front().hash);
    if (!open || kept.front().hash != hash) {
        attempts_.failed(place, now);
        return not_valid();
    }
    auto transaction = database_.begin();
    if (store::delete_reader_credential(*transaction, hash) != 1) return not_valid();  // somebody was faster
    store::delete_reader_credentials(*transaction, owner->id, ReaderCredentialKind::link);
    auto cookie = open_session(*transaction, owner->id);
    database_.commit(*transaction);
    attempts_.succeeded(place);
    return cookie;
}

bool Readers::may_guess(std::string const& hash) {
    std::lock_guard const lock(mutex_);
    if (guesses_.size() >= most_guessed) guesses_.clear();
    return ++guesses_[hash] <= most_tries;
}

std::string Readers::open(store::Transaction& transaction, content::ReaderId reader, ReaderCredentialKind kind) const {
    auto const now = transaction.now();
    auto const secret = random_secret();
    store::insert_reader_credential(transaction,
                                    {secret_hash(secret), kind, reader, random_secret(), 0, now, now + session_time});
    return fmt::format("{}={}; Path=/; HttpOnly; SameSite=Lax; Max-Age={}{}", cookie_name_, secret,
                       session_time.count() / 1000, secure_ ? "; Secure" : "");
}

std::string Readers::open_session(store::Transaction& transaction, content::ReaderId reader) const {
    return open(transaction, reader, ReaderCredentialKind::session);
}

std::string Readers::open_pass(store::Transaction& transaction, content::ReaderId reader) const {
    return open(transaction, reader, ReaderCredentialKind::pass);
}

std::string Readers::clearing_cookie() const {
    return fmt::format("{}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0{}", cookie_name_, secure_ ? "; Secure" : "");
}

}  // namespace broadsheet::accounts
