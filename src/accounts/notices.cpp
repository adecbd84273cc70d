#include "accounts/notices.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <utility>

#include "store/changes.h"

namespace broadsheet::accounts {
namespace {

constexpr std::array<std::pair<Notice, std::string_view>, 4> names{{{Notice::password, "password"},
                                                                    {Notice::second_factor_on, "second_factor_on"},
                                                                    {Notice::second_factor_off, "second_factor_off"},
                                                                    {Notice::recovery_codes, "recovery_codes"}}};

}  // namespace

void add_notice(store::Transaction& transaction, content::StaffId staff, Notice notice) {
    auto const found = std::ranges::find(names, notice, &std::pair<Notice, std::string_view>::first);
    store::add_job(transaction, notice_job, fmt::format("{} {}", staff.text(), found->second), transaction.now());
}

std::optional<Noticed> read_notice(std::string_view subject) {
    auto const space = std::min(subject.find(' '), subject.size());
    auto const staff = content::StaffId::parse(subject.substr(0, space));
    auto const name = subject.substr(std::min(space + 1, subject.size()));
    auto const found = std::ranges::find(names, name, &std::pair<Notice, std::string_view>::second);
    if (!staff || found == names.end()) return std::nullopt;
    return Noticed{*staff, found->first};
}

}  // namespace broadsheet::accounts
