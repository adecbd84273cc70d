#include "base/csv.h"

namespace broadsheet {
namespace {

class Reader {
  public:
    explicit Reader(std::string_view text) : rest_(text) {}

    Result<std::vector<CsvRow>> rows() {
        std::vector<CsvRow> out;
        while (!rest_.empty()) {
            CsvRow row{line_, {}};
            do {
                row.fields.emplace_back();
                if (!read_field(row.fields.back()))
                    return refuse(ProblemKind::invalid, "csv_quote",
                                  "Line " + std::to_string(row.line) + ": a quotation mark is not closed.");
            } while (take(','));
            end_line();
            if (row.fields.size() > 1 || !row.fields[0].empty()) out.push_back(std::move(row));
        }
        return out;
    }

  private:
    bool take(char c) {
        if (!rest_.starts_with(c)) return false;
        rest_.remove_prefix(1);
        return true;
    }

    void end_line() {
        take('\r');
        if (take('\n')) ++line_;
    }

    bool read_field(std::string& field) {
        if (take('"')) {
            for (;;) {
                auto const end = rest_.find('"');
                if (end == std::string_view::npos) return false;
                add(field, end);
                rest_.remove_prefix(1);
                if (!take('"')) break;
                field += '"';
            }
        }
        add(field, std::min(rest_.find_first_of(",\r\n"), rest_.size()));
        return true;
    }

    void add(std::string& field, std::size_t count) {
        for (char const c : rest_.substr(0, count)) line_ += c == '\n';
        field += rest_.substr(0, count);
        rest_.remove_prefix(count);
    }

    std::string_view rest_;
    int line_ = 1;
};

}  // namespace

Result<std::vector<CsvRow>> parse_csv(std::string_view text) {
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    return Reader(text).rows();
}

}  // namespace broadsheet
