// What the newsletters' pages share beside App: one for the program, any thread.
#pragma once
#include <functional>

#include "accounts/readers.h"
#include "base/seal.h"
#include "frame/view.h"
#include "mail/dkim.h"
#include "newsletters/counted.h"
#include "newsletters/guard.h"
#include "newsletters/imports.h"

namespace broadsheet::newsletters {

struct Newsletters {
    // `secure_site`: its address is https.
    Newsletters(store::Database& database, Seal const& given_seal, bool secure_site)
        : seal(given_seal),
          secure(secure_site),
          guard(given_seal),
          readers(database, given_seal, secure_site),
          counter(database) {}

    Seal const& seal;
    bool const secure;
    mail::DkimSigner const* signer = nullptr;   // null: mails are not signed here
    std::function<void()> wake_sender = [] {};  // after a change that may let mails go
    // Of another room: what a reader's account shows beside newsletters; their memberships end (false: they cannot be
    // ended now).
    std::function<void(frame::PageBuild&, content::Reader const&, theme::Object&)> add_support =
        [](frame::PageBuild&, content::Reader const&, theme::Object&) {};
    std::function<bool(content::Reader const&)> end_support = [](content::Reader const&) { return true; };
    Guard guard;
    accounts::Readers readers;
    Imports imports;
    Counter counter;
    accounts::Limit checks{60, 1};               // addresses looked at while somebody types
    accounts::Limit sign_in_mails{6, 1.0 / 60};  // by client; each reader's are limited by their newest code
};

}  // namespace broadsheet::newsletters
