#include "base/blanks.h"

namespace broadsheet {

std::string collapsed(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (char const c : text) {
        bool const space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        if (!space)
            out += c;
        else if (!out.empty() && out.back() != ' ')
            out += ' ';
    }
    if (out.ends_with(' ')) out.pop_back();
    return out;
}

}  // namespace broadsheet
