#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <map>
#include <stdexcept>

#include "base/descriptor.h"
#include "store/dump.h"
#include "transfer/archive.h"
#include "transfer/backup.h"
#include "transfer/backup_file.h"

namespace broadsheet::transfer {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

using Digests = std::map<std::string, store::TableDigest>;

// What a file holds, told as it is read.
struct Taker {
    std::function<void(BackupFacts const&)> manifest = [](auto const&) {};
    std::function<void(store::TableShape const&, std::string_view line)> row = [](auto const&, auto) {};
    std::function<void(std::string const& name, std::string_view bytes)> file = [](auto const&, auto) {};
    std::function<void(std::string const& name, std::string_view bytes)> blob = [](auto const&, auto) {};
};

[[noreturn]] void damaged(std::string_view why) {
    throw std::runtime_error(fmt::format("this is no backup, or a damaged one: {}", why));
}

Descriptor open_file(fs::path const& path) {
    Descriptor file(path == "-" ? ::dup(STDIN_FILENO) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file) throw std::runtime_error(fmt::format("cannot read {}: {}", path.string(), std::strerror(errno)));
    return file;
}

json::object read_object(std::string const& text) {
    boost::system::error_code error;
    auto value = json::parse(text, error);
    if (error || !value.is_object()) damaged("its own description cannot be read");
    return std::move(value.get_object());
}

BackupFacts read_manifest(std::string const& text) try {
    auto const object = read_object(text);
    if (object.at("format").as_int64() > backup_format)
        throw std::runtime_error("this backup was made by a newer Broadsheet; please upgrade");
    return {std::string(object.at("made_at").as_string()), std::string(object.at("engine").as_string()),
            static_cast<int>(object.at("schema").as_int64())};
} catch (std::out_of_range const&) {
    damaged("its own description is not complete");
}

void read_rows(std::string const& name, std::string_view text, Taker const& taker, Digests& digests) {
    store::TableShape table{name.substr(7, name.rfind('/') - 7), {}};
    auto const next = [&] {
        auto const line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        return line;
    };
    boost::system::error_code error;
    auto const columns = json::parse(json::string_view(next()), error);
    if (error || !columns.is_array()) damaged("a table's columns cannot be read");
    for (auto const& column : columns.get_array()) table.columns.emplace_back(column.as_string());
    auto& digest = digests[table.name];
    while (!text.empty()) {
        auto const line = next();
        digest.add(line);
        taker.row(table, line);
    }
}

void compare(json::object const& end, std::string const& digest, Digests const& read, std::int64_t blobs) {
    json::object tables;
    for (auto const& [name, one] : read) tables[name] = {{"rows", one.rows}, {"digest", one.text()}};
    if (end.at("digest").as_string() != digest) damaged("its checksum is another");
    if (end.at("tables").as_object() != tables) damaged("its tables are not what they were");
    if (end.at("blobs").as_int64() != blobs) damaged("files are missing");
}

struct Contents {
    BackupFacts facts;
    Digests tables;
};

Contents read_backup(fs::path const& path, Taker const& taker) {
    auto const file = open_file(path);
    ArchiveReader archive(file.get());
    if (archive.next() != manifest_name) damaged("it does not begin as one");
    Contents out{read_manifest(archive.bytes()), {}};
    taker.manifest(out.facts);
    while (auto const name = archive.next()) {
        auto const digest = archive.digest();
        auto const bytes = archive.bytes();
        if (*name == end_name) {
            compare(read_object(bytes), digest, out.tables, out.facts.blobs);
            for (auto const& [table, one] : out.tables) out.facts.rows += one.rows;
            return out;
        }
        if (name->starts_with("tables/")) {
            read_rows(*name, bytes, taker, out.tables);
        } else if (name->starts_with("media/")) {
            auto const blob = name->substr(6);
            if (!media::valid_blob_name(blob) || media::blob_name(bytes, media::extension_of(blob)) != blob)
                damaged(*name + " is not what it was");
            ++out.facts.blobs;
            taker.blob(blob, bytes);
        } else {
            if (*name == media_list_name) out.facts.blobs = bytes.empty() ? 0 : 1 + std::ranges::count(bytes, '\n');
            taker.file(*name, bytes);
        }
    }
    damaged("it ends too early");
}

std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> out;
    while (!text.empty()) {
        out.emplace_back(text.substr(0, text.find('\n')));
        text.remove_prefix(std::min(text.size(), out.back().size() + 1));
    }
    return out;
}

// The blobs that a copy shares with others, which lie beside it.
void for_each_shared(fs::path const& file, std::string_view list,
                     std::function<void(std::string const& name, std::string_view bytes)> const& take) {
    media::FolderBlobs const shared(file.parent_path() / "media");
    for (auto const& blob : split(list)) {
        auto const found = shared.get(blob);
        if (!found || media::blob_name(*found, media::extension_of(blob)) != blob)
            damaged(
                fmt::format("{} is not in {}, or is not what it was", blob, (file.parent_path() / "media").string()));
        take(blob, *found);
    }
}

void write_private(fs::path const& path, std::string_view bytes) {
    Descriptor const file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file || ::write(file.get(), bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()) ||
        ::fsync(file.get()) != 0)
        throw std::runtime_error(fmt::format("cannot write {}: {}", path.string(), std::strerror(errno)));
}

// Everything is made in a folder aside and moved to its place in the end; what is left of it goes.
class Aside {
  public:
    explicit Aside(fs::path data) : data_(std::move(data)), path_(data_ / fmt::format(".restore-{}", ::getpid())) {
        for (auto const* name : {"broadsheet.sqlite", "secrets.key"})
            if (fs::exists(data_ / name)) refuse_full();
        if (fs::exists(data_ / "media") && !media::FolderBlobs(data_ / "media").names().empty()) refuse_full();
        fs::create_directories(path_);
    }
    ~Aside() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    fs::path const& path() const { return path_; }
    void move_in() {
        fs::remove_all(data_ / "media");
        for (auto const* name : {"media", "broadsheet.toml.restored", "secrets.key", "broadsheet.sqlite"})
            if (fs::exists(path_ / name)) fs::rename(path_ / name, data_ / name);
        Descriptor const folder(::open(data_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (!folder || ::fsync(folder.get()) != 0) throw std::runtime_error("cannot sync " + data_.string());
    }

  private:
    [[noreturn]] void refuse_full() const {
        throw std::runtime_error(data_.string() + " holds a newspaper already; restore into an empty folder");
    }
    fs::path data_, path_;
};

// Fills the database as of the backup's own schema, and reads every row again.
Contents load(fs::path const& file, store::Database& database, Aside const& aside) {
    if (store::schema_version(*database.snapshot()) != 0)
        throw std::runtime_error("the database holds a newspaper already; restore into an empty one");
    media::FolderBlobs blobs(aside.path() / "media");
    std::unique_ptr<store::Transaction> transaction;
    std::optional<store::Loading> loading;
    Taker taker;
    taker.manifest = [&](BackupFacts const& facts) {
        database.migrate(facts.schema);
        transaction = database.begin();
        if (store::schema_version(*transaction) != facts.schema)
            throw std::runtime_error("this backup was made by a newer Broadsheet; please upgrade");
        loading.emplace(*transaction);
    };
    taker.row = [&](store::TableShape const& table, std::string_view line) { loading->add(table, line); };
    taker.blob = [&](std::string const& name, std::string_view bytes) { blobs.put(bytes, media::extension_of(name)); };
    taker.file = [&](std::string const& name, std::string_view bytes) {
        if (name == key_name) write_private(aside.path() / "secrets.key", bytes);
        if (name == settings_name) write_private(aside.path() / "broadsheet.toml.restored", bytes);
        if (name == media_list_name) for_each_shared(file, bytes, taker.blob);
    };
    auto contents = read_backup(file, taker);
    loading->finish();
    for (auto const& table : store::dumped_tables(*transaction))
        if (store::dump_table(*transaction, table, [](auto) {}) != contents.tables[table.name])
            throw std::runtime_error(fmt::format("what was restored of {} differs from the backup", table.name));
    transaction->commit();
    return contents;
}

}  // namespace

BackupFacts check_backup(fs::path const& file) {
    Taker taker;
    taker.file = [&](std::string const& name, std::string_view bytes) {
        if (name == media_list_name) for_each_shared(file, bytes, taker.blob);
    };
    return read_backup(file, taker).facts;
}

std::vector<std::string> media_of(fs::path const& path) {
    auto const file = open_file(path);
    ArchiveReader archive(file.get());
    if (archive.next() != manifest_name) damaged("it does not begin as one");
    archive.bytes();
    return archive.next() == media_list_name ? split(archive.bytes()) : std::vector<std::string>{};
}

BackupFacts restore_backup(fs::path const& file, Place const& place) {
    Aside aside(place.data);
    BackupFacts facts;
    {
        store::Database database(place.database_url, aside.path(), place.clock);
        facts = load(file, database, aside).facts;
        database.migrate();
        auto transaction = database.begin();
        store::settle_restored(*transaction, fmt::format("Restored from a backup of {}. Some readers may have it "
                                                         "already: look before you go on.",
                                                         facts.made_at));
        transaction->commit();
    }
    aside.move_in();
    return facts;
}

}  // namespace broadsheet::transfer
