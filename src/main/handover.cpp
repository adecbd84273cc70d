#include "main/handover.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "base/log.h"
#include "http/listening.h"

namespace broadsheet {
namespace {

constexpr std::size_t most_sockets = 250;  // the kernel hands on 253 at once (SCM_MAX_FD)
constexpr char const* lock_name = "serve.lock";
constexpr char const* door_name = "serve.sock";

[[noreturn]] void fail(std::string const& doing) {
    throw std::runtime_error(fmt::format("cannot {}: {}", doing, std::strerror(errno)));
}

Descriptor open_lock(std::filesystem::path const& folder) {
    auto const path = folder / lock_name;
    Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!file) file = Descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));  // enough to hold it
    if (!file) fail("open " + path.string());
    return file;
}

std::string holder_of(Descriptor const& lock) {
    std::array<char, 32> text{};
    auto const size = ::pread(lock.get(), text.data(), text.size() - 1, 0);
    return size > 0 ? std::string(text.data(), std::find(text.data(), text.data() + size, '\n')) : "?";
}

// For people and the doctor: the process, and in a second line where it answers. A full disk is no reason not to serve.
void write_holder(Descriptor const& lock, std::vector<int> const& sockets = {}) {
    auto const text =
        fmt::format("{}\n{}", ::getpid(), sockets.empty() ? "" : http::address_of(sockets.front()) + "\n");
    if (::ftruncate(lock.get(), 0) == 0) [[maybe_unused]]
        auto const ignored = ::pwrite(lock.get(), text.data(), text.size(), 0);
}

// A socket's name holds 108 bytes and a folder's may be longer: it is named by way of the open folder.
struct DoorName {
    explicit DoorName(std::filesystem::path const& folder)
        : open_folder(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)) {
        address.sun_family = AF_UNIX;
        auto const name = fmt::format("/proc/self/fd/{}/{}", open_folder.get(), door_name);
        std::copy(name.begin(), name.end(), address.sun_path);
    }
    sockaddr const* get() const { return reinterpret_cast<sockaddr const*>(&address); }

    Descriptor open_folder;
    sockaddr_un address{};
};

struct Message {  // one byte, and sockets beside it
    Message() {
        header.msg_iov = &part;
        header.msg_iovlen = 1;
        header.msg_control = control.data();
        header.msg_controllen = control.size();
    }
    char byte = 0;
    iovec part{&byte, 1};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int) * most_sockets)> control{};
    msghdr header{};
};

bool send_sockets(int to, std::vector<int> const& sockets) {
    Message message;
    message.header.msg_controllen = CMSG_SPACE(sizeof(int) * sockets.size());
    auto* const beside = CMSG_FIRSTHDR(&message.header);
    beside->cmsg_level = SOL_SOCKET;
    beside->cmsg_type = SCM_RIGHTS;
    beside->cmsg_len = CMSG_LEN(sizeof(int) * sockets.size());
    std::memcpy(CMSG_DATA(beside), sockets.data(), sizeof(int) * sockets.size());
    return ::sendmsg(to, &message.header, MSG_NOSIGNAL) == 1;
}

std::vector<int> receive_sockets(int from) {
    Message message;
    if (::recvmsg(from, &message.header, MSG_CMSG_CLOEXEC) != 1) fail("take over from the server that runs");
    std::vector<int> out;
    for (auto* beside = CMSG_FIRSTHDR(&message.header); beside; beside = CMSG_NXTHDR(&message.header, beside)) {
        if (beside->cmsg_level != SOL_SOCKET || beside->cmsg_type != SCM_RIGHTS) continue;
        out.resize((beside->cmsg_len - CMSG_LEN(0)) / sizeof(int));
        std::memcpy(out.data(), CMSG_DATA(beside), out.size() * sizeof(int));
    }
    return out;
}

bool may_take_over(int successor) {
    ucred who{};
    socklen_t size = sizeof who;
    return ::getsockopt(successor, SOL_SOCKET, SO_PEERCRED, &who, &size) == 0 &&
           (who.uid == 0 || who.uid == ::geteuid());
}

std::vector<std::string> own_words() {
    std::ifstream file("/proc/self/cmdline", std::ios::binary);
    std::string const all{std::istreambuf_iterator<char>(file), {}};
    std::vector<std::string> out;
    for (std::size_t at = 0; at < all.size(); at = all.find('\0', at) + 1) out.emplace_back(all.c_str() + at);
    return out;
}

std::vector<int> sockets_of_systemd() {
    std::vector<int> out;
    int const count = ::sd_listen_fds(1);
    for (int i = 0; i < count; ++i) {
        ::fcntl(SD_LISTEN_FDS_START + i, F_SETFD, FD_CLOEXEC);
        out.push_back(SD_LISTEN_FDS_START + i);
    }
    return out;
}

}  // namespace

Handover::Handover(std::filesystem::path folder, Succession succession)
    : folder_(std::move(folder)),
      program_(std::filesystem::read_symlink("/proc/self/exe")),
      lock_(open_lock(folder_)),
      of_systemd_(sockets_of_systemd()) {
    if (::flock(lock_.get(), LOCK_EX | LOCK_NB) == 0) {
        write_holder(lock_);  // where it will answer is not known yet
        return;
    }
    if (succession == Succession::refused)
        throw std::runtime_error(
            fmt::format("{} is served already, by process {}; `broadsheet serve --take-over` takes its place",
                        folder_.string(), holder_of(lock_)));
    ask();
}

Handover::~Handover() {
    if (thread_.joinable()) {
        std::uint64_t const one = 1;
        [[maybe_unused]] auto const ignored = ::write(stop_.get(), &one, sizeof one);
        thread_.join();
    }
    for (int const socket : given_) ::close(socket);
}

void Handover::ask() {
    before_ = Descriptor(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
    DoorName const name(folder_);
    if (!before_ || ::connect(before_.get(), name.get(), sizeof name.address) != 0)
        fail(fmt::format("ask process {} for its place", holder_of(lock_)));
    given_ = receive_sockets(before_.get());
}

std::vector<int> Handover::take(std::string const& listen, bool all) {
    std::vector<int> out;
    auto const move_from = [&](std::vector<int>& from, bool whatever) {
        auto const kept = std::partition(from.begin(), from.end(),
                                         [&](int socket) { return !whatever && !http::listens_on(socket, listen); });
        out.insert(out.end(), kept, from.end());
        from.erase(kept, from.end());
    };
    move_from(of_systemd_, all);
    if (out.empty()) move_from(given_, false);
    return out;
}

void Handover::begin(std::vector<int> sockets) {
    ::sd_notifyf(0, "READY=1\nMAINPID=%d", static_cast<int>(::getpid()));
    if (before_) {
        [[maybe_unused]] auto const ignored = ::send(before_.get(), "g", 1, MSG_NOSIGNAL);
        while (::flock(lock_.get(), LOCK_EX) != 0 && errno == EINTR) {
        }
        before_ = Descriptor();
        log_info("took_over");
    }
    write_holder(lock_, sockets);
    sockets_ = std::move(sockets);
    open_door();
}

void Handover::open_door() {
    DoorName const name(folder_);
    ::unlinkat(name.open_folder.get(), door_name, 0);
    door_ = Descriptor(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
    stop_ = Descriptor(::eventfd(0, EFD_CLOEXEC));
    if (!door_ || !stop_ || ::bind(door_.get(), name.get(), sizeof name.address) != 0 ||
        ::listen(door_.get(), 4) != 0) {
        // A full or read-only disk: there is no taking over, but there are readers.
        log_warning("no_takeover error=\"{}\"", std::strerror(errno));
        return;
    }
    thread_ = std::thread([this] { answer_successors(); });
}

void Handover::answer_successors() {
    for (;;) {
        std::array<pollfd, 2> wait{{{door_.get(), POLLIN, 0}, {stop_.get(), POLLIN, 0}}};
        if (::poll(wait.data(), wait.size(), -1) < 0 && errno != EINTR) return;
        if (wait[1].revents) return;
        if (!wait[0].revents) continue;
        Descriptor const successor(::accept4(door_.get(), nullptr, nullptr, SOCK_CLOEXEC));
        if (!successor || !may_take_over(successor.get()) || !send_sockets(successor.get(), sockets_)) continue;
        log_info("successor_asks");
        if (let_go(successor.get())) return;
    }
}

// Whether the successor answers readers now; false where it has given up, or this server ends by itself.
bool Handover::let_go(int successor) {
    for (;;) {
        std::array<pollfd, 2> wait{{{successor, POLLIN, 0}, {stop_.get(), POLLIN, 0}}};
        if (::poll(wait.data(), wait.size(), -1) < 0) continue;
        if (wait[1].revents) return false;
        if (!wait[0].revents) continue;
        char byte = 0;
        if (::recv(successor, &byte, 1, 0) != 1) {
            log_warning("successor_gave_up");
            return false;
        }
        asked_ = true;
        ::kill(::getpid(), SIGTERM);
        return true;
    }
}

void Handover::start_successor() const {
    auto words = own_words();
    if (std::find(words.begin(), words.end(), "--take-over") == words.end()) words.emplace_back("--take-over");
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    posix_spawnattr_t attributes;
    ::posix_spawnattr_init(&attributes);
    sigset_t none;
    sigemptyset(&none);
    ::posix_spawnattr_setsigmask(&attributes, &none);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    pid_t child = 0;
    int const error = ::posix_spawn(&child, program_.c_str(), nullptr, &attributes, arguments.data(), environ);
    ::posix_spawnattr_destroy(&attributes);
    if (error != 0) {
        log_error("successor_not_started program={} error=\"{}\"", program_.string(), std::strerror(error));
        return;
    }
    log_info("successor_started pid={}", child);
    std::thread([child] {  // it outlives this process unless it cannot start
        int status = 0;
        if (::waitpid(child, &status, 0) == child)
            log_error("successor_ended pid={} status={}", child, WIFEXITED(status) ? WEXITSTATUS(status) : -1);
    })
        .detach();
}

}  // namespace broadsheet
