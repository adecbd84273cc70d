// What the operator sets: broadsheet.toml in the data folder, BROADSHEET_SECTION_KEY variables over it. Unknown keys
// are errors.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "content/records.h"

namespace broadsheet {

struct Config {
    std::filesystem::path data = "data";
    content::Site site;
    std::string database_url;
    std::string listen = "127.0.0.1:8080";
    std::vector<std::string> trusted_proxies;
    std::vector<std::string> fetch_from;  // "host:port" that may be fetched from though it is in a private network
    std::string operator_listen;
    std::string mail_url, mail_return_path;
    std::string mail_inbox;     // imap(s)://user:password@host[/FOLDER]; empty: reports come by `mail receive` alone
    int mail_connections = 8;   // to the mail server, for mailings
    int mail_rate = 400;        // mails a second (1,440,000 an hour); 0: as fast as the server takes them
    int mail_domain_rate = 0;   // mails a minute to one receiving domain; 0: not limited
    std::string mail_dkim_key;  // a PEM file; empty: mails are signed elsewhere
    std::string mail_dkim_selector = "broadsheet";
    std::string mail_dkim_domain;  // empty: return_path's
    std::string stripe_secret_key, stripe_webhook_secret, stripe_api;
    std::string speech_url, speech_key;
    int speech_threads = 1;     // 0: this program reads nothing out; another one over the same database may
    std::string backup_folder;  // empty: no copies are made by themselves
    int backup_every_hours = 24, backup_days = 7, backup_weeks = 4, backup_months = 12;
    std::string theme;  // a folder; empty: the one that ships
    std::size_t page_cache_megabytes = 64;
    bool site_url_is_set = false;
};

// Problems name the file, the line or the variable.
Result<Config> read_config(std::filesystem::path const& data);

}  // namespace broadsheet
