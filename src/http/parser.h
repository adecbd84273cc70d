// One request as it came over the wire, read by Beast's parser into storage that is reused from request to request.
// Private to http/.
#pragma once
#include <boost/beast/http/basic_parser.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"

namespace broadsheet::http {

namespace beast = boost::beast;

class WireRequest {
  public:
    void clear();
    void start(beast::http::verb verb, std::string_view target, int version);
    void add(beast::http::field name, std::string_view text, std::string_view value);

    Method method() const { return method_; }
    std::string_view path() const { return view(path_); }
    std::string_view query() const { return view(query_); }
    std::string_view cookies() const { return view(cookies_); }
    std::string_view accept_encoding() const { return view(accept_encoding_); }
    std::string_view if_none_match() const { return view(if_none_match_); }
    bool has_single_host() const { return hosts_ == 1 || (hosts_ == 0 && version_ == 10); }
    // One reading only of where the body ends: any transfer coding but `chunked`, once, is refused (RFC 9112, 6.3).
    bool has_clear_length() const { return codings_ == 0 || (codings_ == 1 && chunked_ && version_ > 10); }
    bool is_http10() const { return version_ == 10; }
    bool expects_continue() const { return expects_continue_; }
    Headers headers() const;  // copies

    std::string body;

  private:
    struct Span {
        std::size_t at = 0, size = 0;
    };
    struct Field {
        Span name, value;
    };
    Span keep(std::string_view text);
    std::string_view view(Span span) const { return std::string_view(arena_).substr(span.at, span.size); }

    std::string arena_;
    std::vector<Field> fields_;
    Method method_ = Method::other;
    Span path_, query_, cookies_, accept_encoding_, if_none_match_;
    int version_ = 11;
    int hosts_ = 0;
    int codings_ = 0;
    bool chunked_ = false;
    bool expects_continue_ = false;
};

class Parser final : public beast::http::basic_parser<true> {
  public:
    explicit Parser(WireRequest& out) : out_(out) { out_.clear(); }

  private:
    using error_code = beast::error_code;
    using text = beast::string_view;
    void on_request_impl(beast::http::verb verb, text, text target, int version, error_code&) override;
    void on_response_impl(int, text, int, error_code&) override {}
    void on_field_impl(beast::http::field name, text name_text, text value, error_code&) override;
    void on_header_impl(error_code&) override { header_ended_ = true; }
    void on_body_init_impl(boost::optional<std::uint64_t> const&, error_code&) override {}
    std::size_t on_body_impl(text body, error_code&) override;
    void on_chunk_header_impl(std::uint64_t, text, error_code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, text body, error_code&) override;
    void on_finish_impl(error_code&) override {}

    WireRequest& out_;
    bool header_ended_ = false;
};

}  // namespace broadsheet::http
