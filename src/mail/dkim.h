// The signature by which receivers know that a mail is its domain's: DKIM (RFC 6376; Ed25519 by RFC 8463).
// Immutable; any thread.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

struct evp_pkey_st;  // OpenSSL's, at home in the .cpp

namespace broadsheet::mail {

class DkimKey {
  public:
    // A private key in PEM without a password. Refused ("dkim_key"): what is none, RSA shorter than 1024 or longer than
    // 4096 bits, every kind but RSA and Ed25519.
    static Result<DkimKey> read(std::string_view pem);
    static DkimKey make();  // a new one, RSA of 2048 bits; takes a while

    std::string pem() const;  // PKCS #8; secret
    bool is_rsa() const;

  private:
    friend class DkimSigner;
    friend std::string dns_record(DkimKey const& key);
    struct Delete {
        void operator()(evp_pkey_st* key) const;
    };
    explicit DkimKey(evp_pkey_st* key) : key_(key) {}
    std::unique_ptr<evp_pkey_st, Delete> key_;
};

// The value of the TXT record to publish at SELECTOR._domainkey.DOMAIN.
std::string dns_record(DkimKey const& key);

class DkimSigner {
  public:
    // Refused ("dkim_domain", "dkim_selector") where these could not stand in a signature. The domain may be in any
    // alphabet.
    static Result<DkimSigner> make(std::string_view domain, std::string_view selector, DkimKey key);

    // The whole field, with CRLF, to be put in front of the mail. Signs the body and those of From, To, Subject, Date,
    // Message-ID, Reply-To, MIME-Version, Content-Type, List-Unsubscribe, List-Unsubscribe-Post, List-Id and
    // Feedback-ID that are there (and that there is no further From); relaxed, so that spaces and folding may change on
    // the way.
    std::string sign(std::string_view mime) const;

  private:
    DkimSigner(std::string domain, std::string selector, DkimKey key)
        : domain_(std::move(domain)), selector_(std::move(selector)), key_(std::move(key)) {}
    std::string signature_of(std::string_view data) const;

    std::string domain_, selector_;
    DkimKey key_;
};

}  // namespace broadsheet::mail
