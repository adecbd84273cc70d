#include "base/seal.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <vector>

namespace broadsheet {
namespace {

constexpr std::size_t key_size = crypto_secretbox_KEYBYTES;
constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
static_assert(key_size == 32);

using Bytes = std::vector<unsigned char>;

unsigned char const* bytes_of(std::string_view text) { return reinterpret_cast<unsigned char const*>(text.data()); }

std::string base64(Bytes const& bytes) {
    std::string out(sodium_base64_ENCODED_LEN(bytes.size(), variant), '\0');
    sodium_bin2base64(out.data(), out.size(), bytes.data(), bytes.size(), variant);
    out.pop_back();
    return out;
}

[[noreturn]] void fail(char const* what, std::filesystem::path const& path) {
    throw std::runtime_error(fmt::format("{} {}: {}", what, path.string(), std::strerror(errno)));
}

void write_key(std::filesystem::path const& path) {
    std::string key(key_size, '\0');
    randombytes_buf(key.data(), key.size());
    int const file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) fail("cannot make", path);
    bool const written =
        ::write(file, key.data(), key.size()) == static_cast<ssize_t>(key.size()) && ::fsync(file) == 0;
    ::close(file);
    if (!written) fail("cannot write", path);
}

// Whole or not at all, and one only, though several processes may start at once: written aside, then linked.
void make_key(std::filesystem::path const& path) {
    std::error_code ignored;
    std::filesystem::create_directories(path.parent_path(), ignored);
    auto const aside = path.string() + fmt::format(".{}-{:08x}", ::getpid(), randombytes_random());
    write_key(aside);
    bool const linked = ::link(aside.c_str(), path.c_str()) == 0 || errno == EEXIST;
    int const reason = errno;
    ::unlink(aside.c_str());
    errno = reason;
    if (!linked) fail("cannot make", path);
    int const folder = ::open(path.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool const synced = folder >= 0 && ::fsync(folder) == 0;
    if (folder >= 0) ::close(folder);
    if (!synced) fail("cannot sync the folder of", path);
}

}  // namespace

Seal::Seal(std::filesystem::path const& key_file) {
    if (sodium_init() < 0) throw std::runtime_error("libsodium could not be initialised");
    if (!std::filesystem::exists(key_file)) make_key(key_file);
    std::ifstream file(key_file, std::ios::binary);
    std::string key(key_size + 1, '\0');
    file.read(key.data(), static_cast<std::streamsize>(key.size()));
    if (file.gcount() != static_cast<std::streamsize>(key_size))
        throw std::runtime_error(key_file.string() + " cannot be read or holds no key");
    key.resize(key_size);
    key_ = std::move(key);
}

std::string Seal::close(std::string_view secret) const {
    Bytes box(crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + secret.size());
    randombytes_buf(box.data(), crypto_secretbox_NONCEBYTES);
    crypto_secretbox_easy(box.data() + crypto_secretbox_NONCEBYTES, bytes_of(secret), secret.size(), box.data(),
                          bytes_of(key_));
    return base64(box);
}

std::optional<std::string> Seal::open(std::string_view sealed) const {
    Bytes box(sealed.size() + 1);  // never none at all
    std::size_t size = 0;
    if (sodium_base642bin(box.data(), box.size(), sealed.data(), sealed.size(), nullptr, &size, nullptr, variant) !=
            0 ||
        size < crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES)
        return std::nullopt;
    std::string out(size - crypto_secretbox_NONCEBYTES - crypto_secretbox_MACBYTES, '\0');
    if (crypto_secretbox_open_easy(reinterpret_cast<unsigned char*>(out.data()),
                                   box.data() + crypto_secretbox_NONCEBYTES, size - crypto_secretbox_NONCEBYTES,
                                   box.data(), bytes_of(key_)) != 0)
        return std::nullopt;
    return out;
}

std::string Seal::hash(std::string_view secret) const {
    Bytes out(crypto_generichash_BYTES);
    crypto_generichash(out.data(), out.size(), bytes_of(secret), secret.size(), bytes_of(key_), key_.size());
    return base64(out);
}

}  // namespace broadsheet
