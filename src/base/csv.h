// Comma-separated values (RFC 4180): quoted fields may hold commas, line breaks and doubled quotes.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace broadsheet {

struct CsvRow {
    int line = 0;  // from 1, where the row begins
    std::vector<std::string> fields;
};

// Empty lines are left out; a byte order mark too. Refused: a quote that does not end (csv_quote, naming the line).
Result<std::vector<CsvRow>> parse_csv(std::string_view text);

}  // namespace broadsheet
