#include "transfer/backup.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "base/descriptor.h"
#include "store/dump.h"
#include "transfer/archive.h"
#include "transfer/backup_file.h"

namespace broadsheet::transfer {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

constexpr std::size_t chunk = 1 << 20;

[[noreturn]] void fail(std::string const& doing) {
    throw std::runtime_error(fmt::format("cannot {}: {}", doing, std::strerror(errno)));
}

// A file that is there under its name only when it is whole and on the disk.
class NewFile {
  public:
    explicit NewFile(fs::path const& path)
        : path_(path), aside_(path.string() + fmt::format(".{}.part", ::getpid())), file_(open()) {}
    ~NewFile() {
        if (path_ != "-" && !done_) ::unlink(aside_.c_str());
    }
    int get() const { return file_.get(); }
    void keep() {
        done_ = true;
        if (path_ == "-") return;
        auto const folder = path_.has_parent_path() ? path_.parent_path() : fs::path(".");
        Descriptor const parent(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (::fsync(file_.get()) != 0 || ::rename(aside_.c_str(), path_.c_str()) != 0 || !parent ||
            ::fsync(parent.get()) != 0) {
            done_ = false;
            fail("write " + path_.string());
        }
    }

  private:
    Descriptor open() const {
        Descriptor made(path_ == "-" ? ::dup(STDOUT_FILENO)
                                     : ::open(aside_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
        if (!made) fail("write " + aside_);
        return made;
    }

    fs::path path_;
    std::string aside_;
    Descriptor file_;
    bool done_ = false;
};

json::object write_tables(store::Reader& reader, ArchiveWriter& archive, BackupFacts& facts) {
    json::object out;
    for (auto const& table : store::dumped_tables(reader)) {
        auto const head = json::serialize(json::array(table.columns.begin(), table.columns.end())) + "\n";
        auto text = head;
        int part = 0;
        auto const write = [&] {
            archive.add(fmt::format("tables/{}/{:06}", table.name, ++part), text);
            text = head;
        };
        auto const digest = store::dump_table(reader, table, [&](std::string_view line) {
            (text += line) += '\n';
            if (text.size() > chunk) write();
        });
        if (part == 0 || text.size() > head.size()) write();
        facts.rows += digest.rows;
        out[table.name] = {{"rows", digest.rows}, {"digest", digest.text()}};
    }
    return out;
}

// New ones go into the folder that copies share.
void share_media(media::FolderBlobs const& blobs, std::vector<std::string> const& names, fs::path const& shared) {
    media::FolderBlobs kept(shared);
    for (auto const& name : names)
        if (!kept.exists(name)) kept.put(blobs.get(name).value(), media::extension_of(name));
}

std::string lines(std::vector<std::string> const& names) { return fmt::format("{}", fmt::join(names, "\n")); }

}  // namespace

BackupFacts make_backup(store::Database& database, Place const& place, BackupTarget const& target) {
    media::FolderBlobs const blobs(place.data / "media");
    auto const held = blobs.hold();  // before the snapshot: what it names is not swept out while it is copied
    auto const reader = database.snapshot();
    auto const names = blobs.names();
    bool const shares = !target.shared_media.empty();
    BackupFacts facts{iso_time(place.clock.now()), database.is_postgres() ? "postgresql" : "sqlite",
                      store::schema_version(*reader), 0, static_cast<std::int64_t>(names.size())};
    NewFile file(target.file);
    ArchiveWriter archive(file.get());
    archive.add(manifest_name, json::serialize(json::object{{"format", backup_format},
                                                            {"made_at", facts.made_at},
                                                            {"engine", facts.engine},
                                                            {"schema", facts.schema},
                                                            {"media", shares ? "beside" : "inside"}}));
    if (shares) archive.add(media_list_name, lines(names));
    auto tables = write_tables(*reader, archive, facts);
    archive.add_file(key_name, place.data / "secrets.key");
    archive.add_file(settings_name, place.data / "broadsheet.toml");
    if (shares) share_media(blobs, names, target.shared_media);
    if (!shares)
        for (auto const& name : names) archive.add_file("media/" + name, blobs.path(name).value());
    auto const digest = archive.digest();
    archive.add(end_name, json::serialize(
                              json::object{{"tables", std::move(tables)}, {"blobs", facts.blobs}, {"digest", digest}}));
    archive.finish();
    file.keep();
    return facts;
}

}  // namespace broadsheet::transfer
