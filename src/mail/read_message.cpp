#include "mail/read_message.h"

#include "base/utf8.h"
#include "mail/gmime.h"

namespace broadsheet::mail {
namespace {

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
    *place = text_or_empty(text.get());
}

}  // namespace

std::optional<ReadMessage> read_mime(std::string_view bytes) {
    start_gmime();
    Owned<GMimeStream> const stream(g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size()));
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
