#include "mail/dkim.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>
#include <vector>

#include "mail/domain.h"

namespace broadsheet::mail {
namespace {

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

constexpr std::array<std::string_view, 12> signed_fields{"from",
                                                         "to",
                                                         "subject",
                                                         "date",
                                                         "message-id",
                                                         "reply-to",
                                                         "mime-version",
                                                         "content-type",
                                                         "list-unsubscribe",
                                                         "list-unsubscribe-post",
                                                         "list-id",
                                                         "feedback-id"};
constexpr std::size_t line_width = 76;

void must(bool good) {
    if (!good) throw std::runtime_error("OpenSSL failed to make a DKIM signature or key");
}

std::string base64(std::string_view bytes) {
    std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    auto const size =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                        reinterpret_cast<unsigned char const*>(bytes.data()), static_cast<int>(bytes.size()));
    out.resize(static_cast<std::size_t>(size));
    return out;
}

std::string sha256(std::string_view bytes) {
    std::string out(32, '\0');
    unsigned size = 0;
    must(EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(out.data()), &size, EVP_sha256(),
                    nullptr) == 1);
    return out;
}

bool is_space(char c) { return c == ' ' || c == '\t'; }

// The line with each run of spaces as one, none at its end (RFC 6376, 3.4.4).
void add_relaxed(std::string& out, std::string_view line) {
    while (!line.empty() && is_space(line.back())) line.remove_suffix(1);
    if (!memmem(line.data(), line.size(), "  ", 2) && !std::memchr(line.data(), '\t', line.size())) {  // most lines
        out += line;
        return;
    }
    while (!line.empty()) {
        auto const run = std::find_if(line.begin(), line.end(), is_space);
        auto const size = static_cast<std::size_t>(run - line.begin());
        out += line.substr(0, size);
        line.remove_prefix(size);
        if (line.empty()) return;
        out += ' ';
        line.remove_prefix(line.find_first_not_of(" \t"));
    }
}

std::string_view take_line(std::string_view& text) {
    auto const end = text.find('\n');
    auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

std::string relaxed_body(std::string_view body) {
    std::string out;
    out.reserve(body.size() + 2);
    while (!body.empty()) {
        add_relaxed(out, take_line(body));
        out += "\r\n";
    }
    while (out.ends_with("\r\n\r\n")) out.resize(out.size() - 2);
    return out == "\r\n" ? std::string{} : out;
}

struct Field {
    std::string name, value;  // relaxed
};

Field relaxed_field(std::string_view whole) {
    auto const colon = std::min(whole.find(':'), whole.size());
    Field out;
    add_relaxed(out.name, whole.substr(0, colon));
    for (char& c : out.name)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    std::string unfolded;
    for (char const c : whole.substr(std::min(colon + 1, whole.size())))
        if (c != '\r' && c != '\n') unfolded += c;
    unfolded.erase(0, std::min(unfolded.size(), unfolded.find_first_not_of(" \t")));
    add_relaxed(out.value, unfolded);
    return out;
}

// The fields of the head, and what is left of the mail behind its empty line.
std::vector<Field> take_head(std::string_view& mime) {
    std::vector<Field> out;
    std::string field;
    while (!mime.empty()) {
        auto const line = take_line(mime);
        if (!line.empty() && is_space(line.front()) && !field.empty()) {
            field += line;
            continue;
        }
        if (!field.empty()) out.push_back(relaxed_field(field));
        field = line;
        if (line.empty()) return out;
    }
    if (!field.empty()) out.push_back(relaxed_field(field));
    return out;
}

// Adds the words one after the other, in lines that are not too long.
void add_folded(std::string& out, std::vector<std::string> const& words) {
    auto width = out.size() - (out.rfind('\n') + 1);
    for (auto const& word : words) {
        if (width + word.size() > line_width) {
            out += "\r\n\t";
            width = 1;
        }
        out += word;
        width += word.size();
    }
}

std::vector<std::string> pieces(std::string_view text) {
    std::vector<std::string> out;
    for (; !text.empty(); text.remove_prefix(std::min<std::size_t>(text.size(), 70)))
        out.emplace_back(text.substr(0, 70));
    return out;
}

bool is_name(std::string_view text, std::string_view further) {
    return !text.empty() && text.size() <= 253 && text.front() != '.' && text.back() != '.' &&
           text.find("..") == std::string_view::npos && std::all_of(text.begin(), text.end(), [&](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      further.find(c) != std::string_view::npos;
           });
}

auto bad_key(char const* why) { return refuse(ProblemKind::invalid, "dkim_key", why); }

}  // namespace

void DkimKey::Delete::operator()(evp_pkey_st* key) const { EVP_PKEY_free(key); }

Result<DkimKey> DkimKey::read(std::string_view pem) {
    if (pem.size() > 64 * 1024) return bad_key("This is no private key in PEM.");
    Bio const file(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
    auto const no_password = [](char*, int, int, void*) { return -1; };  // else it would ask at the terminal
    DkimKey out(PEM_read_bio_PrivateKey(file.get(), nullptr, no_password, nullptr));
    if (!out.key_) return bad_key("This is no private key in PEM, or it has a password.");
    auto const kind = EVP_PKEY_get_base_id(out.key_.get());
    if (kind == EVP_PKEY_ED25519) return out;
    if (kind != EVP_PKEY_RSA) return bad_key("DKIM knows keys of the kinds RSA and Ed25519.");
    auto const bits = EVP_PKEY_get_bits(out.key_.get());
    if (bits < 1024) return bad_key("The key is too short: receivers ask for 1024 bits, better 2048.");
    if (bits > 4096) return bad_key("The key is too long: receivers bear 4096 bits at most.");
    return out;
}

DkimKey DkimKey::make() {
    DkimKey out(EVP_RSA_gen(2048));
    must(out.key_ != nullptr);
    return out;
}

std::string DkimKey::pem() const {
    Bio const file(BIO_new(BIO_s_mem()), &BIO_free);
    must(PEM_write_bio_PKCS8PrivateKey(file.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
    char* text = nullptr;
    auto const size = BIO_get_mem_data(file.get(), &text);
    return std::string(text, static_cast<std::size_t>(size));
}

bool DkimKey::is_rsa() const { return EVP_PKEY_get_base_id(key_.get()) == EVP_PKEY_RSA; }

std::string dns_record(DkimKey const& key) {
    std::string bytes;
    if (key.is_rsa()) {
        auto const size = i2d_PUBKEY(key.key_.get(), nullptr);
        must(size > 0);
        bytes.resize(static_cast<std::size_t>(size));
        auto* at = reinterpret_cast<unsigned char*>(bytes.data());
        must(i2d_PUBKEY(key.key_.get(), &at) == size);
    } else {
        std::size_t size = 32;
        bytes.resize(size);
        must(EVP_PKEY_get_raw_public_key(key.key_.get(), reinterpret_cast<unsigned char*>(bytes.data()), &size) == 1);
    }
    return std::string("v=DKIM1; k=") + (key.is_rsa() ? "rsa" : "ed25519") + "; p=" + base64(bytes);
}

Result<DkimSigner> DkimSigner::make(std::string_view domain, std::string_view selector, DkimKey key) {
    auto ascii = domain_to_ascii(domain);
    if (!ascii || !is_name(*ascii, ".-"))
        return refuse(ProblemKind::invalid, "dkim_domain", "This is not a domain.", "domain");
    if (!is_name(selector, ".-_") || selector.size() > 63)
        return refuse(ProblemKind::invalid, "dkim_selector", "A selector has letters, digits, dots and hyphens.",
                      "selector");
    return DkimSigner(std::move(*ascii), std::string(selector), std::move(key));
}

std::string DkimSigner::signature_of(std::string_view data) const {
    bool const rsa = key_.is_rsa();
    auto const hash = rsa ? std::string{} : sha256(data);  // Ed25519 signs the hash (RFC 8463, 3)
    if (!rsa) data = hash;
    DigestContext const context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    must(context &&
         EVP_DigestSignInit(context.get(), nullptr, rsa ? EVP_sha256() : nullptr, nullptr, key_.key_.get()) == 1);
    auto const* const bytes = reinterpret_cast<unsigned char const*>(data.data());
    std::string out(static_cast<std::size_t>(EVP_PKEY_get_size(key_.key_.get())), '\0');
    auto size = out.size();
    must(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size, bytes, data.size()) == 1);
    out.resize(size);
    return out;
}

std::string DkimSigner::sign(std::string_view mime) const {
    auto const head = take_head(mime);
    std::string data;
    std::vector<std::string> names;
    for (auto const name : signed_fields) {
        for (auto field = head.rbegin(); field != head.rend(); ++field) {  // the last first (RFC 6376, 5.4.2)
            if (field->name != name) continue;
            data += field->name + ":" + field->value + "\r\n";
            names.push_back((names.empty() ? "" : ":") + field->name);
        }
    }
    names.push_back(names.empty() ? "from" : ":from");  // one more than there are: none can be added
    std::string out = "DKIM-Signature: ";
    add_folded(out, {std::string("v=1; a=") + (key_.is_rsa() ? "rsa-sha256;" : "ed25519-sha256;"),
                     " c=relaxed/relaxed;", " d=" + domain_ + ";", " s=" + selector_ + ";"});
    out += "\r\n\th=";
    add_folded(out, names);
    out += ";\r\n\tbh=" + base64(sha256(relaxed_body(mime))) + ";\r\n\tb=";
    data += "dkim-signature:" + relaxed_field(out).value;
    add_folded(out, pieces(base64(signature_of(data))));
    return out + "\r\n";
}

}  // namespace broadsheet::mail
