#include "transfer/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <vector>

#include "base/descriptor.h"

namespace broadsheet::transfer {
namespace {

constexpr std::size_t block = 256 * 1024;

// Of names, sizes and bytes, in the order in which they come.
class Digest {
  public:
    Digest() { crypto_generichash_init(&state_, nullptr, 0, crypto_generichash_BYTES); }
    void begin(std::string_view name, std::int64_t size) { add(fmt::format("{}\n{}\n", name, size)); }
    void add(std::string_view bytes) {
        crypto_generichash_update(&state_, reinterpret_cast<unsigned char const*>(bytes.data()), bytes.size());
    }
    std::string text() const {
        auto state = state_;
        std::array<unsigned char, crypto_generichash_BYTES> hash{};
        crypto_generichash_final(&state, hash.data(), hash.size());
        std::string out;
        for (auto const byte : hash) out += fmt::format("{:02x}", byte);
        return out;
    }

  private:
    crypto_generichash_state state_{};
};

struct FreeEntry {
    void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};

// Segments of plain characters between single slashes: nothing that leads elsewhere.
bool is_plain(std::string_view name) {
    if (name.empty() || name.size() > 255 || name.find('\\') != std::string_view::npos) return false;
    for (std::size_t at = 0; at <= name.size();) {
        auto const segment = name.substr(at, name.find('/', at) - at);
        if (segment.empty() || segment == "." || segment == "..") return false;
        at += segment.size() + 1;
    }
    return true;
}

}  // namespace

struct ArchiveWriter::Impl {
    archive* out = archive_write_new();
    Digest digest;

    ~Impl() { archive_write_free(out); }
    void check(int result) {
        if (result != ARCHIVE_OK)
            throw std::runtime_error(fmt::format("the copy cannot be written: {}", archive_error_string(out)));
    }
    void begin(std::string const& name, std::int64_t size) {
        std::unique_ptr<archive_entry, FreeEntry> const entry(archive_entry_new());
        archive_entry_set_pathname(entry.get(), name.c_str());
        archive_entry_set_size(entry.get(), size);
        archive_entry_set_filetype(entry.get(), AE_IFREG);
        archive_entry_set_perm(entry.get(), 0600);
        check(archive_write_header(out, entry.get()));
        digest.begin(name, size);
    }
    void write(std::string_view bytes) {
        if (archive_write_data(out, bytes.data(), bytes.size()) != static_cast<la_ssize_t>(bytes.size()))
            check(ARCHIVE_FATAL);
        digest.add(bytes);
    }
};

ArchiveWriter::ArchiveWriter(int descriptor) : impl_(std::make_unique<Impl>()) {
    impl_->check(archive_write_set_format_pax_restricted(impl_->out));
    impl_->check(archive_write_add_filter_zstd(impl_->out));
    impl_->check(archive_write_set_bytes_per_block(impl_->out, 0));
    impl_->check(archive_write_open_fd(impl_->out, descriptor));
}

ArchiveWriter::~ArchiveWriter() = default;

void ArchiveWriter::add(std::string const& name, std::string_view bytes) {
    impl_->begin(name, static_cast<std::int64_t>(bytes.size()));
    impl_->write(bytes);
}

bool ArchiveWriter::add_file(std::string const& name, std::filesystem::path const& file) {
    Descriptor const open(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat facts {};
    if (!open && errno == ENOENT) return false;
    if (!open || ::fstat(open.get(), &facts) != 0)
        throw std::runtime_error(fmt::format("cannot read {}: {}", file.string(), std::strerror(errno)));
    impl_->begin(name, facts.st_size);
    std::vector<char> part(block);
    for (auto left = static_cast<std::size_t>(facts.st_size); left > 0;) {
        auto const got = ::read(open.get(), part.data(), std::min(part.size(), left));
        if (got <= 0) throw std::runtime_error(fmt::format("cannot read {}", file.string()));
        impl_->write({part.data(), static_cast<std::size_t>(got)});
        left -= static_cast<std::size_t>(got);
    }
    return true;
}

std::string ArchiveWriter::digest() const { return impl_->digest.text(); }

void ArchiveWriter::finish() { impl_->check(archive_write_close(impl_->out)); }

struct ArchiveReader::Impl {
    archive* in = archive_read_new();
    archive_entry* entry = nullptr;
    Digest digest;

    ~Impl() { archive_read_free(in); }
    [[noreturn]] void fail(std::string_view why) {
        throw std::runtime_error(fmt::format("this is no backup, or a damaged one: {}", why));
    }
    void check(int result) {
        if (result != ARCHIVE_OK) fail(archive_error_string(in) ? archive_error_string(in) : "it cannot be read");
    }
};

ArchiveReader::ArchiveReader(int descriptor) : impl_(std::make_unique<Impl>()) {
    impl_->check(archive_read_support_format_tar(impl_->in));
    impl_->check(archive_read_support_filter_zstd(impl_->in));
    impl_->check(archive_read_open_fd(impl_->in, descriptor, block));
}

ArchiveReader::~ArchiveReader() = default;

std::optional<std::string> ArchiveReader::next() {
    auto const result = archive_read_next_header(impl_->in, &impl_->entry);
    if (result == ARCHIVE_EOF) return std::nullopt;
    impl_->check(result);
    std::string name(archive_entry_pathname(impl_->entry));
    if (archive_entry_filetype(impl_->entry) != AE_IFREG || !is_plain(name))
        impl_->fail("it holds what no backup holds");
    return name;
}

std::string ArchiveReader::bytes(std::size_t most) {
    auto const size = archive_entry_size(impl_->entry);
    if (size < 0 || static_cast<std::size_t>(size) > most) impl_->fail("a file in it is too large");
    std::string out(static_cast<std::size_t>(size), '\0');
    for (std::size_t at = 0; at < out.size();) {
        auto const got = archive_read_data(impl_->in, out.data() + at, out.size() - at);
        if (got <= 0) impl_->fail("it ends too early");
        at += static_cast<std::size_t>(got);
    }
    impl_->digest.begin(archive_entry_pathname(impl_->entry), size);
    impl_->digest.add(out);
    return out;
}

std::string ArchiveReader::digest() const { return impl_->digest.text(); }

}  // namespace broadsheet::transfer
