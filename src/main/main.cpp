#include <malloc.h>
#include <signal.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <thread>

#include "main/commands.h"
#include "media/picture_workshop.h"

// The checked builds ask for this: fontconfig keeps what it read of the fonts to the end, where no pointer leads to it.
extern "C" __attribute__((weak)) char const* __lsan_default_suppressions() { return "leak:libfontconfig"; }

namespace {

using namespace broadsheet;

constexpr char const* version = "0.1.0";

struct Line {  // what the command line says
    std::string data = "data";
    std::string listen, email, role = "contributor", name, password, file;
    int stories = 0;
    bool take_over = false, dry_run = false, check = false;
};

// Runs one command with the configuration read; 1 and a sentence where it fails.
int with_config(Line const& line, int (*command)(Config const&, Line const&)) {
    std::error_code ignored;
    std::filesystem::create_directories(line.data, ignored);
    auto config = read_config(line.data);
    if (!config) {
        std::cerr << "broadsheet: " << config.error().message << "\n";
        return 1;
    }
    if (!line.listen.empty()) {
        config->listen = line.listen;
        if (!config->site_url_is_set) config->site.url = "http://" + line.listen;
    }
    try {
        return command(*config, line);
    } catch (std::exception const& error) {
        std::cerr << "broadsheet: " << error.what() << "\n";
        return 1;
    }
}

int run(int argc, char** argv) {
    Line line;
    int (*command)(Config const&, Line const&) = nullptr;
    CLI::App app{"Broadsheet: the system behind an independent online newspaper"};
    app.add_option("--data", line.data, "the folder that holds everything")->capture_default_str();
    app.fallthrough();
    app.require_subcommand(1);
    auto const add = [&](CLI::App& parent, char const* name, char const* about,
                         int (*run_it)(Config const&, Line const&)) {
        auto* const made = parent.add_subcommand(name, about);
        made->fallthrough();
        made->callback([&command, run_it] { command = run_it; });
        return made;
    };
    auto* const serve =
        add(app, "serve", "serve the newspaper and the desk", [](Config const& config, Line const& given) {
            return serve_command(config, given.take_over ? Succession::taken_over : Succession::refused);
        });
    serve->add_option("--listen", line.listen, "HOST:PORT");
    serve->add_flag("--take-over", line.take_over, "take the place of the server that runs on this folder");
    add(app, "demo", "fill an empty folder with a demo edition",
        [](Config const& config, Line const& given) {
            return given.stories > 0 ? many_stories_command(config, given.stories) : demo_command(config);
        })
        ->add_option("--stories", line.stories, "add so many generated stories instead, for load tests")
        ->check(CLI::Range(1, 1'000'000));
    add(app, "migrate", "bring the data up to date", [](Config const& config, Line const& given) {
        return migrate_command(config, given.dry_run);
    })->add_flag("--dry-run", line.dry_run, "try it and take it back; says what would be done");
    auto* const backup =
        add(app, "backup", "copy everything into one file, while the server runs",
            [](Config const& config, Line const& given) { return backup_command(config, given.file, given.check); });
    backup->add_option("file", line.file, "the file; - for standard output")->required();
    backup->add_flag("--check", line.check, "read a backup to its end and compare it with what it says it holds");
    add(app, "restore", "fill an empty folder and database from a backup, of either engine",
        [](Config const& config, Line const& given) { return restore_command(config, given.file); })
        ->add_option("file", line.file, "the file; - for standard input")
        ->required();
    add(app, "doctor", "say what is wrong and what to do",
        [](Config const& config, Line const&) { return doctor_command(config); });
    add(app, "version", "print the version", [](Config const&, Line const&) {
        std::cout << "broadsheet " << version << "\n";
        return 0;
    });
    auto* const mail = app.add_subcommand("mail", "mail that comes in");
    mail->fallthrough();
    mail->require_subcommand(1);
    add(*mail, "receive", "take one mail from standard input: a bounce or complaint about a newsletter",
        [](Config const& config, Line const&) { return receive_mail_command(config); });
    auto* const staff = app.add_subcommand("staff", "the people of the newsroom");
    staff->fallthrough();
    staff->require_subcommand(1);
    auto* const add_staff =
        add(*staff, "add", "add a person; prints a one-time sign-in link", [](Config const& config, Line const& given) {
            return add_staff_command(config, given.email, given.role, given.name);
        });
    add_staff->add_option("email", line.email)->required();
    add_staff->add_option("--role", line.role, "administrator, editor, author or contributor")
        ->required()
        ->check(CLI::IsMember({"administrator", "editor", "author", "contributor"}));
    add_staff->add_option("--name", line.name);
    add(*staff, "token", "make a token for programs; prints it alone on the last line",
        [](Config const& config, Line const& given) { return staff_token_command(config, given.email); })
        ->add_option("email", line.email)
        ->required();
    auto* const password = add(*staff, "password", "set a password", [](Config const& config, Line const& given) {
        return staff_password_command(config, given.email, given.password);
    });
    password->add_option("email", line.email)->required();
    password->add_option("password", line.password)->required();
    add(*staff, "second-factor-off", "turn off a person's second factor, when telephone and recovery codes are lost",
        [](Config const& config, Line const& given) { return staff_second_factor_off_command(config, given.email); })
        ->add_option("email", line.email)
        ->required();
    try {
        app.parse(argc, argv);
    } catch (CLI::ParseError const& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    return with_config(line, command);
}

// glibc gives each of many threads a heap of its own, up to eight a core, and memory once used in one stays there.
void share_heaps() { mallopt(M_ARENA_MAX, static_cast<int>(std::max(2U, std::thread::hardware_concurrency()))); }

}  // namespace

int main(int argc, char** argv) {
    share_heaps();
    if (argc == 2 && std::string_view(argv[1]) == "picture-worker") return media::picture_worker_main(0, 1);
    signal(SIGPIPE, SIG_IGN);
    return run(argc, argv);
}
