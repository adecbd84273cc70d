#include "mail/transport.h"

#include <stdexcept>

#include "mail/message.h"
#include "mail/wire.h"

namespace broadsheet::mail {
namespace {

bool is_mail_server(std::string const& url) {
    auto const server = read_server_address(url);
    return server && (server->scheme == "smtp" || server->scheme == "smtps") && !server->host.empty() &&
           server->path == "/";
}

}  // namespace

Transport::Transport(TransportSettings settings) : settings_(std::move(settings)), outbox_(settings_.outbox) {
    start_curl();
    if (!is_address(settings_.sender)) throw std::runtime_error("[mail] return_path is not a mail address");
    if (!settings_.url.empty() && !is_mail_server(settings_.url))
        throw std::runtime_error("[mail] url must be smtp://… or smtps://… with a host and no path");
}

Result<void> Transport::send(std::string const& recipient, std::string const& mime, Time now) const {
    if (!is_address(recipient))
        return refuse(ProblemKind::invalid, "mail_address", "This is not a mail address.", "to");
    auto const handover = connection().send(settings_.sender, recipient, mime, now);
    if (handover.outcome == Outcome::taken) return {};
    return refuse(ProblemKind::conflict, "mail_refused", handover.answer);
}

}  // namespace broadsheet::mail
