#include "mail/read_message.h"

#include <fmt/format.h>

#include "base/utf8.h"
#include "mail/gmime.h"

namespace broadsheet::mail {
namespace {

// Texts are shown with the line ends that our own texts have.
std::string with_unix_lines(std::string_view bytes) {
    std::string out;
    out.reserve(bytes.size());
    for (std::size_t i = 0; i < bytes.size(); ++i)
        if (bytes[i] != '\r' || bytes.substr(i + 1, 1) != "\n") out += bytes[i];
    return out;
}

// GMime 3.2.13 reads only the first of several encoded words in base 64 (RFC 2047) whose first ends in padding: they
// are put into the other encoding, which it reads well.
std::string with_quoted_words(std::string_view head) {
    constexpr std::string_view begin = "=?UTF-8?B?", end = "?=";
    std::string out;
    for (auto at = head.find(begin); at != std::string_view::npos; at = head.find(begin)) {
        auto const stop = head.find(end, at + begin.size());
        if (stop == std::string_view::npos) break;
        std::string word(head.substr(at + begin.size(), stop - at - begin.size()));
        out += head.substr(0, at);
        out += "=?UTF-8?Q?";
        gsize size = 0;
        std::unique_ptr<guchar, Free> const bytes(g_base64_decode(word.c_str(), &size));
        for (gsize i = 0; i < size; ++i) out += fmt::format("={:02X}", bytes.get()[i]);
        out += end;
        head.remove_prefix(stop + end.size());
    }
    return out += head;
}

std::string text_or_empty(char const* text) { return text ? clean_text(text) : std::string{}; }

std::string addresses(GMimeMessage* message, GMimeAddressType type) {
    auto* const list = g_mime_message_get_addresses(message, type);
    if (!list) return {};
    OwnedText const text(internet_address_list_to_string(list, nullptr, FALSE));
    return text_or_empty(text.get());
}

void read_part(GMimeObject*, GMimeObject* part, gpointer into) {
    if (!GMIME_IS_TEXT_PART(part)) return;
    auto& out = *static_cast<ReadMessage*>(into);
    auto* const type = g_mime_object_get_content_type(part);
    auto* const place = g_mime_content_type_is_type(type, "text", "html")    ? &out.html
                        : g_mime_content_type_is_type(type, "text", "plain") ? &out.text
                                                                             : nullptr;
    if (!place || !place->empty()) return;
    OwnedText const text(g_mime_text_part_get_text(GMIME_TEXT_PART(part)));
    *place = with_unix_lines(text_or_empty(text.get()));  // base64 carries its own
}

}  // namespace

std::optional<ReadMessage> read_mime(std::string_view bytes) {
    start_gmime();
    auto lines = with_unix_lines(bytes);
    auto const head = lines.find("\n\n");
    lines = with_quoted_words(std::string_view(lines).substr(0, head)) +
            (head == std::string::npos ? std::string{} : lines.substr(head));
    Owned<GMimeStream> const stream(g_mime_stream_mem_new_with_buffer(lines.data(), lines.size()));
    Owned<GMimeParser> const parser(g_mime_parser_new_with_stream(stream.get()));
    Owned<GMimeMessage> const message(g_mime_parser_construct_message(parser.get(), nullptr));
    if (!message) return std::nullopt;
    ReadMessage out;
    out.from = addresses(message.get(), GMIME_ADDRESS_TYPE_FROM);
    out.to = addresses(message.get(), GMIME_ADDRESS_TYPE_TO);
    out.subject = text_or_empty(g_mime_message_get_subject(message.get()));
    g_mime_message_foreach(message.get(), read_part, &out);
    return out;
}

}  // namespace broadsheet::mail
