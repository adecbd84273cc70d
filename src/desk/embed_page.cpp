#include "desk/embed_page.h"

#include <fmt/format.h>

#include <boost/json/parse.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url.hpp>
#include <chrono>

#include "base/charset.h"
#include "base/utf8.h"
#include "desk/embed_providers.h"
#include "document/page_facts.h"
#include "document/players.h"

namespace broadsheet::desk {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_title = 300, longest_description = 500, longest_provider = 100;  // bytes
constexpr std::size_t head_bytes = 16 * 1024;  // in which a page says its charset
constexpr std::size_t most_oembed_bytes = 200'000;

std::string one_line(std::string_view text, std::size_t most) {
    std::string out;
    for (char const c : clean_text(text)) {
        bool const space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        if (!space)
            out += c;
        else if (!out.empty() && out.back() != ' ')
            out += ' ';
    }
    if (!out.empty() && out.back() == ' ') out.pop_back();
    if (out.size() <= most) return out;
    return std::string(cut_at_grapheme(out, most - 3)) + "…";
}

std::string absolute(std::string_view reference, std::string_view base) {
    if (reference.empty()) return {};
    auto const from = boost::urls::parse_uri(base);
    auto const to = boost::urls::parse_uri_reference(reference);
    boost::urls::url out;
    if (!from || !to || !boost::urls::resolve(*from, *to, out)) return {};
    auto const url = Url::parse_link(std::string_view(out.buffer()));
    return url && url->is_web() ? url->text() : std::string();
}

std::string text_of(json::object const& object, char const* name) {
    auto const* const value = object.if_contains(name);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

// Where nothing is known yet.
void supply(std::string& text, std::string_view other, std::size_t most) {
    if (text.empty()) text = one_line(other, most);
}

class Reader {
  public:
    Reader(http::GuardedClient const& client, Url const& url) : client_(client), facts_{url, {}, {}, {}, {}} {}

    Result<EmbedFacts> read() {
        if (auto const address = oembed_address(facts_.url)) ask_oembed(*address);
        bool const known = !facts_.title.empty();
        if (!known || facts_.picture.empty())
            if (auto const done = read_page(); !done && !known) return refuse(done.error());
        supply(facts_.provider, without_www(facts_.url.host()), longest_provider);
        supply(facts_.title, facts_.url.text(), longest_title);
        return std::move(facts_);
    }

  private:
    static std::string_view without_www(std::string_view host) {
        return host.starts_with("www.") ? host.substr(4) : host;
    }

    Result<http::Fetched> fetch(std::string url, std::size_t most, http::Fetch::TooLong too_long) {
        http::Fetch request;
        request.url = std::move(url);
        request.most_bytes = most;
        request.too_long = too_long;
        request.time -= std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now() - begun_);
        if (request.time <= Millis(0)) request.time = Millis(1);
        auto fetched = client_.fetch(request);
        if (!fetched && fetched.error().code == "fetch_timeout")
            fetched.error().message = "The page did not answer within 5 seconds.";
        return fetched;
    }

    // A provider that does not answer, or says nothing of use, leaves it to the page.
    void ask_oembed(std::string const& address) {
        auto const answer = fetch(address, most_oembed_bytes, http::Fetch::TooLong::refuse);
        if (!answer || answer->status != 200) return;
        boost::system::error_code error;
        auto const said = json::parse(to_utf8(answer->body, "utf-8"), error);
        if (error || !said.is_object()) return;
        auto const& object = said.get_object();
        supply(facts_.title, text_of(object, "title"), longest_title);
        supply(facts_.description, text_of(object, "description"), longest_description);
        supply(facts_.description, text_of(object, "author_name"), longest_description);
        supply(facts_.provider, text_of(object, "provider_name"), longest_provider);
        if (facts_.picture.empty()) facts_.picture = absolute(text_of(object, "thumbnail_url"), answer->url);
    }

    Result<void> read_page() {
        auto const page = fetch(facts_.url.text(), http::most_fetched_bytes, http::Fetch::TooLong::cut);
        if (!page) return refuse(page.error());
        if (page->status < 200 || page->status > 299)
            return refuse(ProblemKind::invalid, "embed_status", fmt::format("The page answered with {}.", page->status),
                          "url");
        if (page->content_type.find("html") == std::string::npos)
            return refuse(ProblemKind::invalid, "embed_type", "There is no web page at this address.", "url");
        auto label = charset_in(page->content_type);
        if (label.empty()) label = charset_in(std::string_view(page->body).substr(0, head_bytes));
        auto const facts = document::read_page_facts(to_utf8(page->body, label));
        supply(facts_.title, facts.title, longest_title);
        supply(facts_.description, facts.description, longest_description);
        supply(facts_.provider, facts.site_name, longest_provider);
        if (facts_.picture.empty()) facts_.picture = absolute(facts.picture, page->url);
        // Mastodon and others are on hosts that no list knows: the page says where to ask.
        if (facts_.title.empty() || facts_.provider.empty() || facts_.picture.empty())
            if (auto const address = absolute(facts.oembed, page->url); !address.empty()) ask_oembed(address);
        auto const led_to = Url::parse_link(page->url);
        if (led_to && !document::player_of(facts_.url) && document::player_of(*led_to)) facts_.url = *led_to;
        return {};
    }

    http::GuardedClient const& client_;
    std::chrono::steady_clock::time_point const begun_ = std::chrono::steady_clock::now();
    EmbedFacts facts_;
};

}  // namespace

Result<EmbedFacts> read_embed(http::GuardedClient const& client, Url const& url) { return Reader(client, url).read(); }

}  // namespace broadsheet::desk
