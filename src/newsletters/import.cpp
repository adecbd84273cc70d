#include "newsletters/import.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "base/collation.h"
#include "base/csv.h"
#include "base/locale.h"
#include "base/utf8.h"
#include "mail/address.h"
#include "newsletters/joining.h"
#include "store/reader_lists.h"

namespace broadsheet::newsletters {
namespace {

constexpr std::size_t batch_size = 2000;  // rows in one transaction
constexpr std::size_t most_refusals = 1000;

// Where each thing stands in a row; -1: nowhere.
struct Columns {
    int email = -1, name = -1, last_name = -1, language = -1, newsletters = -1, paid = -1, since = -1, status = -1,
        labels = -1;
};

// Names of columns as the others write them, without case.
Columns columns_of(std::vector<std::string> const& head) {
    static std::map<std::string, int Columns::*, std::less<>> const names{{"email", &Columns::email},
                                                                          {"email address", &Columns::email},
                                                                          {"e-mail", &Columns::email},
                                                                          {"name", &Columns::name},
                                                                          {"first name", &Columns::name},
                                                                          {"last name", &Columns::last_name},
                                                                          {"language", &Columns::language},
                                                                          {"newsletters", &Columns::newsletters},
                                                                          {"paid", &Columns::paid},
                                                                          {"complimentary_plan", &Columns::paid},
                                                                          {"active_subscription", &Columns::paid},
                                                                          {"created_at", &Columns::since},
                                                                          {"optin_time", &Columns::since},
                                                                          {"confirm_time", &Columns::since},
                                                                          {"subscribed_to_emails", &Columns::status},
                                                                          {"email_disabled", &Columns::status}};
    Columns out;
    for (std::size_t i = 0; i < head.size(); ++i)
        if (auto const found = names.find(fold_case(head[i])); found != names.end() && out.*(found->second) < 0)
            out.*(found->second) = static_cast<int>(i);
    return out;
}

bool is_yes(std::string_view text) {
    auto const folded = fold_case(text);
    return folded == "true" || folded == "yes" || folded == "1" || folded == "paid";
}

class Import {
  public:
    Import(store::Database& database, Seal const& seal, ImportWish const& wish, std::vector<std::string> const& head)
        : database_(database), seal_(seal), wish_(wish), columns_(columns_of(head)) {
        if (columns_.status >= 0)
            disabled_when_yes_ = fold_case(head[static_cast<std::size_t>(columns_.status)]) == "email_disabled";
        for (auto const& one : store::list_newsletters(*database.snapshot())) by_slug_.emplace(one.slug, one);
    }

    bool has_addresses() const { return columns_.email >= 0; }

    // One batch in one transaction. What each row says is read before it begins: other writers wait for it.
    void take(std::vector<CsvRow> const& rows, std::size_t from, std::size_t to) {
        std::vector<Wanted> wanted;
        for (auto i = from; i < to; ++i)
            if (auto one = read_row(rows[i])) wanted.push_back(std::move(*one));
        auto const transaction = database_.begin();
        leave_out_suppressed(*transaction, wanted);
        subscribe(*transaction, wanted, known_and_new(*transaction, wanted));
        transaction->commit();
    }

    ImportReport report;

  private:
    std::string cell(CsvRow const& row, int column) const {
        if (column < 0 || static_cast<std::size_t>(column) >= row.fields.size()) return {};
        auto text = clean_text(row.fields[static_cast<std::size_t>(column)]);
        std::ranges::replace_if(
            text, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
        return std::string(cut_at_code_point(text, 300));
    }

    void refuse_row(CsvRow const& row, std::string reason) {
        ++report.refused;
        if (report.refusals.size() < most_refusals)
            report.refusals.push_back({row.line, cell(row, columns_.email), std::move(reason)});
    }

    // Those that the row names, or those of the whole import. Nothing, and a refusal, where it names an unknown one.
    std::optional<std::vector<content::NewsletterId>> newsletters_in(CsvRow const& row) {
        auto text = cell(row, columns_.newsletters);
        if (text.empty()) return wish_.newsletters;
        std::vector<content::NewsletterId> out;
        std::ranges::replace_if(
            text, [](char c) { return c == ',' || c == ';' || c == '|'; }, ' ');
        for (std::string_view rest = text; !rest.empty();) {
            auto const word = rest.substr(0, rest.find(' '));
            rest.remove_prefix(std::min(rest.size(), word.size() + 1));
            if (word.empty()) continue;
            auto const found = by_slug_.find(word);
            if (found == by_slug_.end()) {
                refuse_row(row, fmt::format("There is no newsletter “{}”.", word));
                return std::nullopt;
            }
            out.push_back(found->second.id);
        }
        return out;
    }

    bool wants_no_mail(CsvRow const& row) const {
        auto const text = cell(row, columns_.status);
        if (columns_.status < 0 || text.empty()) return false;
        return is_yes(text) == disabled_when_yes_;
    }

    struct Wanted {
        CsvRow const* row;
        mail::TypedAddress address;
        std::string hash;
        std::vector<content::NewsletterId> newsletters;
    };
    using People = std::map<std::string, content::Reader, std::less<>>;  // by folded address

    std::optional<Wanted> read_row(CsvRow const& row) {
        ++report.rows;
        auto address = mail::read_address(cell(row, columns_.email), mail::LookAlikes::ignored);
        if (!address) return refuse_row(row, address.error().message), std::nullopt;
        if (wants_no_mail(row)) return refuse_row(row, "They want no mail, the list says."), std::nullopt;
        auto newsletters = newsletters_in(row);
        if (!newsletters) return std::nullopt;
        auto hash = address_hash(seal_, address->folded);
        return Wanted{&row, std::move(*address), std::move(hash), std::move(*newsletters)};
    }

    void leave_out_suppressed(store::Transaction& transaction, std::vector<Wanted>& wanted) {
        std::vector<std::string> hashes;
        for (auto const& one : wanted) hashes.push_back(one.hash);
        auto const kept_away = store::suppressions_among(transaction, hashes);
        std::erase_if(wanted, [&](Wanted const& one) {
            auto const found = kept_away.find(one.hash);
            if (found != kept_away.end()) refuse_row(*one.row, reason_of(found->second));
            return found != kept_away.end();
        });
    }

    People known_and_new(store::Transaction& transaction, std::vector<Wanted> const& wanted) {
        std::vector<std::string> folded;
        for (auto const& one : wanted) folded.push_back(one.address.folded);
        auto people = store::readers_with_addresses(transaction, folded);
        std::vector<store::AddressedReader> fresh;
        for (auto const& one : wanted) {
            if (people.contains(one.address.folded)) {
                ++report.known;
                continue;
            }
            ++report.added;
            fresh.push_back({new_reader(*one.row, one.address, transaction.now()), one.address.folded});
            people.emplace(one.address.folded, fresh.back().reader);
        }
        store::insert_readers(transaction, fresh);
        return people;
    }

    void subscribe(store::Transaction& transaction, std::vector<Wanted> const& wanted, People const& people) {
        std::map<content::NewsletterId, std::vector<content::Reader>> joining;
        for (auto const& one : wanted)
            for (auto const id : one.newsletters) joining[id].push_back(people.at(one.address.folded));
        for (auto const& [newsletter, readers] : joining)
            if (auto const joined = store::subscribe_readers(transaction, readers, newsletter); joined > 0)
                store::note_growth(transaction, newsletter, today(transaction), joined, 0);
    }

    content::Reader new_reader(CsvRow const& row, mail::TypedAddress const& address, Time now) const {
        content::Reader reader;
        reader.id = content::ReaderId::make();
        reader.email = address.email;
        reader.name = cell(row, columns_.name);
        if (auto const last = cell(row, columns_.last_name); !last.empty())
            reader.name += (reader.name.empty() ? "" : " ") + last;
        auto const language = cell(row, columns_.language);
        reader.language = is_language_tag(language) ? language : wish_.language;
        reader.paid = is_yes(cell(row, columns_.paid));
        reader.source = "import";
        reader.created_at = parse_iso_time(cell(row, columns_.since)).value_or(now);
        return reader;
    }

    static std::string reason_of(content::SuppressionReason reason) {
        switch (reason) {
            case content::SuppressionReason::bounce:
                return "Mails to this address came back.";
            case content::SuppressionReason::complaint:
                return "This reader called our mail unwanted.";
            case content::SuppressionReason::blocked:
                break;
        }
        return "This address gets no mail of ours.";
    }

    std::string today(store::Transaction& transaction) const {
        auto const day = day_of(transaction.now(), wish_.zone);
        return fmt::format("{:04}-{:02}-{:02}", day.year, day.month, day.day);
    }

    store::Database& database_;
    Seal const& seal_;
    ImportWish const& wish_;
    Columns columns_;
    bool disabled_when_yes_ = false;
    std::map<std::string, content::Newsletter, std::less<>> by_slug_;
};

std::string csv_field(std::string_view text) {
    std::string out = "\"";
    if (!text.empty() && std::string_view("=+-@\t").find(text.front()) != std::string_view::npos) out += '\'';
    for (char const c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + "\"";
}

}  // namespace

Result<ImportReport> import_readers(store::Database& database, Seal const& seal, std::string_view csv,
                                    ImportWish const& wish, std::atomic<std::int64_t>& done) {
    auto const rows = parse_csv(csv);
    if (!rows) return refuse(rows.error());
    if (rows->empty())
        return refuse(ProblemKind::invalid, "csv_columns", "The first line must name the columns.", "file");
    Import import(database, seal, wish, rows->front().fields);
    if (!import.has_addresses())
        return refuse(ProblemKind::invalid, "csv_columns",
                      "There is no column with addresses; it is called “email” or “Email Address”.", "file");
    for (std::size_t from = 1; from < rows->size(); from += batch_size) {
        import.take(*rows, from, std::min(from + batch_size, rows->size()));
        done = import.report.rows;
    }
    std::ranges::sort(import.report.refusals, {}, &RefusedRow::line);
    return std::move(import.report);
}

std::string export_readers(store::Reader& reader, std::optional<content::NewsletterId> newsletter) {
    std::map<content::NewsletterId, std::string> slugs;
    for (auto const& one : store::list_newsletters(reader)) slugs[one.id] = one.slug;
    std::string out = "email,name,language,newsletters,paid,source,created_at\r\n";
    std::optional<content::ReaderId> before;
    for (;;) {
        auto const people = store::list_readers(reader, "", newsletter, before, 1000);
        for (auto const& person : people) {
            std::string list;
            for (auto const& one : store::newsletters_of(reader, person.id))
                list += (list.empty() ? "" : " ") + slugs[one.newsletter];
            out += fmt::format("{},{},{},{},{},{},{}\r\n", csv_field(person.email), csv_field(person.name),
                               csv_field(person.language), csv_field(list), person.paid ? "true" : "false",
                               csv_field(person.source), iso_time(person.created_at));
            before = person.id;
        }
        if (people.size() < 1000) return out;
    }
}

}  // namespace broadsheet::newsletters
