#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/timex.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "base/descriptor.h"
#include "base/url.h"
#include "http/open_files.h"
#include "http/service_client.h"
#include "main/doctor.h"
#include "main/parts.h"
#include "transfer/copies.h"

namespace broadsheet {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t little_space = 500'000'000;

// Makes a file and takes it away again, as writing a picture does.
std::string cannot_write(fs::path const& folder) {
    auto path = (folder / ".doctor-XXXXXX").string();
    Descriptor const file(::mkostemp(path.data(), O_CLOEXEC));
    if (!file) return std::strerror(errno);
    bool const written = ::write(file.get(), "?", 1) == 1 && ::fsync(file.get()) == 0;
    std::string reason = written ? "" : std::strerror(errno);
    ::unlink(path.c_str());
    return reason;
}

void look_at_space(Doctor& doctor, std::string const& what, fs::path const& folder) {
    struct statvfs facts {};
    if (::statvfs(folder.c_str(), &facts) != 0)
        return doctor.find(false, what + ": " + std::strerror(errno), "Is it mounted?");
    auto const free = static_cast<std::uintmax_t>(facts.f_bavail) * facts.f_frsize;
    doctor.find(free > little_space, fmt::format("{}: {} MB free under {}", what, free / 1'000'000, folder.string()),
                "Free some space: old logs (journalctl --vacuum-size=200M), packages (apt-get clean), other programs' "
                "files, old copies. Readers are served meanwhile; writing goes on by itself once there is room.");
    doctor.find(facts.f_files == 0 || facts.f_favail > 1000,
                fmt::format("{}: {} files can still be made", what, facts.f_favail),
                "The file system is out of inodes: find the folder with very many small files.");
}

void look_at_folder(Doctor& doctor, Config const& config) {
    struct stat facts {};
    if (::stat(config.data.c_str(), &facts) == 0 && ::geteuid() == 0 && facts.st_uid != 0)
        doctor.note(fmt::format(
            "the folder is another user's ({}); run commands as that user, so that files stay theirs", facts.st_uid));
    auto const reason = cannot_write(config.data);
    doctor.find(reason.empty(),
                "folder: " + config.data.string() + (reason.empty() ? " can be written" : ": " + reason),
                "Is the disk full or mounted read-only (dmesg says why), or the folder another user's?");
    auto const key = config.data / "secrets.key";
    if (::stat(key.c_str(), &facts) != 0) return doctor.note("there is no secrets.key yet; the first start makes it");
    doctor.find(facts.st_size == 32 && (facts.st_mode & 077) == 0, "secrets.key: " + key.string(),
                "It must hold 32 bytes and be its owner's alone (chmod 600). A lost one comes back from a backup.");
}

void look_at_copies(Doctor& doctor, Config const& config) {
    if (config.backup_folder.empty())
        return doctor.note("copies: none are made by themselves; set folder under [backup], on another disk");
    auto const copies = transfer::list_copies(config.backup_folder);
    auto const due = std::chrono::hours(config.backup_every_hours) * 2;
    auto const now = system_clock().now();
    bool const fresh = !copies.empty() && now - copies.front() < due;
    doctor.find(
        fresh,
        fmt::format("copies: {} in {}, the newest {}", copies.size(), config.backup_folder,
                    copies.empty() ? "never made" : "of " + iso_time(copies.front())),
        "Does the server run? Look for copy_failed in its log; is the disk of the copies full, or not mounted?");
    struct stat ours {
    }, theirs{};
    if (::stat(config.data.c_str(), &ours) == 0 && ::stat(config.backup_folder.c_str(), &theirs) == 0) {
        if (ours.st_dev == theirs.st_dev)
            doctor.note("the copies are on the disk that they should outlive; put [backup] folder on another one");
        look_at_space(doctor, "disk of the copies", config.backup_folder);
    }
}

struct Holder {
    int pid = 0;
    std::string address;  // HOST:PORT
};

// The server that runs on this folder.
std::optional<Holder> holder(Config const& config) {
    Descriptor const lock(::open((config.data / "serve.lock").c_str(), O_RDONLY | O_CLOEXEC));
    if (!lock || ::flock(lock.get(), LOCK_SH | LOCK_NB) == 0) return std::nullopt;
    Holder out;
    std::ifstream(config.data / "serve.lock") >> out.pid >> out.address;
    if (out.address.empty()) out.address = config.listen;  // it is starting
    return out;
}

std::size_t open_files_of(int pid) {
    std::ifstream limits(fmt::format("/proc/{}/limits", pid));
    for (std::string line; std::getline(limits, line);)
        if (line.starts_with("Max open files")) return std::strtoull(line.c_str() + 14, nullptr, 10);
    return 0;
}

}  // namespace

void look_at_machine(Doctor& doctor, Config const& config) {
    look_at_folder(doctor, config);
    look_at_space(doctor, "disk", config.data);
    doctor.look("copies", "See [backup] in broadsheet.toml.", [&] { look_at_copies(doctor, config); });
    timex kept{};
    if (::adjtimex(&kept) == TIME_ERROR)
        doctor.note("clock: nobody keeps it (NTP); schedules and sign-in codes go by it");
}

void look_at_server(Doctor& doctor, Config const& config) {
    auto const server = holder(config);
    if (!server) return doctor.note("server: none runs on this folder");
    auto const healthy =
        http::ServiceClient("http://" + server->address).ask({http::Method::get, "/healthz", {}, {}, Millis{5'000}});
    doctor.find(healthy.status == 200,
                fmt::format("server: process {} on {} {}", server->pid, server->address,
                            healthy.status == 200 ? "answers" : "does not answer: " + healthy.failure),
                "If it hangs, restart it: nothing is lost.");
    if (auto const files = open_files_of(server->pid); files > 0) {
        auto const shared = http::share_open_files(files);
        doctor.find(files >= 1024,
                    fmt::format("open files: {}, of them {} for connections and {} for open pages", files,
                                shared.connections, shared.streams),
                    "Raise the hard limit (LimitNOFILE= of the unit, or ulimit -Hn).");
    }
    auto const url = Url::parse_link(config.site.url);
    if (!url || config.site.url.starts_with("http://127.") || config.site.url.starts_with("http://localhost"))
        return doctor.note("address: " + config.site.url + " is for this machine alone; set url under [site]");
    bool const tls = config.site.url.starts_with("https://");
    doctor.find(tls, "address: " + config.site.url,
                "Passwords and cookies would go over the line in the clear: put Caddy or nginx before it, and https:// "
                "into [site] url.");
    if (tls)
        doctor.find(
            !config.trusted_proxies.empty(), fmt::format("proxies: {} trusted", config.trusted_proxies.size()),
            "TLS is the proxy's: name its address in trusted_proxies under [http], else all readers seem to be one.");
    auto const outside =
        http::ServiceClient(config.site.url).ask({http::Method::get, "/healthz", {}, {}, Millis{5'000}});
    if (outside.status == 200)
        doctor.find(true, "address: answers from here by its public name", "");
    else
        doctor.note(fmt::format("address: {} does not answer from here ({}); DNS, certificate or proxy?",
                                config.site.url, outside.status ? std::to_string(outside.status) : outside.failure));
}

void look_at_services(Doctor& doctor, Config const& config) {
    doctor.look("mail", "See [mail] in broadsheet.toml.", [&] {
        if (config.mail_url.empty())
            return doctor.note("mail: none goes out; it is kept in " + (config.data / "outbox").string());
        auto settings = mail_settings(config);
        settings.time_limit = Millis{10'000};
        mail::Transport const transport(settings);
        auto connection = transport.connection();
        auto const greeted = connection.greet();
        doctor.find(greeted.has_value(),
                    "mail: the server " + (greeted ? "answers" : "says: " + greeted.error().message),
                    "Host, port, user and password of [mail] url; is the port open from here? Mails wait and go by "
                    "themselves.");
        check_signing(config);
    });
    if (config.speech_url.empty())
        return doctor.note("voices: the built-in ones; set url under [speech] for better ones");
    auto const voice = http::ServiceClient(config.speech_url)
                           .ask({http::Method::get,
                                 "/v1/models",
                                 {{"Authorization", "Bearer " + config.speech_key}},
                                 {},
                                 Millis{5'000}});
    doctor.find(
        voice.status != 0 && voice.status != 401 && voice.status != 403,
        fmt::format("voices: {} {}", config.speech_url,
                    voice.status ? fmt::format("answers {}", voice.status) : "does not answer: " + voice.failure),
        voice.status ? "The key under [speech] is not taken."
                     : "Stories wait to be read out by it, or get a built-in voice where the desk allows that.");
}

}  // namespace broadsheet
