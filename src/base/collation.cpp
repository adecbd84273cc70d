#include "base/collation.h"

#include <unicode/coll.h>
#include <unicode/unistr.h>

#include <memory>
#include <stdexcept>
#include <vector>

namespace broadsheet {

std::string sort_key(std::string_view text) {
    thread_local auto const collator = [] {
        UErrorCode status = U_ZERO_ERROR;
        std::unique_ptr<icu::Collator> made(icu::Collator::createInstance(icu::Locale::getRoot(), status));
        if (U_FAILURE(status)) throw std::runtime_error("ICU has no collation data");
        return made;
    }();
    auto const words = icu::UnicodeString::fromUTF8(text.substr(0, 200));
    std::vector<std::uint8_t> key(static_cast<std::size_t>(collator->getSortKey(words, nullptr, 0)));
    collator->getSortKey(words, key.data(), static_cast<int32_t>(key.size()));
    constexpr char digits[] = "0123456789abcdef";
    std::string out;
    for (auto const byte : key) {
        if (byte == 0) break;
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
    return out;
}

std::string fold_case(std::string_view text) {
    auto words = icu::UnicodeString::fromUTF8(text);
    words.foldCase();
    std::string out;
    return words.toUTF8String(out);
}

}  // namespace broadsheet
