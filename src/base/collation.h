// People's words are sorted by ICU keys that we keep beside them, never by an engine's own collation.
#pragma once
#include <string>
#include <string_view>

namespace broadsheet {

// The CLDR root collation's key as lower-case hexadecimal text: compares bytewise as readers expect the words to sort.
std::string sort_key(std::string_view text);

// The same word however it is capitalised (Unicode case folding), for searching.
std::string fold_case(std::string_view text);

}  // namespace broadsheet
