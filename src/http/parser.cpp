#include "http/parser.h"

namespace broadsheet::http {
namespace {

Method method_of(beast::http::verb verb) {
    switch (verb) {
        case beast::http::verb::get:
            return Method::get;
        case beast::http::verb::head:
            return Method::head;
        case beast::http::verb::post:
            return Method::post;
        case beast::http::verb::put:
            return Method::put;
        case beast::http::verb::patch:
            return Method::patch;
        case beast::http::verb::delete_:
            return Method::delete_;
        case beast::http::verb::options:
            return Method::options;
        default:
            return Method::other;
    }
}

std::string_view view_of(beast::string_view text) { return {text.data(), text.size()}; }

// The absolute form (RFC 9112, 3.2.2) names the same resource as its path.
std::string_view origin_form(std::string_view target) {
    if (target.starts_with('/')) return target;
    auto const scheme = target.find("://");
    if (scheme == std::string_view::npos) return target;
    auto const slash = target.find('/', scheme + 3);
    return slash == std::string_view::npos ? std::string_view("/") : target.substr(slash);
}

}  // namespace

void WireRequest::clear() {
    arena_.clear();
    fields_.clear();
    body.clear();
    path_ = query_ = cookies_ = accept_encoding_ = if_none_match_ = {};
    method_ = Method::other;
    hosts_ = codings_ = 0;
    chunked_ = false;
    version_ = 11;
    expects_continue_ = false;
}

WireRequest::Span WireRequest::keep(std::string_view text) {
    Span const span{arena_.size(), text.size()};
    arena_ += text;
    return span;
}

void WireRequest::start(beast::http::verb verb, std::string_view target, int version) {
    method_ = method_of(verb);
    version_ = version;
    target = origin_form(target);
    auto const question = target.find('?');
    path_ = keep(target.substr(0, question));
    if (question != std::string_view::npos) query_ = keep(target.substr(question + 1));
}

void WireRequest::add(beast::http::field name, std::string_view text, std::string_view value) {
    Field const field{keep(text), keep(value)};
    fields_.push_back(field);
    switch (name) {
        case beast::http::field::host:
            ++hosts_;
            break;
        case beast::http::field::cookie:
            cookies_ = field.value;
            break;
        case beast::http::field::accept_encoding:
            accept_encoding_ = field.value;
            break;
        case beast::http::field::if_none_match:
            if_none_match_ = field.value;
            break;
        case beast::http::field::transfer_encoding:
            ++codings_;
            chunked_ = equal_without_case(value, "chunked");
            break;
        case beast::http::field::expect:
            expects_continue_ = equal_without_case(value, "100-continue");
            break;
        default:
            break;
    }
}

Headers WireRequest::headers() const {
    Headers out;
    for (auto const& field : fields_) out.add(std::string(view(field.name)), std::string(view(field.value)));
    return out;
}

void Parser::on_request_impl(beast::http::verb verb, text, text target, int version, error_code&) {
    out_.start(verb, view_of(target), version);
}

void Parser::on_field_impl(beast::http::field name, text name_text, text value, error_code&) {
    if (!header_ended_) out_.add(name, view_of(name_text), view_of(value));  // trailers are no header (RFC 9110, 6.5.1)
}

std::size_t Parser::on_body_impl(text body, error_code&) {
    out_.body.append(body.data(), body.size());
    return body.size();
}

std::size_t Parser::on_chunk_body_impl(std::uint64_t, text body, error_code&) {
    out_.body.append(body.data(), body.size());
    return body.size();
}

}  // namespace broadsheet::http
