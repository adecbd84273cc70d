// A link target that is safe to publish: http, https, mailto, tel, or within the site ("/path", "#part").
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace broadsheet {

class Url {
  public:
    // Nothing for every other scheme, control characters, user names, broken hosts, relative paths, more than 4,096
    // bytes. Trims, lower-cases scheme and host, writes international hosts in ASCII, drops default ports,
    // percent-encodes what needs it, reads "//host" as https. parse_link(url.text()) is url again.
    static std::optional<Url> parse_link(std::string_view text);

    std::string const& text() const { return text_; }
    bool is_web() const;            // http or https
    std::string_view host() const;  // "example.org"; empty unless is_web; IPv6 in brackets
    friend bool operator==(Url const&, Url const&) = default;

  private:
    explicit Url(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

}  // namespace broadsheet
