// Whatever the bytes: a page elsewhere gives clean texts, a file of redirects rows or a refusal.
#include <cstdint>
#include <cstdlib>

#include "base/charset.h"
#include "base/csv.h"
#include "base/utf8.h"
#include "document/page_facts.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const bytes(reinterpret_cast<char const*>(data), size);
    auto const text = broadsheet::to_utf8(bytes, broadsheet::charset_in(bytes));
    if (!broadsheet::is_clean_text(text)) std::abort();
    broadsheet::document::read_page_facts(text);
    broadsheet::parse_csv(text);
    return 0;
}
