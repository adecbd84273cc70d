// Whatever the bytes: a table is refused, or what is read of it, written again with quotes, is read alike.
#include <cstdint>
#include <cstdlib>

#include "base/csv.h"

namespace {

std::string written(std::vector<broadsheet::CsvRow> const& rows) {
    std::string out;
    for (auto const& row : rows) {
        for (bool first = true; auto const& field : row.fields) {
            out += first ? "\"" : ",\"";
            first = false;
            for (char const c : field) out.append(c == '"' ? 2 : 1, c);
            out += '"';
        }
        out += "\r\n";
    }
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    auto const rows = broadsheet::parse_csv({reinterpret_cast<char const*>(data), size});
    if (!rows) return 0;
    auto const again = broadsheet::parse_csv(written(*rows));
    if (!again || again->size() != rows->size()) std::abort();
    for (std::size_t i = 0; i < rows->size(); ++i)
        if ((*again)[i].fields != (*rows)[i].fields) std::abort();
    return 0;
}
