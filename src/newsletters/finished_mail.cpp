#include "newsletters/finished_mail.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "base/url.h"
#include "newsletters/counted.h"
#include "newsletters/joining.h"

namespace broadsheet::newsletters {
namespace {

namespace json = boost::json;

std::string host_of(std::string const& url) {
    auto const parsed = Url::parse_link(url);
    return parsed ? std::string(parsed->host()) : "localhost";
}

std::string text_at(json::object const& page, char const* name) { return std::string(page.at(name).as_string()); }

json::object read_page(std::string const& page) { return json::parse(page).as_object(); }

std::string key_check(Seal const& seal, std::string_view mailing, std::string_view reader) {
    auto text = seal.hash(fmt::format("mail {} {}", mailing, reader)).substr(0, 12);
    // Mail servers may not keep the case of an address.
    std::ranges::transform(text, text.begin(), [](char c) {
        if (c >= 'A' && c <= 'Z') return static_cast<char>(c + 32);
        return c == '_' ? '-' : c;
    });
    return text;
}

}  // namespace

std::string finished_page(content::Site const& site, content::Newsletter const& newsletter,
                          content::Mailing const& mailing, Rendered const& rendered, std::string_view own_address,
                          bool counted) {
    auto page = counted ? count_links(rendered.html) : CountedPage{rendered.html, {}};
    return json::serialize(json::object{
        {"site_url", site.url},
        {"newsletter", newsletter.id.text()},
        {"slug", newsletter.slug},
        {"from_name", newsletter.sender_name.empty() ? site.title : newsletter.sender_name},
        {"from_email", newsletter.sender_email.empty() ? own_address : std::string_view(newsletter.sender_email)},
        {"reply_to", newsletter.reply_to},
        {"subject", mailing.subject},
        {"html", std::move(page.html)},
        {"links", json::array(page.links.begin(), page.links.end())},
        {"text", rendered.text}});
}

std::vector<std::string> links_in(std::string const& page) {
    std::vector<std::string> out;
    if (page.empty()) return out;
    auto const parsed = read_page(page);
    // Mailings of before there was counting have none.
    if (auto const* const links = parsed.if_contains("links"); links && links->is_array())
        for (auto const& link : links->get_array()) out.emplace_back(link.as_string());
    return out;
}

std::string mail_key_text(Seal const& seal, MailKey const& key) {
    auto const mailing = key.mailing.text(), reader = key.reader.text();
    return mailing + "-" + reader + "-" + key_check(seal, mailing, reader);
}

std::optional<MailKey> read_mail_key(Seal const& seal, std::string_view text) {
    if (text.size() != 13 + 1 + 13 + 1 + 12 || text[13] != '-' || text[27] != '-') return std::nullopt;
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    auto const mailing = lower.substr(0, 13), reader = lower.substr(14, 13), check = lower.substr(28);
    auto const right = key_check(seal, mailing, reader);
    auto const mailing_id = content::MailingId::parse(mailing);
    auto const reader_id = content::ReaderId::parse(reader);
    if (!mailing_id || !reader_id || sodium_memcmp(check.data(), right.data(), right.size()) != 0) return std::nullopt;
    return MailKey{*mailing_id, *reader_id};
}

std::string bounce_address(std::string_view own_address, std::string_view mail_key) {
    auto const at = own_address.rfind('@');
    return fmt::format("{}+{}{}", own_address.substr(0, at), mail_key, own_address.substr(at));
}

std::optional<std::string> mail_key_in(std::string_view address) {
    auto const plus = address.rfind('+'), at = address.rfind('@');
    if (plus == std::string_view::npos || at == std::string_view::npos || at < plus) return std::nullopt;
    return std::string(address.substr(plus + 1, at - plus - 1));
}

FinishedMail::FinishedMail(content::MailingId mailing, std::string const& page, Seal const& seal,
                           mail::DkimSigner const* signer, std::string own_address)
    : mailing_(mailing),
      seal_(seal),
      signer_(signer),
      own_address_(std::move(own_address)),
      html_(text_at(read_page(page), "html"), MailPart::html),
      text_(text_at(read_page(page), "text"), MailPart::text) {
    auto const parsed = read_page(page);
    site_url_ = text_at(parsed, "site_url");
    subject_ = text_at(parsed, "subject");
    newsletter_ = content::NewsletterId::parse(text_at(parsed, "newsletter")).value_or(content::NewsletterId{});
    from_ = {text_at(parsed, "from_name"), text_at(parsed, "from_email")};
    reply_to_ = {{}, text_at(parsed, "reply_to")};
    domain_ = host_of(site_url_);
    auto const slug = text_at(parsed, "slug");
    list_id_ = fmt::format("<{}.{}>", slug, domain_);
    feedback_id_ = fmt::format("{}:{}:newsletter:{}", mailing.text(), slug, domain_);
}

Result<FinishedMail::Mail> FinishedMail::write(std::string const& email, std::string const& name,
                                               std::string const& subject, Links const& links, std::string const& key,
                                               bool with_way_out, Time now) const {
    mail::Message message;
    message.from = from_;
    message.to = {name, email};
    message.reply_to = reply_to_;
    message.subject = subject;
    message.html = html_.fill(links);
    message.text = text_.fill(links);
    message.headers = {{"List-Id", list_id_}, {"Feedback-ID", feedback_id_}};
    if (with_way_out) {
        message.message_id = key + "@" + domain_;
        message.headers.emplace_back("X-Broadsheet-Mail", key);
        message.headers.emplace_back("List-Unsubscribe", "<" + links.unsubscribe + ">");
        message.headers.emplace_back("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    }
    auto mime = mail::write_mime(message, now);
    if (!mime) return refuse(mime.error());
    if (signer_) *mime = signer_->sign(*mime) + *mime;
    return Mail{with_way_out ? bounce_address(own_address_, key) : own_address_, std::move(*mime)};
}

Result<FinishedMail::Mail> FinishedMail::for_reader(store::Recipient const& reader, Time now) const {
    auto const key = mail_key_text(seal_, {mailing_, reader.reader});
    Links const links{site_url_ + leaving_path(seal_, {reader.reader, newsletter_, mailing_.text()}),
                      site_url_ + "/members/", site_url_ + "/newsletters/opened/?mail=" + key,
                      site_url_ + "/newsletters/follow/?mail=" + key + "&link="};
    return write(reader.email, reader.name, subject_, links, key, true, now);
}

Result<FinishedMail::Mail> FinishedMail::for_test(std::string const& email, Time now) const {
    return write(email, {}, "[Test] " + subject_, {site_url_ + "/newsletters/", site_url_ + "/members/"}, {}, false,
                 now);
}

}  // namespace broadsheet::newsletters
