// Every part of the program, built in order and taken down in reverse. The one place that knows them all.
#pragma once
#include <signal.h>

#include <memory>

#include "accounts/accounts.h"
#include "accounts/audiences.h"
#include "app.h"
#include "base/seal.h"
#include "changes/durable_subscriber.h"
#include "changes/follower.h"
#include "frame/frame.h"
#include "frame/themes.h"
#include "http/guarded_client.h"
#include "http/router.h"
#include "http/server.h"
#include "jobs/outgoing_mail.h"
#include "jobs/runner.h"
#include "live/live.h"
#include "main/config.h"
#include "main/handover.h"
#include "main/metrics.h"
#include "media/blobs.h"
#include "media/picture_workshop.h"
#include "membership/membership.h"
#include "narration/narration.h"
#include "newsletters/inbox.h"
#include "newsletters/newsletters.h"
#include "newsletters/sender.h"
#include "pages/page_cache.h"
#include "search/search.h"
#include "site/redirects.h"
#include "store/database.h"
#include "transfer/copies.h"

namespace broadsheet {

// What commands and the server share: the data, up to date.
struct Data {
    explicit Data(Config const& config);

    Clock clock = system_clock();
    store::Database database;
    media::FolderBlobs blobs;
    Seal seal;
};

// What serves. `serve()` blocks until SIGTERM or SIGINT; on SIGHUP another process takes its place.
class Parts {
  public:
    Parts(Config config, Handover& handover);
    void serve();

  private:
    http::Response handle(http::Request const& request);
    http::Response answer(http::Request const& request);
    http::Response dispatch(http::Request const& request);  // what moved is found where there would be a 404
    http::Response route(http::Request const& request);
    http::Response refused(int status, http::Request const& request, std::string_view detail);
    std::size_t body_limit(http::Method method, std::string_view path) const;
    std::string audience_of(http::Request const& request);
    std::vector<changes::Subscriber> subscribers();
    std::map<std::string, jobs::Work> job_kinds();
    http::Response health(http::Request const& request);
    http::Response metrics();
    void serve_operator();
    int wait_for_the_end();

    Config config_;
    Handover& handover_;
    std::vector<int> operator_sockets_;  // handed over, until serve_operator()
    sigset_t signals_{};                 // none, until serve()
    RequestMeter meter_;
    Data data_;
    pages::PageCache pages_;
    accounts::Accounts accounts_;
    mail::Transport transport_;
    jobs::OutgoingMail mail_;
    newsletters::Newsletters newsletters_;
    accounts::Audiences audiences_;
    frame::Frame frame_;
    membership::Members members_;
    frame::Themes themes_;
    http::GuardedClient outside_;
    site::Redirects redirects_;
    media::PictureWorkshop pictures_;
    search::Search search_;
    narration::Narrations narrations_;
    live::Live live_;
    jobs::Runner jobs_;
    changes::Follower follower_;
    changes::DurableSubscriber search_index_;
    changes::DurableSubscriber narration_follower_;
    std::optional<mail::DkimSigner> signer_;
    mail::Transport mailing_transport_;  // as transport_, but patient
    newsletters::Sender sender_;
    std::optional<newsletters::Inbox> inbox_;
    transfer::Copies copies_;
    App app_;
    http::Router router_;
    http::Server server_;
    std::unique_ptr<http::Server> operator_server_;  // /metrics, where [operator] listen says so
};

theme::ThemeFiles shipped_theme();
transfer::Place place_of(Config const& config);
mail::TransportSettings mail_settings(Config const& config);
// Throws, naming the setting, where mails are to be signed and cannot be.
void check_signing(Config const& config);

}  // namespace broadsheet
