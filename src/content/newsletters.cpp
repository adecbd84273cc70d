#include "content/newsletters.h"

namespace broadsheet::content {
namespace {

constexpr Millis pause{2 * 60 * 1000};
constexpr Millis day{24LL * 3600 * 1000};
constexpr int most_a_day = 5;

}  // namespace

bool take_sign_up_mail(SignUp& sign_up, Time now) {
    if (sign_up.mailed_at && now - *sign_up.mailed_at < pause) return false;
    if (now - sign_up.mails_since >= day) {
        sign_up.mails_since = now;
        sign_up.mails = 0;
    }
    if (sign_up.mails >= most_a_day) return false;
    ++sign_up.mails;
    sign_up.mailed_at = now;
    return true;
}

std::string_view name_of(SuppressionReason reason) {
    switch (reason) {
        case SuppressionReason::bounce:
            return "bounce";
        case SuppressionReason::complaint:
            return "complaint";
        case SuppressionReason::blocked:
            return "blocked";
    }
    return "";
}

std::optional<SuppressionReason> suppression_reason(std::string_view name) {
    for (auto const reason : {SuppressionReason::bounce, SuppressionReason::complaint, SuppressionReason::blocked})
        if (name_of(reason) == name) return reason;
    return std::nullopt;
}

}  // namespace broadsheet::content
