#include "mail/dkim.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "mail/message.h"
#include "mail/test_line_server.h"

namespace broadsheet::mail {
namespace {

constexpr char const* ed25519 =
    "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
    "-----END PRIVATE KEY-----\n";  // RFC 8032, 7.1, test 1
constexpr char const* short_rsa =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIIBVAIBADANBgkqhkiG9w0BAQEFAASCAT4wggE6AgEAAkEAuWBnjwuPTR58LD/m\n"
    "-----END PRIVATE KEY-----\n";

std::string some_mail() {
    Message message;
    message.from = {"Газета", "news@example.org"};
    message.to = {"Maria", "maria@example.org"};
    message.reply_to = {"", "desk@example.org"};
    message.subject = "Новини дня: дуже довгий заголовок, який напевно не вміститься в один рядок листа";
    message.text = "Text  with   spaces \n\n.\nFrom here\n\n\n";
    message.html = "<p>Text</p>\n";
    message.headers = {{"List-Unsubscribe", "<https://example.org/u/1>"},
                       {"List-Unsubscribe-Post", "List-Unsubscribe=One-Click"},
                       {"List-Id", "<news.example.org>"}};
    return write_mime(message, from_ms(1'790'000'000'000)).value();
}

// What dkimpy says of it.
bool verified(std::string const& mime, DkimKey const& key) {
    TestFolder const folder;
    std::ofstream(folder.path / "mail", std::ios::binary) << mime;
    std::ofstream(folder.path / "record") << dns_record(key);
    auto const said = std::system(("timeout 60 /usr/bin/python3 -c 'import dkim,sys\n"
                                   "d=sys.argv[1]\n"
                                   "def dns(name, timeout=5):\n"
                                   "    assert name.rstrip(b\".\") == b\"one._domainkey.xn--80aikifvh.example\", name\n"
                                   "    return open(d+\"/record\",\"rb\").read()\n"
                                   "sys.exit(0 if dkim.verify(open(d+\"/mail\",\"rb\").read(), dnsfunc=dns) else 9)' " +
                                   folder.path.string())
                                      .c_str());
    EXPECT_TRUE(WEXITSTATUS(said) == 0 || WEXITSTATUS(said) == 9) << "python3-dkim is there";
    return said == 0;
}

DkimSigner signer_with(std::string const& pem) {
    return DkimSigner::make("приклад.example", "one", DkimKey::read(pem).value()).value();
}

std::string with(std::string text, std::string const& what, std::string const& other) {
    auto const at = text.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    return text.replace(at, what.size(), other);
}

TEST(Dkim, IsVerifiedByOthers) {
    auto const made = DkimKey::make();
    for (auto const& pem : {made.pem(), std::string(ed25519)}) {
        auto const key = DkimKey::read(pem).value();
        auto const signer = signer_with(pem);
        auto const mime = some_mail();
        auto const field = signer.sign(mime);
        EXPECT_TRUE(field.ends_with("\r\n"));
        for (std::size_t at = 0, end; at < field.size(); at = end + 2) {
            end = field.find("\r\n", at);
            EXPECT_LE(end - at, 78u) << field;
        }
        EXPECT_NE(field.find("h=from:to:subject:"), std::string::npos) << field;
        EXPECT_NE(field.find(":from;"), std::string::npos) << "once more than there are: " << field;
        auto const sealed = field + mime;
        EXPECT_TRUE(verified(sealed, key)) << sealed;
        EXPECT_TRUE(verified(with(sealed, "MIME-Version: 1.0", "mime-version:   1.0"), key)) << "spaces may change";
        EXPECT_TRUE(verified("Received: from a\r\n by b\r\n" + sealed, key));
        EXPECT_FALSE(verified(with(sealed, "<p>Text", "<p>text"), key)) << "a byte of the body";
        EXPECT_FALSE(verified(with(sealed, "maria@", "mario@"), key)) << "a byte of the head";
        EXPECT_FALSE(verified(with(sealed, "One-Click", "Two-Click"), key));
        EXPECT_FALSE(verified("From: other@example.org\r\n" + sealed, key)) << "a further From";
        EXPECT_FALSE(verified(sealed, DkimKey::make())) << "another key";
    }
}

TEST(Dkim, SignsWhatIsNoMail) {
    auto const signer = signer_with(ed25519);
    auto const key = DkimKey::read(ed25519).value();
    for (auto const* mime : {"From: a@example.org\r\n\r\n", "From: a@example.org\r\n\r\n\r\n\r\n",
                             "From: a@example.org\r\nTo: b@example.org\r\nTo: c@example.org\r\n\r\n \t \r\nx \t y",
                             "From: a@example.org\r\nSubject:\r\nX-Empty: \r\n\r\n\r\n\r\n  x\r\n\r\n"})
        EXPECT_TRUE(verified(signer.sign(mime) + mime, key)) << mime;
    for (auto const* mime : {"", ":", "\r\n", "\r\n\r\n", " folded", "no colon\r\n\r\nbody", "From:\n"})
        EXPECT_NE(signer.sign(mime).find("b="), std::string::npos);
}

TEST(Dkim, PublishesItsKey) {
    EXPECT_EQ(dns_record(DkimKey::read(ed25519).value()),
              "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");
    auto const rsa = dns_record(DkimKey::make());
    EXPECT_TRUE(rsa.starts_with("v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A")) << rsa;
}

std::string key_by(std::string const& arguments) {
    TestFolder const folder;
    auto const file = folder.path / "key";
    EXPECT_EQ(std::system(("openssl genpkey " + arguments + " -out " + file.string() + " 2>/dev/null").c_str()), 0);
    std::ifstream in(file);
    return std::string(std::istreambuf_iterator<char>(in), {});
}

TEST(Dkim, RefusesKeysThatReceiversWould) {
    std::string const locked = key_by("-algorithm ED25519 -aes256 -pass pass:secret");
    EXPECT_NE(locked.find("ENCRYPTED"), std::string::npos);
    for (auto const& pem : {std::string(), std::string("key"), std::string(short_rsa), std::string(70'000, '-'), locked,
                            key_by("-algorithm RSA -pkeyopt rsa_keygen_bits:768"),
                            key_by("-algorithm EC -pkeyopt ec_paramgen_curve:P-256")}) {
        auto const key = DkimKey::read(pem);
        ASSERT_FALSE(key) << pem;
        EXPECT_EQ(key.error().code, "dkim_key");
    }
    EXPECT_TRUE(DkimKey::read(key_by("-algorithm RSA -pkeyopt rsa_keygen_bits:1024")));
}

TEST(Dkim, RefusesNamesThatWouldAddToTheField) {
    auto const make = [](char const* domain, char const* selector) {
        return DkimSigner::make(domain, selector, DkimKey::read(ed25519).value());
    };
    EXPECT_TRUE(make("example.org", "2026-a.b"));
    for (auto const* bad : {"", "a;b", "a b", "a\r\nb", ".a", "a..b", "[1.2.3.4]"}) {
        EXPECT_EQ(make(bad, "one").error().code, "dkim_domain") << bad;
        EXPECT_EQ(make("example.org", bad).error().code, "dkim_selector") << bad;
    }
}

}  // namespace
}  // namespace broadsheet::mail
