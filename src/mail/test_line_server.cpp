#include "mail/test_line_server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>

namespace broadsheet::mail {

struct TestSession::Tls {
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context{SSL_CTX_new(TLS_server_method()), &SSL_CTX_free};
    std::unique_ptr<SSL, decltype(&SSL_free)> ssl{nullptr, &SSL_free};
};

TestSession::TestSession(int socket) : socket_(socket) {}
TestSession::~TestSession() = default;

void TestSession::say(std::string_view text) { send(std::string(text) + "\r\n"); }

void TestSession::send(std::string_view bytes) {
    while (!bytes.empty()) {
        auto const size = tls_ ? SSL_write(tls_->ssl.get(), bytes.data(), static_cast<int>(bytes.size()))
                               : ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (size <= 0) return;
        bytes.remove_prefix(static_cast<std::size_t>(size));
    }
}

bool TestSession::fill() {
    std::array<char, 65536> part;
    auto const size =
        tls_ ? SSL_read(tls_->ssl.get(), part.data(), part.size()) : ::recv(socket_, part.data(), part.size(), 0);
    if (size > 0) input_.append(part.data(), static_cast<std::size_t>(size));
    return size > 0;
}

std::optional<std::string> TestSession::line() {
    std::size_t end;
    while ((end = input_.find('\n')) == std::string::npos)
        if (!fill()) return std::nullopt;
    auto out = input_.substr(0, end);
    input_.erase(0, end + 1);
    if (out.ends_with('\r')) out.pop_back();
    return out;
}

std::string TestSession::bytes(std::size_t count) {
    while (input_.size() < count && fill()) continue;
    auto out = input_.substr(0, count);
    input_.erase(0, out.size());
    return out;
}

bool TestSession::start_tls(std::filesystem::path const& folder) {
    auto tls = std::make_unique<Tls>();
    SSL_CTX_use_certificate_file(tls->context.get(), (folder / "cert").c_str(), SSL_FILETYPE_PEM);
    SSL_CTX_use_PrivateKey_file(tls->context.get(), (folder / "key").c_str(), SSL_FILETYPE_PEM);
    tls->ssl.reset(SSL_new(tls->context.get()));
    SSL_set_fd(tls->ssl.get(), socket_);
    if (SSL_accept(tls->ssl.get()) != 1) return false;
    tls_ = std::move(tls);
    return true;
}

void make_certificate(std::filesystem::path const& folder) {
    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> const key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
    std::unique_ptr<X509, decltype(&X509_free)> const cert(X509_new(), &X509_free);
    X509_set_version(cert.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(cert.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(cert.get()), -3600);
    X509_gmtime_adj(X509_getm_notAfter(cert.get()), 86400);
    auto* const name = X509_get_subject_name(cert.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<unsigned char const*>("127.0.0.1"), -1, -1,
                               0);
    X509_set_issuer_name(cert.get(), name);
    X509_set_pubkey(cert.get(), key.get());
    auto* const names = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "IP:127.0.0.1");
    X509_add_ext(cert.get(), names, -1);
    X509_EXTENSION_free(names);
    X509_sign(cert.get(), key.get(), EVP_sha256());
    auto* file = std::fopen((folder / "cert").c_str(), "w");
    PEM_write_X509(file, cert.get());
    std::fclose(file);
    file = std::fopen((folder / "key").c_str(), "w");
    PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    std::fclose(file);
}

TestLineServer::TestLineServer(std::function<void(TestSession&)> serve) : serve_(std::move(serve)) {
    std::signal(SIGPIPE, SIG_IGN);  // as the program does
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(place);
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&place), size) != 0 || ::listen(listener_, 16) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&place), &size) != 0)
        std::abort();
    port_ = ntohs(place.sin_port);
    thread_ = std::thread([this] { run(); });
}

TestLineServer::~TestLineServer() {
    ending_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    if (int const socket = current_; socket >= 0) ::shutdown(socket, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
}

void TestLineServer::run() {
    while (!ending_) {
        int const socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket < 0) return;
        current_ = socket;
        int const at_once = 1;
        ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof(at_once));
        ++connections_;
        {
            TestSession session(socket);
            if (!ending_) serve_(session);
        }
        current_ = -1;
        ::close(socket);
    }
}

TestFolder::TestFolder()
    : path([] {
          auto pattern = (std::filesystem::temp_directory_path() / "broadsheet-mail-XXXXXX").string();
          return std::filesystem::path(::mkdtemp(pattern.data()));
      }()) {}

TestFolder::~TestFolder() { std::filesystem::remove_all(path); }

}  // namespace broadsheet::mail
