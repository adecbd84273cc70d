#include "mail/status.h"

#include <algorithm>

namespace broadsheet::mail {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

// How many digits the text begins with.
std::size_t digits(std::string_view text) {
    return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_digit) - text.begin());
}

// The size of a status at the beginning of the text; 0 if there is none.
std::size_t status_size(std::string_view text) {
    if (text.size() < 5 || (text[0] != '2' && text[0] != '4' && text[0] != '5') || text[1] != '.') return 0;
    auto const subject = digits(text.substr(2));
    if (subject < 1 || subject > 3 || text.substr(2 + subject, 1) != ".") return 0;
    auto const detail = digits(text.substr(3 + subject));
    if (detail < 1 || detail > 3) return 0;
    auto const size = 3 + subject + detail;
    auto const after = text.substr(size, 2);
    bool const goes_on = !after.empty() && (is_word(after[0]) || after[0] == '-' ||
                                            (after[0] == '.' && after.size() > 1 && is_word(after[1])));
    return goes_on ? 0 : size;
}

}  // namespace

std::string status_in(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!is_digit(text[i])) continue;
        bool const begins = i == 0 || (!is_word(text[i - 1]) && text[i - 1] != '.');
        if (auto const size = begins ? status_size(text.substr(i)) : 0; size > 0)
            return std::string(text.substr(i, size));
        i += digits(text.substr(i)) - 1;
    }
    return {};
}

int smtp_code_in(std::string_view text) {
    for (std::size_t i = 0; i + 3 < text.size(); ++i) {
        if (!is_digit(text[i])) continue;
        auto const size = digits(text.substr(i));
        bool const alone = size == 3 &&
                           (i == 0 || std::string_view(" \t\n:#(").find(text[i - 1]) != std::string_view::npos) &&
                           i + 3 < text.size() && (text[i + 3] == ' ' || text[i + 3] == '-');
        int const code = alone ? (text[i] - '0') * 100 + (text[i + 1] - '0') * 10 + text[i + 2] - '0' : 0;
        if (code == 421 || (code >= 450 && code <= 452) || (code >= 550 && code <= 554)) return code;
        i += size - 1;
    }
    return 0;
}

bool is_permanent(std::string_view status, int smtp_code) {
    if (status.empty()) return smtp_code == 550 || smtp_code == 551 || smtp_code == 553;
    return status.starts_with("5.") && status != "5.2.2" && status != "5.2.3" && status != "5.3.4" &&
           !status.starts_with("5.7.");
}

}  // namespace broadsheet::mail
