#include "http/session.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/descriptor.h"
#include "base/log.h"
#include "http/compress.h"
#include "http/range.h"

// GCC 12 takes Asio's own pair of operators for coroutine frames for a mismatched one where it inlines but one of them.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

namespace broadsheet::http {
namespace {

constexpr auto as_value = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t most_parts = 24;      // of one gathered write
constexpr std::size_t most_waiting = 2000;  // requests queued for the workers before we say 503
// Where a body may be larger than this, it is taken from those who are known only; from strangers, what a refusal
// needs.
constexpr std::size_t most_from_strangers = 1024 * 1024, strangers_limit = 64 * 1024;

struct PeerGone {};  // ends the session quietly

bool may_compress(Response const& response, std::string const& body) {
    auto const type = response.headers.get("Content-Type");
    return body.size() > 1000 && !response.headers.has("Content-Encoding") &&
           response.headers.get("Cache-Control").find("private") == std::string_view::npos &&
           (type.starts_with("text/") || type.find("json") != std::string_view::npos ||
            type.find("xml") != std::string_view::npos);
}

void compress_if_worth(Response& response, std::string_view accept_encoding) {
    auto* const body = std::get_if<std::string>(&response.body);
    if (!body || !may_compress(response, *body)) return;
    response.headers.add("Vary", "Accept-Encoding");
    if (!accepted_encodings(accept_encoding).gzip) return;
    *body = gzip(*body, 5);
    response.headers.add("Content-Encoding", "gzip");
}

std::string header_lines(Headers const& headers) {
    std::string lines;
    for (auto const& [name, value] : headers) {
        if (value.find_first_of("\r\n") != std::string::npos) continue;  // never split a response
        lines += name;
        lines += ": ";
        lines += value;
        lines += "\r\n";
    }
    return lines;
}

std::string head_of(Response const& response, std::optional<std::uint64_t> length) {
    auto head = fmt::format("HTTP/1.1 {} {}\r\n", response.status, status_text(response.status)) +
                header_lines(response.headers);
    // Nothing of ours is to be guessed at; what handlers make says so without being told to.
    if (!response.headers.has("X-Content-Type-Options")) head += "X-Content-Type-Options: nosniff\r\n";
    if (length && response.status != 204 && response.status != 304)
        head += fmt::format("Content-Length: {}\r\n", *length);
    return head;
}

struct OpenFile {
    Descriptor descriptor;
    std::uint64_t size = 0;
    explicit OpenFile(std::filesystem::path const& path) : descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
        struct stat facts {};
        if (descriptor && ::fstat(descriptor.get(), &facts) == 0 && S_ISREG(facts.st_mode)) {
            size = static_cast<std::uint64_t>(facts.st_size);
        } else {
            descriptor = Descriptor();
        }
    }
};

}  // namespace

Session::Session(Core& core, tcp::socket socket, std::string peer)
    : core_(core),
      socket_(std::move(socket)),
      peer_(std::move(peer)),
      buffer_(std::make_unique_for_overwrite<char[]>(core.shared.settings.header_limit)) {
    place_ = core_.sessions.insert(core_.sessions.end(), this);
    allow(core_.shared.settings.idle_time);
}

Session::~Session() {
    core_.sessions.erase(place_);
    core_.shared.leave(peer_);
}

void Session::cut() {
    boost::system::error_code ignored;
    socket_.close(ignored);
}

void Session::cut_if_overdue(Instant now) {
    if (now > deadline_) cut();
}

void Session::finish_soon(Idle idle) {
    closing_ = true;
    boost::system::error_code error;
    bool const is_asked = socket_.available(error) > 0;  // what has come and was not read would be answered by a reset
    if (idle_ && idle == Idle::cut && !is_asked) cut();
}

asio::awaitable<void> Session::run() {
    auto const self = shared_from_this();
    try {
        while (co_await serve_one() == Outcome::keep) {
        }
    } catch (PeerGone const&) {
        // Readers leave in mid-answer all the time; there is nobody to tell.
    } catch (std::exception const& error) {
        log_error("session_failed error=\"{}\"", error.what());
    }
    boost::system::error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_both, ignored);
    socket_.close(ignored);
}

asio::awaitable<bool> Session::fill() {
    auto const limit = core_.shared.settings.header_limit;
    if (begin_ > 0 && (begin_ == end_ || end_ == limit)) {
        std::copy(buffer_.get() + begin_, buffer_.get() + end_, buffer_.get());
        end_ -= begin_;
        begin_ = 0;
    }
    auto const [error, count] =
        co_await socket_.async_read_some(asio::buffer(buffer_.get() + end_, limit - end_), as_value);
    if (error) co_return false;
    note_progress();
    end_ += count;
    co_return true;
}

asio::awaitable<int> Session::read_header(Parser& parser) {
    auto const& settings = core_.shared.settings;
    std::size_t taken = 0;  // Beast's own limit is one of a field, not of all
    idle_ = begin_ == end_;
    allow(idle_ ? settings.idle_time : settings.header_time);
    for (;;) {
        boost::system::error_code error;
        if (begin_ < end_) {
            if (idle_) allow(settings.header_time);
            idle_ = false;
            auto const before = begin_;
            begin_ += parser.put(asio::const_buffer(buffer_.get() + begin_, end_ - begin_), error);
            taken += begin_ - before;
            if (taken > settings.header_limit) co_return 431;
            if (parser.is_header_done()) co_return 0;
            if (error == beast::http::error::header_limit) co_return 431;
            if (error == beast::http::error::bad_version) co_return 505;
            if (error && error != beast::http::error::need_more) co_return 400;
            if (end_ - begin_ == settings.header_limit) co_return 431;
        }
        if (!co_await fill()) co_return -1;
    }
}

asio::awaitable<int> Session::read_body(Parser& parser) {
    auto limit = core_.shared.hooks.body_limit(wire_.method(), wire_.path());
    if (limit > most_from_strangers && !co_await is_known()) limit = strangers_limit;
    if (auto const length = parser.content_length(); length && *length > limit) co_return 413;
    if (wire_.expects_continue() && begin_ == end_) {
        asio::const_buffer const go_on("HTTP/1.1 100 Continue\r\n\r\n", 25);
        co_await write(&go_on, 1);
    }
    while (!parser.is_done()) {
        boost::system::error_code error;
        if (begin_ < end_) {
            begin_ += parser.put(asio::const_buffer(buffer_.get() + begin_, end_ - begin_), error);
            if (wire_.body.size() > limit) co_return 413;
            if (error && error != beast::http::error::need_more) co_return 400;
            if (parser.is_done()) break;
            if (!error && begin_ < end_) continue;
            if (end_ - begin_ == core_.shared.settings.header_limit)
                co_return 431;  // a chunk's header, or trailers, without end
        }
        allow(core_.shared.settings.body_time);
        if (!co_await fill()) co_return -1;
    }
    co_return 0;
}

asio::awaitable<Session::Outcome> Session::serve_one() {
    auto& shared = core_.shared;
    Parser parser(wire_);
    parser.header_limit(static_cast<std::uint32_t>(shared.settings.header_limit));
    parser.body_limit(boost::none);
    if (int const status = co_await read_header(parser); status != 0) {
        if (status < 0) co_return Outcome::close;
        co_return co_await refuse(status);
    }
    if (shared.stopping || !parser.keep_alive()) closing_ = true;
    if (!wire_.has_clear_length()) co_return co_await refuse(400);
    bool const simple = parser.is_done() && (wire_.method() == Method::get || wire_.method() == Method::head) &&
                        wire_.has_single_host();
    if (simple) {
        auto const prepared =
            shared.hooks.finished({wire_.path(), wire_.cookies(), accepted_encodings(wire_.accept_encoding())});
        if (prepared) {
            co_await send_prepared(*prepared);
            co_return closing_ ? Outcome::close : Outcome::keep;
        }
    }
    if (!wire_.has_single_host() || !wire_.path().starts_with('/')) {
        if (!(wire_.method() == Method::options && wire_.path() == "*")) co_return co_await refuse(400);
    }
    if (wire_.method() == Method::other) co_return co_await refuse(501);
    if (int const status = co_await read_body(parser); status != 0) {
        if (status < 0) co_return Outcome::close;
        co_return co_await refuse(status);
    }
    Request request{wire_.method(),  std::string(wire_.path()), std::string(wire_.query()),
                    wire_.headers(), std::move(wire_.body),     {},
                    false,           ++shared.requests,         {}};
    auto const origin = shared.proxies.origin(peer_, request.headers);
    request.client = origin.address;
    request.secure = origin.secure;
    request.headers.set("X-Request-Id", shared.request_id(peer_, request));
    Request const about{
        request.method, request.path, request.query, request.headers, {}, origin.address, false, request.number, {}};
    auto const response = co_await respond(std::move(request), 0);
    if (std::holds_alternative<EventStream>(response.body) && about.method == Method::get)
        co_return co_await hand_over(response, about);
    if (equal_without_case(response.headers.get("Connection"), "close")) closing_ = true;
    co_await send_response(response, about);
    co_return closing_ ? Outcome::close : Outcome::keep;
}

asio::awaitable<Session::Outcome> Session::hand_over(Response const& response, Request const& request) {
    closing_ = true;
    auto place = core_.shared.admit_stream(request.client);
    if (place) {
        core_.streams.add(std::move(socket_), std::move(*place), head_of(response, std::nullopt) + head_end(),
                          std::get<EventStream>(response.body));
        co_return Outcome::close;
    }
    auto refused = text_response(place.error(), place.error() == 429 ? "You have too many open streams.\n"
                                                                     : "There are too many open streams.\n");
    refused.headers.add("Retry-After", "30");
    refused.headers.add("Cache-Control", "no-store");
    co_await send_response(refused, request);
    co_return Outcome::close;
}

asio::awaitable<Session::Outcome> Session::refuse(int status) {
    closing_ = true;
    Request about;
    about.method = wire_.method() == Method::head ? Method::head : Method::get;
    about.path = wire_.path();
    about.headers = wire_.headers();
    auto const response = co_await respond(about, status);
    co_await send_response(response, about);
    boost::system::error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
    allow(std::chrono::seconds(2));
    // What the client is still sending is read for a moment, else its side would see a reset instead of our answer.
    for (std::size_t drained = 0; drained < 64 * 1024 * 1024; drained += end_) {
        begin_ = end_ = 0;
        if (!co_await fill()) break;
    }
    co_return Outcome::close;
}

// `work` gives an Answer on a worker thread; this goes on with it on our own.
template <class Answer, class Work>
asio::awaitable<Answer> Session::on_worker(Work const& work) {
    auto& shared = core_.shared;
    deadline_ = Instant::max();  // handlers have limits of their own
    ++shared.waiting;
    auto answer = co_await asio::async_initiate<asio::use_awaitable_t<> const, void(Answer)>(
        [&](auto handler) {
            asio::post(shared.workers, [&work, handler = std::move(handler),
                                        home = asio::any_io_executor(core_.context.get_executor())]() mutable {
                asio::post(home, [handler = std::move(handler), answer = work()]() mutable {
                    std::move(handler)(std::move(answer));
                });
            });
        },
        asio::use_awaitable);
    --shared.waiting;
    allow(shared.settings.body_time);
    if (!socket_.is_open()) throw PeerGone{};
    co_return answer;
}

asio::awaitable<Response> Session::respond(Request request, int broken_status) {
    auto& shared = core_.shared;
    if (shared.waiting >= most_waiting) co_return text_response(503, "Too busy; please try again in a moment.\n");
    auto const work = [&shared, &request, broken_status] {
        Response response =
            broken_status ? shared.hooks.broken(broken_status, request.path) : shared.hooks.handle(request);
        compress_if_worth(response, request.header("Accept-Encoding"));
        return response;
    };
    co_return co_await on_worker<Response>(work);
}

asio::awaitable<bool> Session::is_known() {
    auto& shared = core_.shared;
    if (shared.waiting >= most_waiting) co_return false;
    Request about;
    about.headers = wire_.headers();
    auto const work = [&shared, &about] { return shared.hooks.is_known(about); };
    co_return co_await on_worker<bool>(work);
}

asio::awaitable<void> Session::send_prepared(PreparedAnswer const& answer, std::string_view more) {
    std::array<asio::const_buffer, most_parts> buffers;
    std::size_t count = 0;
    bool const reads = wire_.method() == Method::get || wire_.method() == Method::head;
    bool const same = reads && !answer.etag.empty() && etag_listed(wire_.if_none_match(), answer.etag);
    auto const& head = same ? answer.head_304 : answer.head;
    buffers[count++] = asio::buffer(head);
    if (!more.empty()) buffers[count++] = asio::buffer(more.data(), more.size());
    buffers[count++] = asio::buffer(head_end());
    if (!same && wire_.method() != Method::head)
        for (auto const& slice : answer.body) {
            if (count == buffers.size()) {
                co_await write(buffers.data(), count);
                count = 0;
            }
            buffers[count++] = asio::buffer(slice.bytes.data(), slice.bytes.size());
        }
    co_await write(buffers.data(), count);
}

asio::awaitable<void> Session::write(asio::const_buffer const* buffers, std::size_t count) {
    std::array<iovec, most_parts> parts;
    for (std::size_t i = 0; i < count; ++i) parts[i] = {const_cast<void*>(buffers[i].data()), buffers[i].size()};
    std::size_t next = 0;
    while (next < count) {
        msghdr message{};
        message.msg_iov = parts.data() + next;
        message.msg_iovlen = count - next;
        auto sent = ::sendmsg(socket_.native_handle(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0) {
            if (errno == EINTR) continue;
            if (errno != EAGAIN && errno != EWOULDBLOCK) throw PeerGone{};
            auto const [error] = co_await socket_.async_wait(tcp::socket::wait_write, as_value);
            if (error) throw PeerGone{};
            continue;
        }
        allow(core_.shared.settings.body_time);
        note_progress();
        for (; next < count && static_cast<std::size_t>(sent) >= parts[next].iov_len; ++next)
            sent -= static_cast<ssize_t>(parts[next].iov_len);
        if (next < count) {
            parts[next].iov_base = static_cast<char*>(parts[next].iov_base) + sent;
            parts[next].iov_len -= static_cast<std::size_t>(sent);
        }
    }
}

asio::awaitable<void> Session::send_response(Response const& response, Request const& request) {
    if (auto const* file = std::get_if<FileBody>(&response.body)) {
        co_await send_file(response, *file, request);
        co_return;
    }
    if (auto const* prepared = std::get_if<Prepared>(&response.body)) {
        co_await send_prepared(**prepared, header_lines(response.headers));
        co_return;
    }
    if (std::holds_alternative<EventStream>(response.body)) {  // to HEAD; GET is handed over
        auto const head = head_of(response, std::nullopt);
        std::array<asio::const_buffer, 2> const buffers{asio::buffer(head), asio::buffer(head_end())};
        co_await write(buffers.data(), 2);
        co_return;
    }
    auto const* shared = std::get_if<std::shared_ptr<std::string const>>(&response.body);
    std::string_view const body =
        shared ? std::string_view(**shared) : std::string_view(std::get<std::string>(response.body));
    auto const head = head_of(response, body.size());
    std::array<asio::const_buffer, 3> const buffers{asio::buffer(head), asio::buffer(head_end()),
                                                    asio::buffer(body.data(), body.size())};
    bool const bodiless =
        request.method == Method::head || response.status == 204 || response.status == 304 || body.empty();
    co_await write(buffers.data(), bodiless ? 2 : 3);
}

asio::awaitable<void> Session::send_file(Response const& response, FileBody const& body, Request const& request) {
    OpenFile const file(body.path);
    if (!file.descriptor) {
        co_await send_response(text_response(404, "Not found.\n"), request);
        co_return;
    }
    Response answer{response.status, response.headers, std::string{}};
    answer.headers.set("ETag", body.etag);
    answer.headers.set("Accept-Ranges", "bytes");
    std::uint64_t first = 0, length = file.size;
    if (etag_listed(request.header("If-None-Match"), body.etag)) {
        answer.status = 304;
        length = 0;
    } else {
        auto const range = request.method == Method::get ? request.header("Range") : std::string_view{};
        auto const choice = choose_range(range, request.header("If-Range"), body.etag, file.size);
        if (choice.kind == RangeKind::unsatisfiable) {
            answer.status = 416;
            answer.headers.set("Content-Range", fmt::format("bytes */{}", file.size));
            length = 0;
        } else if (choice.kind == RangeKind::part) {
            answer.status = 206;
            first = choice.range.first;
            length = choice.range.last - first + 1;
            answer.headers.set("Content-Range", fmt::format("bytes {}-{}/{}", first, choice.range.last, file.size));
        }
    }
    auto const head = head_of(answer, length);
    std::array<asio::const_buffer, 2> const buffers{asio::buffer(head), asio::buffer(head_end())};
    co_await write(buffers.data(), 2);
    if (request.method == Method::head) co_return;
    auto offset = static_cast<off_t>(first);
    while (length > 0) {
        auto const sent = ::sendfile(socket_.native_handle(), file.descriptor.get(), &offset,
                                     std::min<std::uint64_t>(length, 256 * 1024));
        if (sent == 0) throw PeerGone{};  // the file shrank under us
        if (sent < 0) {
            if (errno == EINTR) continue;
            if (errno != EAGAIN) throw PeerGone{};
            auto const [error] = co_await socket_.async_wait(tcp::socket::wait_write, as_value);
            if (error) throw PeerGone{};
            continue;
        }
        length -= static_cast<std::uint64_t>(sent);
        allow(core_.shared.settings.body_time);
        note_progress();
    }
}

}  // namespace broadsheet::http
