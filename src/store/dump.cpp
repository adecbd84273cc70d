#include "store/dump.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstring>
#include <stdexcept>

#include "store/changes.h"
#include "store/sql.h"

namespace broadsheet::store {
namespace {

namespace json = boost::json;

enum class Kind { number, real, text };

// A column of a table that is only known when it runs: bound by type, as everywhere in store/.
struct Cell {
    Kind kind = Kind::text;
    long long number = 0;
    double real = 0;
    std::string text;
    soci::indicator indicator = soci::i_ok;

    void bind_into(soci::statement& statement) {
        if (kind == Kind::number) statement.exchange(soci::into(number, indicator));
        if (kind == Kind::real) statement.exchange(soci::into(real, indicator));
        if (kind == Kind::text) statement.exchange(soci::into(text, indicator));
    }
    void bind_use(soci::statement& statement) {
        if (kind == Kind::number) statement.exchange(soci::use(number, indicator));
        if (kind == Kind::real) statement.exchange(soci::use(real, indicator));
        if (kind == Kind::text) statement.exchange(soci::use(text, indicator));
    }
    json::value value() const {
        if (indicator == soci::i_null) return nullptr;
        if (kind == Kind::number) return static_cast<std::int64_t>(number);
        if (kind == Kind::real) return real;
        return json::string(text);
    }
    bool take(json::value const& given) {
        indicator = given.is_null() ? soci::i_null : soci::i_ok;
        if (given.is_null()) return true;
        if (kind == Kind::number && given.is_int64()) return number = given.get_int64(), true;
        if (kind == Kind::real && given.is_number()) return real = given.to_number<double>(), true;
        if (kind == Kind::text && given.is_string()) return text = given.get_string().c_str(), true;
        return false;
    }
};

Kind kind_of(std::string type) {
    std::ranges::transform(type, type.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
    if (type == "bigint" || type == "integer") return Kind::number;
    if (type == "double precision") return Kind::real;
    if (type == "text") return Kind::text;
    throw std::logic_error("a column's type that dumps do not know: " + type);
}

std::vector<std::tuple<std::string, std::string>> typed_columns(Reader& reader, std::string const& table) {
    return select<std::string, std::string>(
        reader,
        reader.is_postgres() ? "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = "
                               "current_schema() AND table_name = :name ORDER BY ordinal_position"
                             : "SELECT name, type FROM pragma_table_info(:name) ORDER BY cid",
        table);
}

std::vector<Cell> cells_of(Reader& reader, TableShape const& table) {
    auto const known = typed_columns(reader, table.name);
    std::vector<Cell> out;
    for (auto const& column : table.columns) {
        auto const found = std::ranges::find_if(known, [&](auto const& one) { return std::get<0>(one) == column; });
        if (found == known.end())
            throw std::runtime_error(fmt::format("there is no column {} in {}", column, table.name));
        out.emplace_back().kind = kind_of(std::get<1>(*found));
    }
    return out;
}

std::string comma(std::vector<std::string> const& names) { return fmt::format("{}", fmt::join(names, ", ")); }

// Each reference of the schema, as the statement that sets it again; unset meanwhile.
std::vector<std::string> unset_references(Transaction& transaction) {
    std::vector<std::string> again;
    for (auto const& [table, name, definition] : select<std::string, std::string, std::string>(
             transaction,
             "SELECT r.relname, c.conname, pg_get_constraintdef(c.oid) FROM pg_constraint c JOIN pg_class r ON r.oid = "
             "c.conrelid JOIN pg_namespace n ON n.oid = c.connamespace WHERE c.contype = 'f' AND n.nspname = "
             "current_schema()")) {
        execute(transaction, fmt::format("ALTER TABLE {} DROP CONSTRAINT {}", table, name));
        again.push_back(fmt::format("ALTER TABLE {} ADD CONSTRAINT {} {}", table, name, definition));
    }
    return again;
}

}  // namespace

void TableDigest::add(std::string_view line) {
    std::array<std::uint64_t, 4> hash{};
    crypto_generichash(reinterpret_cast<unsigned char*>(hash.data()), sizeof hash,
                       reinterpret_cast<unsigned char const*>(line.data()), line.size(), nullptr, 0);
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += hash[i];
    ++rows;
}

std::string TableDigest::text() const {
    return fmt::format("{:016x}{:016x}{:016x}{:016x}", sum[0], sum[1], sum[2], sum[3]);
}

int schema_version(Reader& reader) {
    auto const there = select_one<int>(
        reader, reader.is_postgres() ? "SELECT 1 AS there FROM information_schema.tables WHERE table_schema = "
                                       "current_schema() AND table_name = 'schema_version'"
                                     : "SELECT 1 AS there FROM sqlite_master WHERE name = 'schema_version'");
    if (!there) return 0;
    auto const row = select_one<int>(reader, "SELECT version FROM schema_version");
    return row ? std::get<0>(*row) : 0;
}

std::vector<TableShape> dumped_tables(Reader& reader) {
    std::vector<TableShape> out;
    for (auto& [name] : select<std::string>(
             reader, reader.is_postgres()
                         ? "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() AND "
                           "table_type = 'BASE TABLE' ORDER BY table_name"
                         : "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY "
                           "name")) {
        if (name == "schema_version" || name.starts_with("search_")) continue;
        TableShape shape{name, {}};
        for (auto& [column, type] : typed_columns(reader, name)) shape.columns.push_back(std::move(column));
        out.push_back(std::move(shape));
    }
    return out;
}

TableDigest dump_table(Reader& reader, TableShape const& table,
                       std::function<void(std::string_view line)> const& take) {
    auto cells = cells_of(reader, table);
    auto query = fmt::format("SELECT {} FROM {}", comma(table.columns), table.name);
    if (reader.is_postgres()) {  // whose client would hold all rows at once
        reader.session() << "DECLARE dump NO SCROLL CURSOR FOR " + query;
        query = "FETCH 2000 FROM dump";
    }
    soci::statement statement(reader.session());
    for (auto& cell : cells) cell.bind_into(statement);
    statement.alloc();
    statement.prepare(query);
    statement.define_and_bind();
    TableDigest digest;
    json::array row;
    do {
        bool more = statement.execute(true);
        if (!more) break;
        for (; more; more = statement.fetch()) {
            row.clear();
            for (auto const& cell : cells) row.push_back(cell.value());
            auto const line = json::serialize(row);
            digest.add(line);
            take(line);
        }
    } while (reader.is_postgres());
    if (reader.is_postgres()) reader.session() << "CLOSE dump";
    return digest;
}

// One table's statement, prepared once.
struct Loading::Insert {
    Insert(Transaction& transaction, TableShape const& given)
        : table(given), cells(cells_of(transaction, given)), statement(transaction.session()) {
        std::vector<std::string> places;
        for (std::size_t i = 0; i < cells.size(); ++i) places.push_back(fmt::format(":c{}", i));
        for (auto& cell : cells) cell.bind_use(statement);
        statement.alloc();
        statement.prepare(
            fmt::format("INSERT INTO {} ({}) VALUES ({})", table.name, comma(table.columns), comma(places)));
        statement.define_and_bind();
    }

    TableShape table;
    std::vector<Cell> cells;
    soci::statement statement;
};

Loading::Loading(Transaction& transaction) : transaction_(transaction) {
    if (transaction.is_postgres())
        references_ = unset_references(transaction);
    else
        transaction.session() << "PRAGMA defer_foreign_keys = ON";
    for (auto const& table : dumped_tables(transaction))
        if (select_one<int>(transaction, fmt::format("SELECT 1 AS some FROM {} LIMIT 1", table.name)))
            execute(transaction, "DELETE FROM " + table.name);
}

Loading::~Loading() = default;

void Loading::add(TableShape const& table, std::string_view line) {
    if (!insert_ || insert_->table.name != table.name || insert_->table.columns != table.columns) {
        insert_.reset();
        insert_ = std::make_unique<Insert>(transaction_, table);
    }
    boost::system::error_code error;
    auto const row = json::parse(json::string_view(line.data(), line.size()), error);
    auto& cells = insert_->cells;
    bool fits = !error && row.is_array() && row.get_array().size() == cells.size();
    for (std::size_t i = 0; fits && i < cells.size(); ++i) fits = cells[i].take(row.get_array()[i]);
    if (!fits) throw std::runtime_error(fmt::format("a row does not fit the table {}", table.name));
    insert_->statement.execute(true);
}

void Loading::finish() {
    insert_.reset();
    for (auto const& reference : references_) execute(transaction_, reference);
    references_.clear();
}

void settle_restored(Transaction& transaction, std::string_view reason) {
    execute(transaction,
            "UPDATE mailings SET status = 'paused', trouble = :reason, sender = '', leased_until = 0 WHERE status = "
            "'sending'",
            reason);
    execute(transaction, "UPDATE mails SET handed_at = :now WHERE handed_at = 0", transaction.now());
    release_jobs(transaction);
    execute(transaction, "UPDATE subscriptions SET filled = 0, progress = '' WHERE name = 'search'");
}

}  // namespace broadsheet::store
