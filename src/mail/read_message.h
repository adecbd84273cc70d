// What a mail of ours says, taken out of its MIME.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace broadsheet::mail {

struct ReadMessage {
    std::string from, to, subject;  // decoded
    std::string text, html;         // the first part of each kind; empty: there is none
};

// Nothing if there is no message in it. Never throws for what the bytes are.
std::optional<ReadMessage> read_mime(std::string_view bytes);

}  // namespace broadsheet::mail
