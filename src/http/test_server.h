// A server on a free port whose handlers answer what tests ask:
//   /echo      METHOD PATH?QUERY and the body       /headers   the header fields, a line each
//   /who       the client's address and scheme      /kept      an answer that was finished before (status of ?, 200)
//   /wait      holds until release()                /file      the bytes of file_text, as a file
//   /split     fields that would split the answer   /empty     204
//   /text      2,000 bytes of text                  /private   the same for one reader only
//   /large     24 MB                                /gone      404, finished before
//   /live      what events() is given, behind ?after (0); begins with "first\n\n"
// Every other address is a 404. Bodies may have 1,000 bytes, at /upload a million, at /archive (like /echo) two: there
// who says X-Known: yes is known.
#pragma once
#include <gtest/gtest.h>

#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>

#include "http/broadcast.h"
#include "http/server.h"
#include "http/test_client.h"

namespace broadsheet::http {

inline std::string const file_text = "0123456789abcdefghij";

class ServerTest : public testing::Test {
  protected:
    explicit ServerTest(Settings settings = {}, std::size_t kept_events = 8);
    ~ServerTest() override;

    std::uint16_t port() const { return server_->port(); }
    Server& server() { return *server_; }
    Answer ask(std::string_view request, Client::Expect expect = Client::Expect::body) {
        return Client(port()).ask(request, expect);
    }
    Broadcast& events() { return *events_; }
    void wait_until_held();  // until a request to /wait is under way
    void release();          // lets it go, and all after it

  private:
    Response handle(Request const& request);
    Response hold();

    std::filesystem::path folder_;
    std::mutex mutex_;
    std::condition_variable changed_;
    int held_ = 0;
    bool released_ = false;
    std::shared_ptr<Broadcast> events_;
    std::unique_ptr<Server> server_;
};

// "GET /echo HTTP/1.1" with a Host and the fields of `more`, each ended by CRLF.
std::string get(std::string const& target, std::string const& more = {});
std::string request(std::string const& method, std::string const& target, std::string const& more = {},
                    std::string const& body = {});

}  // namespace broadsheet::http
