// The plain layout of what we write ourselves: a letter of a few paragraphs and at most one button, as text and as
// simple HTML that mail programs show alike, light and dark.
#pragma once
#include <string>
#include <vector>

namespace broadsheet::mail {

struct Letter {
    std::string publication;  // its name stands on top
    std::string language = "en";
    std::vector<std::string> paragraphs;  // plain text
    std::string button;                   // what it says; empty: there is none
    std::string link;                     // where it leads
    std::vector<std::string> closing;     // smaller, below
};

std::string letter_text(Letter const& letter);
std::string letter_html(Letter const& letter);  // a whole document; everything is escaped

}  // namespace broadsheet::mail
