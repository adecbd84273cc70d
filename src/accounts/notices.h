// What people are told by mail when their way in was changed, by themselves or by somebody else (OWASP ASVS 2.2.3,
// 2.5.5). The letter is desk/'s.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "content/records.h"
#include "store/database.h"

namespace broadsheet::accounts {

enum class Notice { password, second_factor_on, second_factor_off, recovery_codes };

constexpr char const* notice_job = "staff.notice";

// In the transaction that changes it. Of several of a kind that come faster than mails are written, one is told.
void add_notice(store::Transaction& transaction, content::StaffId staff, Notice notice);

struct Noticed {
    content::StaffId staff;
    Notice notice;
};
std::optional<Noticed> read_notice(std::string_view subject);  // of the job; nothing: of another version

}  // namespace broadsheet::accounts
