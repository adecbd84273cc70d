// Whatever a form's body: parts lie within it, texts are clean and short, amounts and addresses are right or refused.
// The first line is the Content-Type of a multipart form.
#include <cstdint>
#include <cstdlib>

#include "base/utf8.h"
#include "http/posted_form.h"
#include "mail/address.h"
#include "mail/message.h"
#include "payments/money.h"

using namespace broadsheet;

namespace {

void check_text(std::string const& text) {
    if (text.size() > 500 || !is_clean_text(text)) std::abort();
    if (auto const address = mail::read_address(text)) {
        if (!mail::is_address(address->email) || address->folded.empty()) std::abort();
        if (mail::fold_address(address->folded) != address->folded) std::abort();
    }
    if (auto const money = payments::read_amount(text, "EUR"); money && money->minor > payments::most_payable)
        std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const bytes(reinterpret_cast<char const*>(data), size);
    auto const type = bytes.substr(0, bytes.find('\n'));
    auto const body = bytes.substr(std::min(size, type.size() + 1));
    if (auto const parts = http::parse_multipart(type, body)) {
        if (parts->size() > 100) std::abort();
        for (auto const& part : *parts)
            if (part.content.data() < body.data() ||
                part.content.data() + part.content.size() > body.data() + body.size())
                std::abort();
    }
    http::Request request;
    request.body = body;
    http::PostedForm const posted(request);
    for (auto const* name : {"email", "amount", ""}) check_text(posted.text(name));
    for (auto const& text : posted.texts("newsletter")) check_text(text);
    check_text(std::string(cut_at_code_point(clean_text(type), 500)));
    return 0;
}
