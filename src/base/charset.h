// Text that came in another encoding than ours.
#pragma once
#include <string>
#include <string_view>

namespace broadsheet {

// The bytes as clean UTF-8. `label` is a charset's name as the web writes it (utf-8, windows-1251, Shift_JIS …); an
// empty or unknown one reads valid UTF-8 as such and everything else as windows-1252. A byte order mark goes first.
std::string to_utf8(std::string_view bytes, std::string_view label);

// The charset=… of a Content-Type field or of a page's meta element; empty if there is none.
std::string charset_in(std::string_view text);

}  // namespace broadsheet
