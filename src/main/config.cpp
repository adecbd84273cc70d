#include "main/config.h"

#include <fmt/format.h>
#include <toml++/toml.h>
#include <charconv>

#include <cstdlib>
#include <functional>
#include <map>

#include "base/locale.h"
#include "base/url.h"

namespace broadsheet {
namespace {

// A key of the file and the variable that goes over it: one table for both.
struct Setting {
    std::function<bool(Config&, std::string const&)> set;  // false: this is no such value
    void (*clear)(Config&) = nullptr;                      // set: a list, emptied before what goes over it
};

Setting texts(std::vector<std::string> Config::*field, void (*clear)(Config&)) {
    return {[field](Config& config, std::string const& value) {
                (config.*field).push_back(value);
                return true;
            },
            clear};
}

Setting text(std::string Config::*field) {
    return {[field](Config& config, std::string const& value) {
        config.*field = value;
        return true;
    }};
}

Setting number(int Config::*field, int least, int most) {
    return {[=](Config& config, std::string const& value) {
        auto const [end, error] = std::from_chars(value.data(), value.data() + value.size(), config.*field);
        return error == std::errc{} && end == value.data() + value.size() && config.*field >= least &&
               config.*field <= most;
    }};
}

Setting site_text(std::string content::Site::*field) {
    return {[field](Config& config, std::string const& value) {
        config.site.*field = value;
        return true;
    }};
}

std::map<std::string, Setting> const& settings() {
    static std::map<std::string, Setting> const all{
        {"site.url", {[](Config& config, std::string const& value) {
             auto const url = Url::parse_link(value);
             config.site.url = value.ends_with('/') ? value.substr(0, value.size() - 1) : value;
             config.site_url_is_set = true;
             return url && url->is_web();
         }}},
        {"site.title", site_text(&content::Site::title)},
        {"site.language", site_text(&content::Site::language)},
        {"site.timezone", {[](Config& config, std::string const& value) {
             config.site.timezone = value;
             return is_time_zone(value);
         }}},
        {"site.theme", text(&Config::theme)},
        {"database.url", text(&Config::database_url)},
        {"http.listen", text(&Config::listen)},
        {"http.trusted_proxies",
         texts(&Config::trusted_proxies, [](Config& config) { config.trusted_proxies.clear(); })},
        {"http.fetch_from", texts(&Config::fetch_from, [](Config& config) { config.fetch_from.clear(); })},
        {"http.page_cache_megabytes", {[](Config& config, std::string const& value) {
             config.page_cache_megabytes = static_cast<std::size_t>(std::strtoul(value.c_str(), nullptr, 10));
             return config.page_cache_megabytes >= 1 && config.page_cache_megabytes <= 65536;
         }}},
        {"operator.listen", text(&Config::operator_listen)},
        {"backup.folder", text(&Config::backup_folder)},
        {"backup.every_hours", number(&Config::backup_every_hours, 1, 24 * 31)},
        {"backup.days", number(&Config::backup_days, 0, 10'000)},
        {"backup.weeks", number(&Config::backup_weeks, 0, 1'000)},
        {"backup.months", number(&Config::backup_months, 0, 1'000)},
        {"mail.url", text(&Config::mail_url)},
        {"mail.return_path", text(&Config::mail_return_path)},
        {"mail.inbox", text(&Config::mail_inbox)},
        {"mail.connections", number(&Config::mail_connections, 1, 100)},
        {"mail.rate", number(&Config::mail_rate, 0, 100'000)},
        {"mail.domain_rate", number(&Config::mail_domain_rate, 0, 1'000'000)},
        {"mail.dkim_key", text(&Config::mail_dkim_key)},
        {"mail.dkim_selector", text(&Config::mail_dkim_selector)},
        {"mail.dkim_domain", text(&Config::mail_dkim_domain)},
        {"stripe.secret_key", text(&Config::stripe_secret_key)},
        {"stripe.webhook_secret", text(&Config::stripe_webhook_secret)},
        {"stripe.api", text(&Config::stripe_api)},
        {"speech.url", text(&Config::speech_url)},
        {"speech.key", text(&Config::speech_key)},
        {"speech.threads", number(&Config::speech_threads, 0, 1)},
    };
    return all;
}

auto wrong(std::string message) { return refuse(ProblemKind::invalid, "configuration", std::move(message)); }

Result<void> set_value(Config& config, std::string const& key, toml::node const& node, std::string const& place) {
    auto const setting = settings().find(key);
    if (setting == settings().end()) return wrong(fmt::format("{}: unknown key {}", place, key));
    auto const one = [&](toml::node const& value) -> Result<void> {
        std::string written;
        if (auto const string = value.value<std::string>())
            written = *string;
        else if (auto const number = value.value<std::int64_t>())
            written = std::to_string(*number);
        else
            return wrong(fmt::format("{}: {} must be text", place, key));
        if (!setting->second.set(config, written))
            return wrong(fmt::format("{}: {} = \"{}\" cannot be right", place, key, written));
        return {};
    };
    if (auto const* const list = node.as_array(); list && setting->second.clear) {
        for (auto const& item : *list)
            if (auto const done = one(item); !done) return done;
        return {};
    }
    return one(node);
}

Result<void> read_file(Config& config, std::filesystem::path const& path) {
    toml::table table;
    try {
        table = toml::parse_file(path.string());
    } catch (toml::parse_error const& error) {
        return wrong(fmt::format("{}:{}: {}", path.string(), error.source().begin.line, error.description()));
    }
    for (auto const& [section, node] : table) {
        auto const* const inner = node.as_table();
        if (!inner)
            return wrong(fmt::format("{}:{}: unknown key {}", path.string(), node.source().begin.line, section.str()));
        for (auto const& [key, value] : *inner) {
            auto const place = fmt::format("{}:{}", path.string(), value.source().begin.line);
            if (auto const done = set_value(config, fmt::format("{}.{}", section.str(), key.str()), value, place);
                !done)
                return done;
        }
    }
    return {};
}

Result<void> read_environment(Config& config) {
    for (auto const& [key, setting] : settings()) {
        std::string name = "BROADSHEET_" + key;
        for (char& c : name) c = c == '.' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
        auto const* const value = std::getenv(name.c_str());
        if (!value) continue;
        if (setting.clear) setting.clear(config);
        std::string_view rest = value;
        do {
            auto const item = setting.clear ? rest.substr(0, rest.find(',')) : rest;
            rest.remove_prefix(std::min(rest.size(), item.size() + 1));
            if (!setting.set(config, std::string(item)))
                return wrong(fmt::format("{}=\"{}\" cannot be right", name, value));
        } while (setting.clear && !rest.empty());
    }
    return {};
}

}  // namespace

Result<Config> read_config(std::filesystem::path const& data) {
    Config config;
    config.data = data;
    auto const path = data / "broadsheet.toml";
    if (std::filesystem::exists(path))
        if (auto const done = read_file(config, path); !done) return refuse(done.error());
    if (auto const done = read_environment(config); !done) return refuse(done.error());
    return config;
}

}  // namespace broadsheet
