// A receipt or statement as a PDF file, set by Pango and drawn by Cairo: one A4 page or as many as its lines need. Any
// thread.
#pragma once
#include <string>
#include <utility>
#include <vector>

namespace broadsheet::payments {

struct Paper {
    std::string letterhead;
    std::string sender;     // lines
    std::string addressee;  // lines
    std::string title;
    std::vector<std::pair<std::string, std::string>> facts;  // name and value
    std::vector<std::pair<std::string, std::string>> lines;  // what and amount
    std::pair<std::string, std::string> total;
    std::vector<std::string> notes;
    std::string foot;
    std::string language;  // BCP 47; decides the direction
};
std::string write_pdf(Paper const& paper);

}  // namespace broadsheet::payments
