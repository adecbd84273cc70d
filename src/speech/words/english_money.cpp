#include <algorithm>
#include <optional>

#include "speech/words/casing.h"
#include "speech/words/english.h"

namespace broadsheet::speech {
namespace {

struct Currency {
    std::string_view written, one, many, cent, cents;
};

constexpr Currency currencies[] = {
    {"$", "dollar", "dollars", "cent", "cents"},
    {"US$", "U.S dollar", "U.S dollars", "cent", "cents"},
    {"C$", "Canadian dollar", "Canadian dollars", "cent", "cents"},
    {"A$", "Australian dollar", "Australian dollars", "cent", "cents"},
    {"NZ$", "New Zealand dollar", "New Zealand dollars", "cent", "cents"},
    {"HK$", "Hong Kong dollar", "Hong Kong dollars", "cent", "cents"},
    {"€", "euro", "euros", "cent", "cents"},
    {"£", "pound", "pounds", "penny", "pence"},
    {"¥", "yen", "yen", "", ""},
    {"₴", "hryvnia", "hryvnias", "kopiyka", "kopiykas"},
    {"₽", "ruble", "rubles", "kopek", "kopeks"},
    {"₹", "rupee", "rupees", "paisa", "paise"},
    {"₺", "lira", "lira", "", ""},
    {"zł", "zloty", "zlotys", "grosz", "groszy"},
    {"USD", "U.S dollar", "U.S dollars", "cent", "cents"},
    {"EUR", "euro", "euros", "cent", "cents"},
    {"GBP", "pound", "pounds", "penny", "pence"},
    {"UAH", "hryvnia", "hryvnias", "kopiyka", "kopiykas"},
    {"PLN", "zloty", "zlotys", "grosz", "groszy"},
    {"CHF", "Swiss franc", "Swiss francs", "centime", "centimes"},
    {"AUD", "Australian dollar", "Australian dollars", "cent", "cents"},
    {"CAD", "Canadian dollar", "Canadian dollars", "cent", "cents"},
    {"CZK", "Czech crown", "Czech crowns", "", ""},
    {"SEK", "Swedish crown", "Swedish crowns", "", ""},
    {"NOK", "Norwegian crown", "Norwegian crowns", "", ""},
    {"HUF", "forint", "forints", "", ""},
    {"INR", "rupee", "rupees", "paisa", "paise"},
    {"JPY", "yen", "yen", "", ""},
    {"CNY", "yuan", "yuan", "", ""},
    {"RUB", "ruble", "rubles", "kopek", "kopeks"},
};

struct CurrencyHere {
    Currency const* currency = nullptr;
    std::size_t tokens = 0;
};

CurrencyHere currency_at(Speaker const& speaker, std::size_t ahead) {
    CurrencyHere found;
    std::string written;
    for (std::size_t i = 0; i < 2; ++i) {
        auto const& token = speaker.next(ahead + i);
        if (token.kind == TokenKind::end || (i > 0 && !token.glued()) || token.text.size() > 4) break;
        written += token.text;
        auto const* const at = std::ranges::find(currencies, written, &Currency::written);
        if (at != std::end(currencies)) found = {at, i + 1};
    }
    return found;
}

struct Amount {
    Numeral number;
    std::string_view scale;
    std::size_t tokens = 0;
};

std::optional<Amount> amount_at(Speaker const& speaker, std::size_t ahead) {
    auto const number = numeral_at(speaker, ahead, NumberMarks::english);
    if (!number) return std::nullopt;
    auto const scale = english_scale(speaker.next(ahead + number->tokens));
    return Amount{*number, scale, number->tokens + (scale.empty() ? 0u : 1u)};
}

struct Sum {
    Currency const* currency = nullptr;
    Amount begin;
    std::optional<Amount> end;
    std::size_t tokens = 0;
};

// "$5", "US$5m", "UAH 300", "€5–7 million", "$5m–$7m".
std::optional<Sum> sum_with_sign_before(Speaker const& speaker) {
    auto const sign = currency_at(speaker, 0);
    auto const begin = sign.currency ? amount_at(speaker, sign.tokens) : std::nullopt;
    if (!begin) return std::nullopt;
    Sum out{sign.currency, *begin, {}, sign.tokens + begin->tokens};
    if (!is_dash(speaker.next(out.tokens)) || !speaker.next(out.tokens).glued()) return out;
    auto const again = currency_at(speaker, out.tokens + 1);
    out.end = amount_at(speaker, out.tokens + 1 + again.tokens);
    if (out.end) out.tokens += 1 + again.tokens + out.end->tokens;
    return out;
}

// "300 UAH", "5 million euros" is words; "5–7 €".
std::optional<Sum> sum_with_sign_behind(Speaker const& speaker) {
    auto const begin = amount_at(speaker, 0);
    if (!begin) return std::nullopt;
    Sum out{nullptr, *begin, {}, begin->tokens};
    if (is_number_dash(speaker, out.tokens)) out.end = amount_at(speaker, out.tokens + 1);
    if (out.end) out.tokens += 1 + out.end->tokens;
    auto const sign = currency_at(speaker, out.tokens);
    if (!sign.currency || numeral_at(speaker, out.tokens + sign.tokens, NumberMarks::english)) return std::nullopt;
    out.currency = sign.currency;
    out.tokens += sign.tokens;
    return out;
}

bool has_cents(Sum const& sum) {
    return !sum.end && sum.begin.scale.empty() && sum.begin.number.decimals.size() == 2 && !sum.currency->cent.empty();
}

// "three pounds fifty", "three dollars and fifty cents", "ninety-nine cents".
std::string with_cents(Sum const& sum, std::string_view unit, std::string_view language) {
    Numeral whole{sum.begin.number.whole, {}, false, 0};
    auto const hundredths = std::stoi(sum.begin.number.decimals);
    auto const cents = english_number({std::to_string(hundredths), {}, false, 0}, language);
    auto const named = cents + " " + std::string(hundredths == 1 ? sum.currency->cent : sum.currency->cents);
    if (whole.whole == "0") return named;
    auto out = english_number(whole, language) + " " + std::string(unit);
    if (hundredths == 0) return out;
    return out + (sum.currency->cents == "pence" && hundredths > 9 ? " " + cents : " and " + named);
}

std::string say_amount(Amount const& amount, std::string_view language) {
    auto out = english_number(amount.number, language);
    return amount.scale.empty() ? out : out + " " + std::string(amount.scale);
}

// "50p", "99c"
bool say_pence(Speaker& speaker) {
    auto const& sign = speaker.next(1);
    if (!speaker.next().is_digits() || !(sign.is("p") || sign.is("c")) || !sign.glued()) return false;
    auto const number = numeral_at(speaker, 0, NumberMarks::english);
    if (number->tokens != 1 || speaker.next(2).is(".")) return false;
    bool const one = number->whole == "1", pence = sign.is("p");
    speaker.say(english_number(*number, speaker.language()));
    speaker.say(pence ? (one ? "penny" : "pence") : (one ? "cent" : "cents"));
    speaker.take(2);
    return true;
}

}  // namespace

bool say_english_money(Speaker& speaker) {
    if (say_pence(speaker)) return true;
    auto sum = sum_with_sign_before(speaker);
    if (!sum) sum = sum_with_sign_behind(speaker);
    if (!sum) return false;
    auto const& number = sum->begin.number;
    bool const one = (number.whole == "1" && (number.decimals.empty() || has_cents(*sum)) && sum->begin.scale.empty() &&
                      !sum->end) ||
                     is_english_attribute(speaker, sum->tokens);
    auto const unit = one ? sum->currency->one : sum->currency->many;
    auto const& language = speaker.language();
    if (has_cents(*sum)) {
        speaker.say(with_cents(*sum, unit, language));
    } else {
        speaker.say(say_amount(sum->begin, language));
        if (sum->end) speaker.say("to " + say_amount(*sum->end, language));
        speaker.say(unit);
    }
    speaker.take(sum->tokens);
    return true;
}

}  // namespace broadsheet::speech
