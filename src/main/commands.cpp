#include "main/commands.h"

#include <array>
#include <iostream>

#include "accounts/notices.h"
#include "main/many_stories.h"
#include "main/parts.h"
#include "newsletters/bounces.h"
#include "search/index.h"
#include "store/changes.h"
#include "store/second_factors.h"
#include "store/staff.h"

namespace broadsheet {
namespace {

std::string lower(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    return text;
}

int failed(std::string_view message) {
    std::cerr << "broadsheet: " << message << "\n";
    return 1;
}

std::optional<content::Staff> person(Data& data, std::string const& email) {
    return store::find_staff(*data.database.snapshot(), lower(email));
}

}  // namespace

int serve_command(Config const& config, Succession succession) {
    Handover handover(config.data, succession);
    Parts(config, handover).serve();
    return 0;
}

int migrate_command(Config const& config, bool dry_run) {
    store::Database database(config.database_url, config.data, system_clock());
    auto const steps = database.try_migrations();
    for (auto const& step : steps) std::cout << (dry_run ? "would run " : "running ") << step << "\n";
    if (dry_run) {
        std::cout << (steps.empty() ? "The data is up to date.\n" : "Tried and taken back; nothing has changed.\n");
        return 0;
    }
    database.migrate();
    std::cout << "The data is up to date.\n";
    return 0;
}

// A mail server that is told anything but 0 or 75 sends the mail back to where it came from, which is nobody.
int receive_mail_command(Config const& config) {
    constexpr int try_again = 75;
    constexpr std::size_t most = 20'000'000;
    try {
        std::string mime;
        std::array<char, 65536> part{};
        while (std::cin.read(part.data(), part.size()) || std::cin.gcount() > 0)
            if (mime.size() < most) mime.append(part.data(), static_cast<std::size_t>(std::cin.gcount()));
        Data data(config);
        auto const ours = newsletters::take_report(data.database, data.seal, mime, config.site.timezone);
        std::cout << (ours ? "Noted.\n" : "This is no report about a mail of ours.\n");
        return 0;
    } catch (std::exception const& error) {
        std::cerr << "broadsheet: " << error.what() << "\n";
        return try_again;
    }
}

int many_stories_command(Config const& config, int count) {
    Data data(config);
    add_many_stories(data.database, data.clock, count);
    search::Terms terms;
    search::index_everything(data.database, terms);
    std::cout << count << " generated stories are in place.\n";
    return 0;
}

int add_staff_command(Config const& config, std::string const& email, std::string const& role,
                      std::string const& name) {
    if (email.find('@') == std::string::npos || email.size() > 320)
        return failed("\"" + email + "\" is not a mail address");
    Data data(config);
    if (person(data, email)) return failed(email + " is on the staff already");
    content::Staff staff{
        content::StaffId::make(),          lower(email), name.empty() ? email.substr(0, email.find('@')) : name,
        content::staff_role(role).value(), std::nullopt, true};
    auto transaction = data.database.begin();
    store::insert_staff(*transaction, staff, data.clock.now());
    transaction->append({"staff.added", staff.id.text(), {"staff"}});
    transaction->commit();
    accounts::Accounts accounts(data.database, data.seal, false);
    std::cout << config.site.url << "/desk/?code=" << accounts.make_sign_in_link(staff.id) << "\n";
    return 0;
}

int staff_token_command(Config const& config, std::string const& email) {
    Data data(config);
    auto const staff = person(data, email);
    if (!staff) return failed("there is no " + email + " on the staff");
    std::cout << accounts::Accounts(data.database, data.seal, false).make_token(staff->id) << "\n";
    return 0;
}

int staff_password_command(Config const& config, std::string const& email, std::string const& password) {
    Data data(config);
    auto const staff = person(data, email);
    if (!staff) return failed("there is no " + email + " on the staff");
    auto const done = accounts::Accounts(data.database, data.seal, false).set_password(staff->id, password);
    if (!done) return failed(done.error().message);
    std::cout << "The password of " << email << " is set.\n";
    return 0;
}

int staff_second_factor_off_command(Config const& config, std::string const& email) {
    Data data(config);
    auto const staff = person(data, email);
    if (!staff) return failed("there is no " + email + " on the staff");
    auto transaction = data.database.begin();
    if (store::delete_second_factor(*transaction, staff->id) == 0) return failed(email + " has no second factor");
    transaction->append({"staff.second_factor", staff->id.text(), {"staff"}});
    accounts::add_notice(*transaction, staff->id, accounts::Notice::second_factor_off);
    transaction->commit();
    std::cout << "The second factor of " << email << " is off.\n";
    return 0;
}

}  // namespace broadsheet
