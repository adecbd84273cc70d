// Amounts of money, in a currency's smallest unit as card processors count it. Never floating point. Any thread.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace broadsheet::payments {

struct Money {
    std::int64_t minor = 0;  // cents; whole yen
    std::string currency;    // ISO 4217, "EUR"
    bool operator==(Money const&) const = default;
};

// Three capital letters that ISO 4217 (as ICU has it) knows as money in use.
bool is_currency(std::string_view code);
// How many digits stand behind the point where the processor counts in them (docs.stripe.com/currencies: none for JPY,
// two for EUR, three for KWD).
int minor_digits(std::string_view currency);
std::int64_t one_unit(std::string_view currency);  // 100 for EUR, 1 for JPY

// What may be paid at once: at least one unit and what the processor takes for a card, at most eight digits.
std::int64_t least_payable(std::string_view currency);
inline constexpr std::int64_t most_payable = 99'999'999;

// "5", "5.50", "5,50", "1 000", "1,000.50" as people type them. Refused with field `amount`: "amount_missing",
// "amount_shape", "amount_small", "amount_large".
Result<Money> read_amount(std::string_view typed, std::string_view currency);
// "5.50" for forms and CSV: with a point, without groups; "-5.50".
std::string plain_amount(Money const& money);
// As a language writes it: "€5", "€5.50", "5,50 €", "1 000 ₴". Whole amounts without zeros.
std::string format_money(Money const& money, std::string_view language);
// "€": as the language calls the currency; "US dollar", "євро" for lists.
std::string currency_name(std::string_view currency, std::string_view language);

}  // namespace broadsheet::payments
