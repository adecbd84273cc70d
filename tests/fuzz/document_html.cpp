// Whatever the bytes: read_html refuses or gives a document that read_json accepts, and its HTML holds no script.
#include <cstdint>
#include <cstdlib>

#include "document/document.h"
#include "document/read_html.h"
#include "document/read_json.h"
#include "document/write_text.h"
#include "document/write_web.h"

namespace document = broadsheet::document;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const html(reinterpret_cast<char const*>(data), size);
    auto const picture_for = [](std::string_view src, std::string_view) -> std::optional<std::string> {
        return src.empty() ? std::nullopt : std::optional<std::string>("0000000000001");
    };
    auto const read = document::read_html(html, picture_for);
    if (!read) return 0;
    auto const again = document::read_json(document::to_json_text(*read));
    if (!again || *again != *read) std::abort();
    document::WebContext const context;
    auto const web = document::write_web(*read, context);
    if (web.text().find("<script") != std::string::npos) std::abort();
    document::write_text(*read);
    return document::read_html(web.text()) ? 0 : -1;
}
