#include "main/parts.h"

#include <fmt/format.h>
#include <signal.h>
#include <sys/statvfs.h>

#include <fstream>

#include "accounts/notices.h"
#include "base/embedded.h"
#include "base/log.h"
#include "base/own_path.h"
#include "base/url.h"
#include "desk/routes.h"
#include "http/elsewhere.h"
#include "http/open_files.h"
#include "http/problem.h"
#include "live/routes.h"
#include "membership/routes.h"
#include "narration/bulletin.h"
#include "narration/follow.h"
#include "narration/routes.h"
#include "newsletters/routes.h"
#include "newsletters/sign_up.h"
#include "search/index.h"
#include "search/routes.h"
#include "site/routes.h"
#include "store/listings.h"
#include "store/picture_uses.h"
#include "store/pictures.h"
#include "syndication/routes.h"

namespace broadsheet {
namespace {

http::Settings server_settings(Config const& config, std::vector<int> sockets = {}) {
    http::Settings settings;
    settings.listen = config.listen;
    settings.sockets = std::move(sockets);
    settings.trusted_proxies = config.trusted_proxies;
    auto const files = http::share_open_files(http::raise_open_files());
    settings.connection_limit = files.connections;
    settings.stream_limit = files.streams;
    if (config.site.url.starts_with("https://"))  // RFC 6797; other hosts of the domain are none of our business
        settings.every_answer = "Strict-Transport-Security: max-age=31536000\r\n";
    return settings;
}

pages::CacheSettings cache_settings(Config const& config) {
    pages::CacheSettings settings;
    settings.budget = config.page_cache_megabytes * 1024 * 1024;
    return settings;
}

}  // namespace

mail::TransportSettings mail_settings(Config const& config) {
    auto const url = Url::parse_link(config.site.url);
    std::string const host(url ? url->host() : "localhost");
    return {config.mail_url,
            config.mail_return_path.empty() ? "broadsheet@" + host : config.mail_return_path,
            config.data / "outbox",
            {}};
}

namespace {

// A server may look at a mail for minutes before it answers (RFC 5321, 4.5.3.2.6), and whoever hangs up earlier does
// not know whether it has taken it. Nobody waits at a screen here.
mail::TransportSettings patient(mail::TransportSettings settings) {
    settings.time_limit = Millis{3 * 60'000};
    return settings;
}

// Throws, naming the setting, where mails are to be signed and cannot be.
std::optional<mail::DkimSigner> read_signer(Config const& config) {
    if (config.mail_dkim_key.empty()) return std::nullopt;
    std::ifstream file(config.mail_dkim_key, std::ios::binary);
    std::string const pem{std::istreambuf_iterator<char>(file), {}};
    auto key = mail::DkimKey::read(pem);
    if (!key) throw std::runtime_error("[mail] dkim_key: " + key.error().message);
    auto const settings = mail_settings(config);
    auto const domain =
        config.mail_dkim_domain.empty() ? std::string(mail::domain_of(settings.sender)) : config.mail_dkim_domain;
    auto signer = mail::DkimSigner::make(domain, config.mail_dkim_selector, std::move(*key));
    if (!signer) throw std::runtime_error("[mail] dkim: " + signer.error().message);
    return std::move(*signer);
}

newsletters::SenderSettings sender_settings(Config const& config) {
    return {config.mail_connections,
            {static_cast<double>(config.mail_rate), static_cast<double>(config.mail_domain_rate)}};
}

transfer::CopySettings copy_settings(Config const& config) {
    return {config.backup_folder, std::chrono::hours(config.backup_every_hours), config.backup_days,
            config.backup_weeks, config.backup_months};
}

membership::MembershipSettings membership_settings(Config const& config) {
    return {config.stripe_secret_key, config.stripe_webhook_secret, config.stripe_api,
            config.site.url.starts_with("https://"), config.site.url};
}

bool speaks_json(std::string_view path) { return path.starts_with("/desk/api/") || path.starts_with("/ghost/api/"); }

bool reads(http::Method method) { return method == http::Method::get || method == http::Method::head; }

int status_of(http::Response const& response) {
    constexpr std::size_t before = std::string_view("HTTP/1.1 ").size();
    auto const* const prepared = std::get_if<http::Prepared>(&response.body);
    return prepared ? std::atoi((*prepared)->head.c_str() + before) : response.status;
}

http::Response with_slash(http::Request const& request) {
    return http::redirect_response(301, request.path + "/" + (request.query.empty() ? "" : "?" + request.query));
}

// For the log: what lets somebody in stands in some addresses.
std::string_view without_secrets(std::string_view path) {
    for (std::string_view const place : {"/desk/api/invitations/", "/desk/join/", "/desk/reset/"})
        if (path.starts_with(place)) return place;
    return path;
}

// A page's address ends with a slash; files and machines' addresses do not. What browsers would take for another site's
// address ("//host") is led nowhere.
bool lacks_slash(http::Request const& request) {
    auto const last = std::string_view(request.path).substr(request.path.rfind('/') + 1);
    return reads(request.method) && !last.empty() && !own_path(request.path).empty() &&
           last.find('.') == std::string_view::npos && !speaks_json(request.path) &&
           !request.path.starts_with("/desk/") && !request.path.starts_with("/media/") &&
           !request.path.starts_with("/assets/") && request.path != "/live" && request.path != "/healthz" &&
           request.path != "/readyz";
}

std::filesystem::path made_folder(std::filesystem::path folder) {
    std::filesystem::create_directories(folder);
    return folder;
}

// Waiting does not help there, so people are told.
bool is_full(std::filesystem::path const& folder) {
    std::error_code unknown;
    auto const space = std::filesystem::space(folder, unknown);
    return !unknown && space.available < 1'000'000;
}

}  // namespace

void check_signing(Config const& config) { read_signer(config); }

Data::Data(Config const& config)
    : database(config.database_url, config.data, clock),
      blobs(config.data / "media"),
      seal(config.data / "secrets.key") {
    database.migrate();
}

theme::ThemeFiles shipped_theme() {
    constexpr std::string_view folder = "themes/default/";
    theme::ThemeFiles files;
    for (auto const& file : embedded_files())
        if (file.path.starts_with(folder))
            files[std::string(file.path.substr(folder.size()))] = std::string(file.bytes);
    return files;
}

Parts::Parts(Config config, Handover& handover)
    : config_(std::move(config)),
      handover_(handover),
      operator_sockets_(config_.operator_listen.empty() ? std::vector<int>{} : handover.take(config_.operator_listen)),
      data_(config_),
      pages_(cache_settings(config_), data_.clock),
      accounts_(data_.database, data_.seal, config_.site.url.starts_with("https://")),
      transport_(mail_settings(config_)),
      mail_(data_.database, data_.seal, transport_),
      newsletters_(data_.database, data_.seal, config_.site.url.starts_with("https://")),
      audiences_(data_.database, newsletters_.readers),
      frame_(
          data_.database, pages_,
          [this](http::Request const& request) -> std::optional<content::Staff> {
              auto const identity = accounts_.identify(request);
              return identity && !identity->must_set_second_factor ? std::optional(identity->staff) : std::nullopt;
          },
          [this](Time now) { return newsletters_.guard.token(now); },
          [this](http::Request const& request) { return audience_of(request); }, config_.site),
      members_(data_.database, frame_, data_.seal, mail_, newsletters_.readers, membership_settings(config_)),
      themes_(data_.database, data_.blobs, frame_, shipped_theme, config_.theme),
      outside_(config_.fetch_from),
      redirects_(data_.database, frame_),
      pictures_("/proc/self/exe", config_.data / "scratch"),
      search_(data_.database),
      narrations_(data_.database, frame_, data_.blobs,
                  {config_.speech_url, config_.speech_key, made_folder(config_.data / "scratch")},
                  config_.data / "spoken"),
      live_(data_.database, [this] { return frame_.site(); }),
      jobs_(data_.database, job_kinds()),
      follower_(data_.database, subscribers()),
      search_index_(data_.database, search::index_work(search_.terms)),
      narration_follower_(data_.database, narration::follow_work([this] { narrations_.studio.wake(); })),
      signer_(read_signer(config_)),
      mailing_transport_(patient(mail_settings(config_))),
      sender_(data_.database, frame_, mailing_transport_, data_.seal, signer_ ? &*signer_ : nullptr,
              sender_settings(config_)),
      copies_(data_.database, place_of(config_), copy_settings(config_)),
      app_{data_.database, pages_,      frame_,    themes_,  accounts_,  jobs_,
           mail_,          data_.blobs, pictures_, outside_, data_.clock},
      server_(server_settings(config_, handover.take(config_.listen, true)),
              {[this](http::FastRequest const& request) -> http::Prepared {
                   if (accounts_.has_session_cookie(request.cookies)) return nullptr;
                   if (request.cookies.empty()) return pages_.find(request.path, "public", request.accepted);
                   if (membership::may_be_metered(request.cookies)) return nullptr;
                   auto const audience = audiences_.known(request.cookies, data_.clock.now());
                   return audience ? pages_.find(request.path, *audience, request.accepted) : nullptr;
               },
               [this](http::Request const& request) { return handle(request); },
               [this](http::Method method, std::string_view path) { return body_limit(method, path); },
               [this](http::Request const& head) { return accounts_.identify(head).has_value(); },
               [this](int status, std::string_view path) {
                   http::Request request;
                   request.path = path;
                   return refused(status, request, "The request could not be read.");
               }}) {
    if (!config_.mail_inbox.empty()) {
        mail::MailboxSettings mailbox;
        mailbox.url = config_.mail_inbox;
        inbox_.emplace(data_.database, data_.seal, std::move(mailbox), config_.site.timezone);
    }
    themes_.start();
    narrations_.audience_of = [this](http::Request const& request) { return audience_of(request); };
    newsletters_.signer = signer_ ? &*signer_ : nullptr;
    newsletters_.wake_sender = [this] { sender_.wake(); };
    newsletters_.add_support = [this](frame::PageBuild& build, content::Reader const& reader, theme::Object& values) {
        membership::add_account_values(members_, build, reader, values);
    };
    newsletters_.end_support = [this](content::Reader const& reader) {
        return membership::end_memberships(app_, members_, reader);
    };
    router_.add(
        {http::Method::get, "/healthz", [](http::Request const&) { return http::text_response(200, "ok\n"); }, 0});
    router_.add({http::Method::get, "/readyz", [this](http::Request const& request) { return health(request); }, 0});
    router_.add(desk::routes(app_));
    router_.add(syndication::routes(app_));
    router_.add(search::routes(app_, search_));
    router_.add(live::routes(live_));
    router_.add(newsletters::routes(app_, newsletters_));
    router_.add(newsletters::desk_routes(app_, newsletters_));
    router_.add(membership::routes(app_, members_));
    router_.add(membership::desk_routes(app_, members_));
    router_.add(narration::routes(app_, narrations_));
    router_.add(narration::desk_routes(app_, narrations_));
    router_.add(site::routes(app_));
    data_.database.on_commit([this] {
        follower_.catch_up();
        search_index_.wake();
        narration_follower_.wake();
        jobs_.wake();
    });
}

std::string Parts::audience_of(http::Request const& request) {
    auto audience = audiences_.of(request);
    bool const opened = !audience.starts_with("paid") && membership::may_be_metered(request.header("Cookie")) &&
                        membership::is_metered_open(members_, request, data_.clock.now());
    return opened ? "metered" : audience;
}

http::Response Parts::health(http::Request const&) try {
    store::log_position(*data_.database.snapshot());
    return http::text_response(200, "ready\n");
} catch (std::exception const&) {
    return http::text_response(503, "The database does not answer.\n");
}

http::Response Parts::refused(int status, http::Request const& request, std::string_view detail) {
    return speaks_json(request.path) ? http::problem_response(status, detail) : frame_.error_page(status, request);
}

std::size_t Parts::body_limit(http::Method method, std::string_view path) const {
    auto const match = router_.match(method, path);
    return match.route ? match.route->body_limit : 64 * 1024;
}

http::Response Parts::dispatch(http::Request const& request) {
    if (request.path != newsletters::one_click_path && http::is_from_elsewhere(request, config_.site.url))
        return refused(403, request, "The request does not come from a page of ours.");
    auto const shared = accounts_.has_session_cookie(request.header("Cookie")) ? site::Redirects::Shared::no
                                                                               : site::Redirects::Shared::yes;
    if (lacks_slash(request)) {
        if (!redirects_.knows(request)) return with_slash(request);
        auto living = request;
        living.path += '/';
        auto moved = status_of(route(living)) == 404 ? redirects_.answer(request, shared) : std::nullopt;
        return moved ? std::move(*moved) : with_slash(request);
    }
    auto response = route(request);
    if (speaks_json(request.path) || !reads(request.method) || status_of(response) != 404) return response;
    auto moved = redirects_.answer(request, shared);
    return moved ? std::move(*moved) : std::move(response);
}

http::Response Parts::route(http::Request const& request) {
    auto const match = router_.match(request.method, request.path);
    if (match.route) {
        auto with_parameters = request;
        with_parameters.parameters = match.parameters;
        return match.route->handler(with_parameters);
    }
    if (match.allowed.empty()) return refused(404, request, "There is nothing at this address.");
    auto response = request.method == http::Method::options
                        ? http::no_content()
                        : refused(405, request, "This address does not take this method.");
    response.headers.add("Allow", match.allowed);
    return response;
}

http::Response Parts::handle(http::Request const& request) {
    auto const begun = std::chrono::steady_clock::now();
    auto response = answer(request);
    auto const took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begun);
    int const status = status_of(response);
    meter_.count(status, took);
    auto const id = request.header("X-Request-Id");
    if (!std::holds_alternative<http::Prepared>(response.body) && !id.empty())
        response.headers.set("X-Request-Id", std::string(id));
    if (!reads(request.method) || status >= 500 || took > std::chrono::seconds(1))
        log_info("request id={} method={} path={} status={} ms={}", id, http::method_name(request.method),
                 without_secrets(request.path), status, took.count() / 1000);
    return response;
}

http::Response Parts::answer(http::Request const& request) {
    try {
        return dispatch(request);
    } catch (std::exception const& error) {
        log_error("request_failed id={} method={} path={} error=\"{}\"", request.header("X-Request-Id"),
                  http::method_name(request.method), without_secrets(request.path), error.what());
        return refused(503, request,
                       is_full(config_.data)
                           ? "The server's disk is full. Nothing can be saved until somebody frees space on it."
                           : "This could not be done right now; please try again in a moment.");
    }
}

// Written order: readers first, then what may come later.
std::vector<changes::Subscriber> Parts::subscribers() {
    return {{"accounts", [this](std::vector<store::Change> const& changes) { accounts_.hear(changes); }},
            {"audiences", [this](std::vector<store::Change> const& changes) { audiences_.hear(changes); }},
            {"theme", [this](std::vector<store::Change> const& changes) { themes_.hear(changes); }},
            {"pages", [this](std::vector<store::Change> const& changes) { frame_.hear(changes); }},
            {"live", [this](std::vector<store::Change> const& changes) { live_.hear(changes); }},
            {"suggestions", [this](std::vector<store::Change> const& changes) { search_.suggestions.hear(changes); }}};
}

std::map<std::string, jobs::Work> Parts::job_kinds() {
    return {
        {"publish_story", [this](store::Job const& job) { desk::publish_scheduled(data_.database, job.subject); }},
        {store::renumber_job,
         [this](store::Job const& job) {
             auto transaction = data_.database.begin();
             if (auto tags = store::renumber_list(*transaction, job.subject); !tags.empty())
                 transaction->append({"list.renumbered", job.subject, std::move(tags)});
             data_.database.commit(*transaction);
         }},
        {jobs::OutgoingMail::job, [this](store::Job const& job) { mail_.work(job); }},
        {desk::forgotten_password_job, [this](store::Job const& job) { desk::send_password_reset(app_, job); }},
        {accounts::notice_job, [this](store::Job const& job) { desk::send_notice(app_, job); }},
        {newsletters::answer_sign_up_job,
         [this](store::Job const& job) { newsletters::answer_sign_up(app_, newsletters_, job); }},
        {newsletters::answer_sign_in_job,
         [this](store::Job const& job) { newsletters::answer_sign_in(app_, newsletters_, job); }},
        {newsletters::forget_job, [this](store::Job const&) { newsletters::forget_pending(data_.database); }},
        {search::renew_job,
         [this](store::Job const& job) { search::renew(data_.database, search_.terms, job.subject); }},
        {narration::bulletin_job,
         [this](store::Job const& job) {
             auto const publish = [this](content::StoryText text, content::StaffId by, content::Bulletin const* known) {
                 return desk::publish_bulletin(data_.database, std::move(text), by, known);
             };
             narration::work_on_bulletins(data_.database, frame_, publish, job.subject);
         }},
        {store::sweep_blobs_job, [this](store::Job const&) { desk::sweep_blobs(data_.database, data_.blobs); }},
        {store::fill_pictures_job, [this](store::Job const&) { desk::fill_pictures(data_.database); }},
        {store::finish_picture_job,
         [this](store::Job const& job) { desk::finish_picture(data_.database, data_.blobs, pictures_, job.subject); }}};
}

void Parts::serve_operator() {
    http::Settings settings;
    settings.listen = config_.operator_listen;
    settings.sockets = std::move(operator_sockets_);
    settings.io_threads = 1;
    settings.workers = 1;
    auto const handle_metrics = [this](http::Request const& request) {
        try {
            return request.path == "/metrics" ? metrics() : http::text_response(404, "There is only /metrics here.\n");
        } catch (std::exception const& error) {
            return http::text_response(503, std::string(error.what()) + "\n");
        }
    };
    operator_server_ = std::make_unique<http::Server>(
        std::move(settings), http::Hooks{[](http::FastRequest const&) { return http::Prepared(); }, handle_metrics,
                                         [](http::Method, std::string_view) { return std::size_t{0}; },
                                         [](http::Request const&) { return false; },
                                         [](int status, std::string_view) {
                                             return http::text_response(status, "The request could not be read.\n");
                                         }});
    operator_server_->start();
    log_info("operator listen={} port={}", config_.operator_listen, operator_server_->port());
}

// Blocks until this server is to end; SIGHUP starts another in its place, with what is installed and set by then.
int Parts::wait_for_the_end() {
    for (;;) {
        int received = 0;
        sigwait(&signals_, &received);
        if (received != SIGHUP) return received;
        handover_.start_successor();
    }
}

void Parts::serve() {
    for (int const signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals_, signal);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
    server_.start();
    if (!config_.operator_listen.empty()) serve_operator();
    follower_.start([this] {
        frame_.refresh_due();
        accounts_.write_seen();
        live_.catch_up_if_behind();
        themes_.follow_folder();
        redirects_.write_hits();
        members_.counts.write();
    });
    auto sockets = server_.sockets();
    if (operator_server_)
        for (int const socket : operator_server_->sockets()) sockets.push_back(socket);
    handover_.begin(std::move(sockets));
    jobs_.start();
    search_index_.start();
    narration_follower_.start();
    if (config_.speech_threads > 0) narrations_.studio.start();
    sender_.start();
    members_.cashier.start();
    if (inbox_) inbox_->start();
    copies_.start();
    auto const files = server_settings(config_);
    log_info("serving listen={} port={} url={} database={} data={} connections={} streams={}", config_.listen,
             server_.port(), config_.site.url, data_.database.is_postgres() ? "postgresql" : "sqlite",
             config_.data.string(), files.connection_limit, files.stream_limit);
    auto const received = wait_for_the_end();
    log_info("stopping signal={}", received);
    operator_server_.reset();
    // Who takes over answers meanwhile, so there is time for those who are about to ask.
    server_.stop(handover_.was_asked() ? std::chrono::seconds(5) : std::chrono::seconds(10),
                 handover_.was_asked() ? http::Idle::served : http::Idle::cut);
    copies_.stop();
    if (inbox_) inbox_->stop();
    members_.cashier.stop();
    members_.counts.write();
    sender_.stop();
    narrations_.studio.stop();
    narration_follower_.stop();
    search_index_.stop();
    jobs_.stop();
    follower_.stop();
    redirects_.write_hits(site::Redirects::When::now);
    accounts_.write_seen(true);
    log_info("stopped");
}

}  // namespace broadsheet
