#include "frame/frame.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/parse.hpp>

#include "base/log.h"
#include "document/players.h"
#include "frame/audio.h"
#include "frame/fragments.h"
#include "frame/helpers.h"
#include "frame/stylesheets.h"
#include "frame/values.h"

namespace broadsheet::frame {
namespace {

constexpr std::string_view settings_css = "settings.css";
constexpr char const* html_type = "text/html; charset=utf-8";
constexpr char const* shared_caching = "public, max-age=0, s-maxage=10";
constexpr char const* private_caching = "private, no-store";
constexpr char const* readers_caching = "private, no-cache";  // a page of those who are signed in

// Frames: the players that a reader may ask for, and nobody else. Browsers hold a form's redirects to form-action too.
std::string policy_with(std::vector<std::string> const& form_origins) {
    std::string out =
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "object-src 'none'; base-uri 'none'; form-action 'self'";
    for (auto const& origin : form_origins) (out += ' ') += origin;
    out += "; frame-ancestors 'none'; frame-src";
    for (auto const origin : document::player_origins()) (out += ' ') += origin;
    return out;
}
// No script runs: whoever looks is no reader to be counted, and nobody signs up from here.
constexpr char const* preview_policy =
    "default-src 'self'; script-src 'none'; connect-src 'none'; style-src 'self'; img-src 'self' data:; font-src "
    "'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

http::Headers page_headers(std::string_view content_type, char const* caching, std::string const& policy = {}) {
    http::Headers headers;
    headers.add("Content-Type", std::string(content_type));
    headers.add("Cache-Control", caching);
    headers.add("X-Content-Type-Options", "nosniff");
    headers.add("Referrer-Policy", "strict-origin-when-cross-origin");
    if (policy.empty()) return headers;
    headers.add("Content-Security-Policy", policy);
    headers.add("Cross-Origin-Resource-Policy", "same-origin");  // feeds and pictures may be shown elsewhere, pages not
    return headers;
}

// Cuts rendered HTML where fragments stand.
std::vector<pages::Part> parts_of(std::string_view html) {
    std::vector<pages::Part> parts;
    for (;;) {
        auto const open = html.find(fragment_begin);
        if (open > 0) parts.emplace_back(std::string(html.substr(0, open)));
        if (open == std::string_view::npos) return parts;
        auto const close = html.find(fragment_end, open);
        parts.emplace_back(pages::FragmentName{std::string(html.substr(open + 1, close - open - 1))});
        html.remove_prefix(close + 1);
    }
}

std::shared_ptr<Catalogs const> catalogs_of(theme::ThemeFiles const& files) {
    auto catalogs = std::make_shared<Catalogs>();
    for (auto const& [path, bytes] : files) {
        if (!path.starts_with("locales/") || !path.ends_with(".json")) continue;
        boost::system::error_code error;
        auto const catalog = boost::json::parse(bytes, error);
        if (error || !catalog.is_object()) continue;
        auto& texts = (*catalogs)[path.substr(8, path.size() - 13)];
        for (auto const& [text, translation] : catalog.get_object())
            if (translation.is_string()) texts[std::string(text)] = std::string(translation.get_string());
    }
    return catalogs;
}

std::shared_ptr<HelperData const> helper_data(theme::ThemeFiles const& files,
                                              std::shared_ptr<Catalogs const> catalogs) {
    auto data = std::make_shared<HelperData>();
    data->catalogs = std::move(catalogs);
    data->asset_addresses = asset_addresses(files);
    return data;
}

bool tells_of_podcast(Publication const& publication) {
    auto const* const told = publication.site_data.find("podcast");
    return told && told->is_truthy();
}

std::string podcast_title(Publication const& publication) {
    if (!tells_of_podcast(publication)) return {};
    auto const& site = publication.site;
    return site.title + " – " + translated(*publication.catalogs, site.language, "Podcast");
}

char const* status_message(int status) {
    switch (status) {
        case 400:
            return "We could not read this request";
        case 403:
            return "This is not open to you";
        case 404:
            return "There is nothing at this address";
        case 405:
            return "This address does not take that";
        case 408:
            return "The request took too long";
        case 410:
            return "What stood at this address is gone";
        case 413:
            return "This is more than we can take";
        case 429:
            return "Too many requests; please wait a moment";
        case 431:
            return "The request's header is too large";
        case 503:
            return "We cannot show this page right now; please try again in a moment";
        default:
            return "Something went wrong on our side";
    }
}

// Small and rarely there: written for each request, kept by browsers.
http::Response styles_of_settings(Publication const& publication) {
    http::Response response{200, {}, publication.css};
    response.headers.add("Content-Type", "text/css; charset=utf-8");
    response.headers.add("Cache-Control", "public, max-age=3600");
    response.headers.add("X-Content-Type-Options", "nosniff");
    return response;
}

void make_error_view(View& view) {
    view.template_name = "error";
    view.values.set("status", view.status);
    view.values.set("message", status_message(view.status));
    view.head.title = status_message(view.status);
    view.head.index = false;
}

}  // namespace

Frame::Frame(store::Database& database, pages::PageCache& cache, Identify identify, PageToken page_token,
             AudienceOf audience_of, content::Site defaults)
    : database_(database),
      cache_(cache),
      identify_(std::move(identify)),
      page_token_(std::move(page_token)),
      audience_of_(std::move(audience_of)),
      policy_(policy_with({})),
      defaults_(std::move(defaults)),
      publication_(std::make_shared<Publication const>(Publication{defaults_, {}, {}, {}, catalogs_})) {
    for (auto& [name, build] : shared_fragments()) fragments_[name].build = std::move(build);
}

void Frame::allow_forms_to(std::vector<std::string> const& origins) { policy_ = policy_with(origins); }

Result<void> Frame::use_theme(theme::ThemeFiles files) {
    auto catalogs = catalogs_of(files);
    version_urls(files);
    auto used = theme_.replace(files, newspaper_helpers(helper_data(files, catalogs)));
    if (!used) return used;
    auto assets = std::make_shared<Assets const>(theme_.current());
    {
        std::lock_guard const lock(publication_mutex_);
        catalogs_ = std::move(catalogs);
        assets_ = std::move(assets);
    }
    cache_.drop_all();
    return used;
}

Result<void> Frame::wear(theme::ThemeFiles files) {
    auto const theme = theme_.current();
    std::unique_lock lock(publication_mutex_);
    auto const catalogs = catalogs_;
    auto const assets = assets_;
    lock.unlock();
    if (auto used = use_theme(std::move(files)); !used) return used;
    try {
        prepare();
        return {};
    } catch (std::exception const& error) {
        if (!theme) throw;
        theme_.put_back(theme);
        lock.lock();
        catalogs_ = catalogs;
        assets_ = assets;
        lock.unlock();
        cache_.drop_all();
        prepare();
        return refuse(ProblemKind::invalid, "theme_render", error.what());
    }
}

void Frame::prepare() {
    read_settings();
    std::lock_guard const lock(fragments_mutex_);
    for (auto& [name, fragment] : fragments_) refresh(fragment, name);
}

std::shared_ptr<Publication const> Frame::publication() const {
    std::lock_guard const lock(publication_mutex_);
    return publication_;
}

std::vector<ThemeOption> Frame::options() const {
    auto const theme = theme_.current();
    return theme ? theme_options(theme->config()) : std::vector<ThemeOption>();
}

std::string Frame::theme_logo() const {
    auto const theme = theme_.current();
    for (std::string const path : {"assets/logo.png", "assets/logo.svg", "assets/icon.svg"})
        if (theme && theme->asset(path)) return "/" + path;
    return {};
}

void Frame::read_settings() {
    auto const reader = database_.snapshot();
    auto publication = read_publication(*reader, defaults_, options(), theme_logo());
    std::lock_guard const lock(publication_mutex_);
    publication.catalogs = catalogs_;
    publication_ = std::make_shared<Publication const>(std::move(publication));
}

Html Frame::render_template(View const& view, Publication const& publication, content::Staff const* staff,
                            std::string_view path, std::string_view audience) {
    auto const theme = theme_.current();
    if (!theme) throw std::runtime_error("no theme is loaded");
    auto const& css = publication.css;
    RenderUser user{&publication.site, &view.head,
                    css.empty() ? std::string() : asset_url(settings_css, version_of(css)), podcast_title(publication)};
    auto const& language = view.head.language.empty() ? publication.site.language : view.head.language;
    theme::Object data{{"site", publication.site_data},
                       {"custom", publication.custom},
                       {"page", theme::Object{{"title", view.head.title},
                                              {"path", path},
                                              {"language", language},
                                              {"direction", direction_of(language)},
                                              {"template", view.template_name},
                                              {"signed_in", audience != "public" && audience != "metered"},
                                              {"paid", audience.starts_with("paid")},
                                              {"asks_money", path.starts_with("/support/")},
                                              {"token", page_token_(database_.clock().now())}}}};
    if (staff) data.set("staff", theme::Object{{"name", staff->name}});
    auto html = view.partial || view.template_name.starts_with("fragments/")
                    ? theme->render_partial(view.template_name, view.values, data, &user)
                    : theme->render(view.template_name, view.values, data, &user);
    if (!html) throw std::runtime_error("theme: " + html.error().message);
    return std::move(*html);
}

void Frame::offer_parts(PageBuild& build, std::string_view path) {
    build.part = [this, &build, path = std::string(path)](std::string_view name, theme::Object values) {
        View view;
        view.template_name = name;
        view.partial = true;
        view.values = std::move(values);
        return render_template(view, *build.publication, build.staff, path, build.audience);
    };
}

pages::NewPage Frame::render(View&& view, PageBuild& build, std::int64_t position, std::string_view path) {
    pages::NewPage page;
    page.status = view.status;
    page.position = position;
    page.keep = view.keep;
    auto const* const caching = build.staff                  ? private_caching
                                : build.audience != "public" ? readers_caching
                                                             : shared_caching;
    if (!view.redirect.empty()) {
        page.headers = page_headers("text/plain; charset=utf-8", caching);
        page.headers.add("Location", view.redirect);
        page.keep = false;
    } else if (!view.content_type.empty()) {
        page.headers = page_headers(view.content_type, caching);
        if (view.dated) page.headers.add("Last-Modified", http_date(build.now));
        page.parts.emplace_back(std::move(view.raw));
    } else {
        if (view.template_name.empty()) make_error_view(view);
        page.headers = page_headers(html_type, caching, policy_);
        page.parts = parts_of(render_template(view, *build.publication, build.staff, path, build.audience).text());
    }
    if (build.by_audience) page.headers.add("Vary", "Cookie");
    page.tags = std::move(build.tags);
    page.tags.push_back("site");
    page.moment = build.moment;
    return page;
}

pages::NewPage Frame::render_for(content::Staff const* viewer, std::string_view path, Builder const& build,
                                 std::string audience) {
    auto const reader = database_.snapshot();
    auto const position = store::log_position(*reader);
    PageBuild page(*reader, publication(), database_.clock().now(), std::move(audience), viewer);
    page.position = position;
    offer_parts(page, path);
    auto view = build(page);
    return render(std::move(view), page, position, path);
}

http::Response Frame::serve(http::Request const& request, Builder const& build) {
    auto const accepted = http::accepted_encodings(request.header("Accept-Encoding"));
    auto const staff = identify_(request);
    if (staff) return {200, {}, cache_.once(render_for(&*staff, request.path, build), accepted)};
    auto const audience = audience_of_(request);
    return {200, {}, cache_.get(request.path, audience, accepted, [&] {
                return render_for(nullptr, request.path, build, audience);
            })};
}

http::Response Frame::serve_once(http::Request const& request, Builder const& build) {
    auto const staff = identify_(request);
    auto page = render_for(staff ? &*staff : nullptr, request.path, build, staff ? "public" : audience_of_(request));
    page.headers.set("Cache-Control", private_caching);
    page.keep = false;
    auto const status = page.status;
    return {status, {}, cache_.once(std::move(page), http::accepted_encodings(request.header("Accept-Encoding")))};
}

http::Response Frame::preview(http::Request const& request, std::string audience, Builder const& build,
                              Arrangement const& arrangement) {
    auto const unlisted = [&](PageBuild& page) {
        page.arrangement = arrangement;
        auto view = build(page);
        view.head.index = false;
        return view;
    };
    auto page = render_for(nullptr, request.path, unlisted, std::move(audience));
    if (!arrangement.empty())
        for (auto& part : page.parts)
            if (auto const* const fragment = std::get_if<pages::FragmentName>(&part))
                part = arranged_fragment(fragment->name, arrangement);
    page.headers.set("Cache-Control", private_caching);
    page.headers.set("Content-Security-Policy", preview_policy);
    page.headers.add("X-Robots-Tag", "noindex");
    page.keep = false;
    auto const status = page.status;
    return {status, {}, cache_.once(std::move(page), http::accepted_encodings(request.header("Accept-Encoding")))};
}

std::string Frame::arranged_fragment(std::string const& name, Arrangement const& arrangement) {
    std::unique_lock lock(fragments_mutex_);
    auto const build = fragments_.at(name).build;
    lock.unlock();
    auto const reader = database_.snapshot();
    PageBuild page(*reader, publication(), database_.clock().now(), "public", nullptr);
    page.arrangement = arrangement;
    page.position = store::log_position(*reader);
    return render_template(build(page), *page.publication, nullptr, "").text();
}

http::Response Frame::error_page(int status, http::Request const& request, std::string_view notice) {
    try {
        View view;
        view.status = status;
        if (!notice.empty()) view.values.set("notice", notice);
        make_error_view(view);
        pages::NewPage page;
        page.status = status;
        page.headers = page_headers(html_type, private_caching, policy_);
        page.parts = parts_of(render_template(view, *publication(), nullptr, request.path).text());
        return {status, {}, cache_.once(std::move(page), http::accepted_encodings(request.header("Accept-Encoding")))};
    } catch (std::exception const& error) {
        log_error("error_page_failed status={} error=\"{}\"", status, error.what());
        return http::text_response(status, std::string(status_message(status)) + "\n");
    }
}

Result<Html> Frame::render_mail(std::string_view template_name, theme::Object values, std::string_view language) const {
    auto const theme = theme_.current();
    if (!theme) throw std::runtime_error("no theme is loaded");
    auto const here = publication();
    auto site = here->site;
    if (!language.empty()) site.language = language;
    PageHead const head;
    RenderUser user{&site, &head, {}, {}};
    theme::Object const data{
        {"site", here->site_data},
        {"custom", here->custom},
        {"page", theme::Object{{"language", site.language}, {"direction", direction_of(site.language)}}}};
    auto html = theme->render(fmt::format("mail/{}", template_name), std::move(values), data, &user);
    if (html && html->text().find(fragment_begin) != std::string::npos)
        return refuse(ProblemKind::invalid, "template_render", "A mail cannot show a fragment: it goes out once.");
    return html;
}

http::Response Frame::asset(http::Request const& request) {
    auto const path = std::string_view(request.path).substr(std::string_view("/assets/").size());
    if (path == settings_css) return styles_of_settings(*publication());
    std::unique_lock lock(publication_mutex_);
    auto const assets = assets_;
    lock.unlock();
    auto const accepted = http::accepted_encodings(request.header("Accept-Encoding"));
    if (auto prepared = assets ? assets->find(path, request.query, accepted) : nullptr)
        return {200, {}, std::move(prepared)};
    return error_page(404, request);
}

void Frame::refresh(Fragment& fragment, std::string const& name) {
    auto const reader = database_.snapshot();
    PageBuild build(*reader, publication(), database_.clock().now(), "public", nullptr);
    build.position = store::log_position(*reader);
    auto const view = fragment.build(build);
    cache_.set_fragment(name, render_template(view, *build.publication, nullptr, "").text());
    fragment.tags = std::move(build.tags);
    fragment.tags.push_back("site");
    fragment.moment = build.moment;
}

void Frame::hear(std::vector<store::Change> const& changes) {
    std::vector<pages::Touch> touches;
    auto const names = [&](std::string_view tag) {
        return std::any_of(changes.begin(), changes.end(), [&](auto const& change) {
            return std::find(change.tags.begin(), change.tags.end(), tag) != change.tags.end();
        });
    };
    bool const podcast_begins_or_ends =
        names("podcast") && has_podcast(*database_.snapshot()) != tells_of_podcast(*publication());
    if (names("site") || podcast_begins_or_ends) read_settings();
    for (auto const& change : changes) touches.push_back({change.position, change.tags, change.urgent});
    // It is named on every page. That changes so rarely that they bear no tag for it.
    if (podcast_begins_or_ends) touches.push_back({changes.back().position, {"site"}, false});
    cache_.touch(touches);
    std::lock_guard const lock(fragments_mutex_);
    for (auto& [name, fragment] : fragments_)
        if (podcast_begins_or_ends || std::any_of(fragment.tags.begin(), fragment.tags.end(), names))
            refresh_or_retry(fragment, name);
}

void Frame::refresh_or_retry(Fragment& fragment, std::string const& name) {
    try {
        refresh(fragment, name);
    } catch (std::exception const& error) {
        log_error("fragment_failed name={} error=\"{}\"", name, error.what());
        fragment.moment = database_.clock().now() + Millis(1000);
    }
}

void Frame::refresh_due() {
    std::lock_guard const lock(fragments_mutex_);
    auto const now = database_.clock().now();
    for (auto& [name, fragment] : fragments_)
        if (fragment.moment && *fragment.moment <= now) refresh_or_retry(fragment, name);
}

}  // namespace broadsheet::frame
