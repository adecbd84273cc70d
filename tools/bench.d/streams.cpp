// Readers of /live for tools/bench: opens COUNT streams, each with an address of its own (X-Forwarded-For), and times
// the numbered briefs that come over them.
//   streams PORT COUNT   prints "open N" once all have had their first bytes; then reads "sent K NANOSECONDS" (monotonic,
//   when brief K was handed to the server) and at "end" prints "received N missing N closed N p50 MS p99 MS most MS"
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr int most_opening = 128;
constexpr int per_source = 20'000;  // connections from one loopback address: ports are scarce

struct Reader {
    int socket = -1;
    bool open = false;
};

long long now() { return std::chrono::steady_clock::now().time_since_epoch().count(); }

struct Bench {
    int port = 0, epoll = -1;
    std::vector<Reader> readers;
    std::size_t started = 0, open = 0, closed = 0;
    std::map<long, long long> sent;
    std::map<long, std::vector<long long>> received;
    std::string commands;
    bool reported = false, ended = false;

    void start_next();
    void write_request(std::size_t index);
    void read_from(std::size_t index);
    void read_commands();
    void note(std::string_view text);
    void print() const;
};

void Bench::start_next() {
    auto const index = started++;
    int const socket = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (socket < 0) return (void)(std::perror("socket"), std::exit(1));
    int const on = 1, small = 8192;
    ::setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    ::setsockopt(socket, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    sockaddr_in from{}, to{};
    from.sin_family = to.sin_family = AF_INET;
    from.sin_addr.s_addr = htonl(0x7f000101u + static_cast<unsigned>(index / per_source));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    to.sin_port = htons(static_cast<std::uint16_t>(port));
    if (::bind(socket, reinterpret_cast<sockaddr*>(&from), sizeof from) != 0) std::perror("bind");
    if (::connect(socket, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0 && errno != EINPROGRESS) std::perror("connect");
    readers[index].socket = socket;
    epoll_event event{EPOLLOUT, {.u64 = index}};
    ::epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &event);
}

void Bench::write_request(std::size_t index) {
    char text[200];
    auto const length = std::snprintf(text, sizeof text, "GET /live HTTP/1.1\r\nHost: bench\r\nX-Forwarded-For: 10.%zu.%zu.%zu\r\n\r\n",
                                      index >> 16 & 255, index >> 8 & 255, index & 255);
    if (::send(readers[index].socket, text, static_cast<std::size_t>(length), MSG_NOSIGNAL) != length) std::perror("send");
    epoll_event event{EPOLLIN, {.u64 = index}};
    ::epoll_ctl(epoll, EPOLL_CTL_MOD, readers[index].socket, &event);
}

void Bench::note(std::string_view text) {
    constexpr std::string_view before = " number ";
    for (auto at = text.find(before); at != std::string_view::npos; at = text.find(before, at + 1))
        received[std::atol(text.data() + at + before.size())].push_back(now());
}

void Bench::read_from(std::size_t index) {
    auto& reader = readers[index];
    char text[16384];
    auto const count = ::recv(reader.socket, text, sizeof text - 1, 0);
    if (count <= 0) {
        ++closed;
        ::close(reader.socket);
        if (!reader.open) std::fprintf(stderr, "stream %zu was refused\n", index);
        reader.socket = -1;
        return;
    }
    text[count] = 0;
    if (!reader.open && std::strstr(text, "event: beat")) {
        reader.open = true;
        ++open;
    }
    note({text, static_cast<std::size_t>(count)});
}

void Bench::read_commands() {
    char text[4096];
    auto const count = ::read(0, text, sizeof text);
    if (count <= 0) {
        ended = true;
        return;
    }
    commands.append(text, static_cast<std::size_t>(count));
    for (std::size_t end; (end = commands.find('\n')) != std::string::npos; commands.erase(0, end + 1)) {
        long number = 0;
        long long at = 0;
        if (std::sscanf(commands.c_str(), "sent %ld %lld", &number, &at) == 2) sent[number] = at;
        else ended = true;
    }
}

void Bench::print() const {
    std::vector<double> times;
    std::size_t missing = 0;
    for (auto const& [number, at] : sent) {
        auto const found = received.find(number);
        auto const count = found == received.end() ? 0 : found->second.size();
        missing += open - std::min(open, count);
        if (count)
            for (auto const time : found->second) times.push_back(static_cast<double>(time - at) / 1e6);
    }
    std::sort(times.begin(), times.end());
    auto const share = [&](double part) { return times.empty() ? 0.0 : times[static_cast<std::size_t>(part * static_cast<double>(times.size() - 1))]; };
    std::printf("received %zu missing %zu closed %zu p50 %.1f p99 %.1f most %.1f\n", times.size(), missing, closed, share(0.5), share(0.99), share(1));
}

}  // namespace

int main(int, char** words) {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    Bench bench;
    bench.port = std::atoi(words[1]);
    bench.readers.resize(static_cast<std::size_t>(std::atol(words[2])));
    bench.epoll = ::epoll_create1(EPOLL_CLOEXEC);
    epoll_event event{EPOLLIN, {.u64 = UINT64_MAX}};
    ::epoll_ctl(bench.epoll, EPOLL_CTL_ADD, 0, &event);
    while (!bench.ended) {
        while (bench.started < bench.readers.size() && bench.started - bench.open - bench.closed < most_opening) bench.start_next();
        epoll_event events[512];
        int const count = ::epoll_wait(bench.epoll, events, 512, 1000);
        for (int i = 0; i < count; ++i) {
            if (events[i].data.u64 == UINT64_MAX) bench.read_commands();
            else if (events[i].events & EPOLLOUT) bench.write_request(events[i].data.u64);
            else bench.read_from(events[i].data.u64);
        }
        if (!bench.reported && bench.open + bench.closed >= bench.readers.size()) {
            std::printf("open %zu\n", bench.open);
            std::fflush(stdout);
            bench.reported = true;
        }
    }
    bench.print();
    return 0;
}
