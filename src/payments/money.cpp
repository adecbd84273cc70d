#include "payments/money.h"

#include <fmt/format.h>
#include <unicode/curramt.h>
#include <unicode/numberformatter.h>
#include <unicode/ucurr.h>
#include <unicode/uenum.h>

#include <algorithm>
#include <array>
#include <memory>
#include <set>

namespace broadsheet::payments {
namespace {

constexpr std::array without_minor = {"BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA",
                                      "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"};
constexpr std::array with_three = {"BHD", "JOD", "KWD", "OMR", "TND"};

struct Least {
    std::string_view currency;
    std::int64_t minor;
};
// What a card payment must be at least (docs.stripe.com/currencies, "Minimum and maximum charge amounts"), where that
// is more than one unit.
constexpr std::array least_amounts = {Least{"AED", 200}, Least{"BGN", 100},   Least{"CZK", 1500}, Least{"DKK", 250},
                                      Least{"HKD", 400}, Least{"HUF", 17500}, Least{"JPY", 50},   Least{"MXN", 1000},
                                      Least{"MYR", 200}, Least{"NOK", 300},   Least{"PLN", 200},  Least{"RON", 200},
                                      Least{"SEK", 300}, Least{"THB", 1000}};

icu::UnicodeString unicode(std::string_view text) {
    return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
}

std::string utf8(icu::UnicodeString const& text) {
    std::string out;
    text.toUTF8String(out);
    return out;
}

// Bytes of a gap at the beginning: spaces of every kind, and the apostrophes of Swiss thousands.
std::size_t gap_at(std::string_view text) {
    for (std::string_view const gap : {" ", "'", "\u00a0", "\u2019", "\u202f", "\u2009"})
        if (text.starts_with(gap)) return gap.size();
    return 0;
}

// Gaps around an amount go, and those within it that stand before three digits; others are left, and no amount.
std::string without_gaps(std::string_view typed) {
    std::string out;
    while (!typed.empty()) {
        auto const gap = gap_at(typed);
        auto const rest = typed.substr(gap);
        auto const digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
        bool const groups = digits == 3 && !out.empty();
        if (gap > 0 && (out.empty() || groups || rest.find_first_not_of(" '") == std::string_view::npos)) {
            typed = rest;
            continue;
        }
        out += typed.front();
        typed.remove_prefix(1);
    }
    return out;
}

std::unexpected<Problem> shape() {
    return refuse(ProblemKind::invalid, "amount_shape", "Please give an amount such as 5 or 7.50.", "amount");
}

bool all_digits(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// Whole part and what stands behind the point; a last separator with exactly three digits behind it groups thousands,
// as nobody gives thousandths of a euro.
struct Typed {
    std::string whole, part;
};
bool split(std::string const& text, int digits, Typed& out) {
    auto const last = text.find_last_of(".,");
    bool const is_point =
        last != std::string::npos && (text.size() - last - 1 != 3 || digits == 3) && text.find(text[last]) == last;
    std::string const whole = is_point ? text.substr(0, last) : text;
    out.part = is_point ? text.substr(last + 1) : "";
    std::size_t since = 0;
    bool grouped = false;
    for (char const c : whole) {
        if (c == '.' || c == ',') {
            if (grouped ? since != 3 : since == 0 || since > 3) return false;
            grouped = true;
            since = 0;
        } else {
            out.whole += c;
            ++since;
        }
    }
    if (grouped && (since != 3 || out.whole.front() == '0')) return false;
    return all_digits(out.whole) && (out.part.empty() ? !is_point : all_digits(out.part));
}

std::int64_t power_of_ten(int digits) {
    std::int64_t out = 1;
    for (int i = 0; i < digits; ++i) out *= 10;
    return out;
}

// Not precious metals, test codes, and what money was called once.
std::set<std::string> currencies_in_use() {
    std::set<std::string> out;
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<UEnumeration, void (*)(UEnumeration*)> const all(
        ucurr_openISOCurrencies(UCURR_COMMON | UCURR_NON_DEPRECATED, &status), uenum_close);
    int32_t length = 0;
    while (auto const* const code = U_SUCCESS(status) ? uenum_next(all.get(), &length, &status) : nullptr)
        out.emplace(code, static_cast<std::size_t>(length));
    return out;
}

}  // namespace

bool is_currency(std::string_view code) {
    if (code.size() != 3 || !std::ranges::all_of(code, [](char c) { return c >= 'A' && c <= 'Z'; })) return false;
    static auto const known = currencies_in_use();
    return known.contains(std::string(code));
}

int minor_digits(std::string_view currency) {
    if (std::ranges::find(without_minor, currency) != without_minor.end()) return 0;
    return std::ranges::find(with_three, currency) != with_three.end() ? 3 : 2;
}

std::int64_t one_unit(std::string_view currency) { return power_of_ten(minor_digits(currency)); }

std::int64_t least_payable(std::string_view currency) {
    auto const found = std::ranges::find(least_amounts, currency, &Least::currency);
    return found == least_amounts.end() ? one_unit(currency) : std::max(one_unit(currency), found->minor);
}

Result<Money> read_amount(std::string_view typed, std::string_view currency) {
    auto const text = without_gaps(typed);
    if (text.empty()) return refuse(ProblemKind::invalid, "amount_missing", "Please give an amount.", "amount");
    if (text.front() == '-' || text.size() > 20) return shape();
    auto const digits = minor_digits(currency);
    Typed parts;
    if (!split(text, digits, parts)) return shape();
    while (!parts.part.empty() && parts.part.back() == '0' && parts.part.size() > static_cast<std::size_t>(digits))
        parts.part.pop_back();
    if (parts.part.size() > static_cast<std::size_t>(digits)) return shape();
    parts.part.resize(static_cast<std::size_t>(digits), '0');
    auto number = parts.whole + parts.part;
    number.erase(0, std::min(number.find_first_not_of('0'), number.size()));
    if (number.size() > 8)
        return refuse(ProblemKind::invalid, "amount_large", "That is more than can be paid by card at once.", "amount");
    std::int64_t const minor = number.empty() ? 0 : std::stoll(number);
    if (minor < least_payable(currency))
        return refuse(ProblemKind::invalid, "amount_small", "That is less than can be paid by card.", "amount");
    return Money{minor, std::string(currency)};
}

std::string plain_amount(Money const& money) {
    auto const digits = minor_digits(money.currency);
    auto const unit = static_cast<std::uint64_t>(power_of_ten(digits));
    auto const amount =
        money.minor < 0 ? ~static_cast<std::uint64_t>(money.minor) + 1 : static_cast<std::uint64_t>(money.minor);
    auto const* const sign = money.minor < 0 ? "-" : "";
    return digits == 0 ? fmt::format("{}{}", sign, amount)
                       : fmt::format("{}{}.{:0{}}", sign, amount / unit, amount % unit, digits);
}

std::string format_money(Money const& money, std::string_view language) {
    UErrorCode status = U_ZERO_ERROR;
    auto const digits = minor_digits(money.currency);
    bool const whole = money.minor % power_of_ten(digits) == 0;
    auto const number = plain_amount(money);
    auto code = unicode(money.currency);
    auto const formatted = icu::number::NumberFormatter::withLocale(icu::Locale(std::string(language).c_str()))
                               .unit(icu::CurrencyUnit(icu::ConstChar16Ptr(code.getTerminatedBuffer()), status))
                               .unitWidth(UNUM_UNIT_WIDTH_NARROW)
                               .precision(icu::number::Precision::fixedFraction(whole ? 0 : digits))
                               .formatDecimal(icu::StringPiece(number), status)
                               .toString(status);
    return U_FAILURE(status) ? number + " " + money.currency : utf8(formatted);
}

std::string currency_name(std::string_view currency, std::string_view language) {
    UErrorCode status = U_ZERO_ERROR;
    int32_t length = 0;
    auto const* const name = ucurr_getName(unicode(currency).getTerminatedBuffer(), std::string(language).c_str(),
                                           UCURR_LONG_NAME, nullptr, &length, &status);
    return U_FAILURE(status) ? std::string(currency) : utf8(icu::UnicodeString(name, length));
}

}  // namespace broadsheet::payments
