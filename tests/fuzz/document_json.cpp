// Whatever the bytes: read_json refuses or gives a document that goes round unchanged and can be written.
#include <cstdint>
#include <cstdlib>

#include "document/document.h"
#include "document/read_json.h"
#include "document/write_text.h"
#include "document/write_web.h"

namespace document = broadsheet::document;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    auto const read = document::read_json(std::string_view(reinterpret_cast<char const*>(data), size));
    if (!read) return 0;
    auto const again = document::read_json(document::to_json_text(*read));
    if (!again || *again != *read) std::abort();
    document::WebContext const context;
    if (document::write_web(*read, context).text().find("<script") != std::string::npos) std::abort();
    document::write_text(*read, document::LinkTargets::shown);
    document::write_words(*read);
    return 0;
}
