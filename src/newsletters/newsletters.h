// What the newsletters' pages share beside App: one for the program, any thread.
#pragma once
#include <functional>

#include "accounts/readers.h"
#include "base/seal.h"
#include "mail/dkim.h"
#include "newsletters/guard.h"
#include "newsletters/imports.h"

namespace broadsheet::newsletters {

struct Newsletters {
    // `secure`: the site's address is https.
    Newsletters(store::Database& database, Seal const& given_seal, bool secure)
        : seal(given_seal), guard(given_seal), readers(database, given_seal, secure) {}

    Seal const& seal;
    mail::DkimSigner const* signer = nullptr;   // null: mails are not signed here
    std::function<void()> wake_sender = [] {};  // after a change that may let mails go
    Guard guard;
    accounts::Readers readers;
    Imports imports;
    accounts::Limit checks{60, 1};               // addresses looked at while somebody types
    accounts::Limit sign_in_mails{6, 1.0 / 60};  // by client; each reader's are limited by their newest code
};

}  // namespace broadsheet::newsletters
