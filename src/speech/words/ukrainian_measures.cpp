#include <optional>

#include "speech/words/ukrainian.h"

namespace broadsheet::speech {
namespace {

// "5", "5–7", "1,5 млн": how much of something there is.
struct Quantity {
    Numeral begin;
    std::optional<Numeral> end;
    CountedNoun const* scale = nullptr;
    std::size_t tokens = 0;

    Numeral const& counted() const { return end ? *end : begin; }
};

std::optional<Quantity> quantity_at(Speaker const& speaker, std::size_t ahead) {
    auto const begin = numeral_at(speaker, ahead, NumberMarks::continental);
    if (!begin) return std::nullopt;
    Quantity out{*begin, {}, nullptr, begin->tokens};
    if (is_number_dash(speaker, ahead + out.tokens))
        out.end = numeral_at(speaker, ahead + out.tokens + 1, NumberMarks::continental);
    if (out.end) out.tokens += 1 + out.end->tokens;
    auto const scale = ukrainian_scale_at(speaker, ahead + out.tokens);
    out.scale = scale.noun;
    out.tokens += scale.tokens;
    return out;
}

// "п’ять-сім мільйонів гривень"; without a noun the number and its scale alone.
void say_quantity(Speaker& speaker, Quantity const& quantity, CountedNoun const* noun, Case in) {
    auto const* const counted = quantity.scale ? quantity.scale : noun;
    auto const gender = counted ? counted->gender : Gender::masculine;
    auto number = ukrainian_number(quantity.begin, gender, in);
    if (quantity.end) number += " – " + ukrainian_number(*quantity.end, gender, in);
    speaker.say(number);
    if (quantity.scale) speaker.say(ukrainian_noun(quantity.counted(), *quantity.scale, in));
    if (noun) speaker.say(quantity.scale ? std::string(noun->many) : ukrainian_noun(quantity.counted(), *noun, in));
}

// "3,50 грн": три гривні п’ятдесят копійок.
bool say_with_cents(Speaker& speaker, Quantity const& quantity, CountedNoun const& currency, Case in) {
    auto const& number = quantity.begin;
    if (quantity.end || quantity.scale || number.decimals.size() != 2 || number.is_long()) return false;
    Numeral const whole{number.whole, {}, false, 0},
        hundredths{std::to_string(std::stoi(number.decimals)), {}, false, 0};
    auto const& cents = ukrainian_cents_of(currency);
    if (whole.whole != "0")
        speaker.say(ukrainian_number(whole, currency.gender, in) + " " + ukrainian_noun(whole, currency, in));
    if (hundredths.whole != "0")
        speaker.say(ukrainian_number(hundredths, cents.gender, in) + " " + ukrainian_noun(hundredths, cents, in));
    return true;
}

void say_money(Speaker& speaker, Quantity const& quantity, CountedNoun const& currency) {
    auto const in = case_before(speaker);
    if (!say_with_cents(speaker, quantity, currency, in)) say_quantity(speaker, quantity, &currency, in);
}

// "$5", "€1,2 млрд"
bool say_money_sign_first(Speaker& speaker) {
    if (speaker.next().is_digits()) return false;
    auto const sign = ukrainian_currency_at(speaker, 0);
    auto const quantity = sign.noun ? quantity_at(speaker, sign.tokens) : std::nullopt;
    if (!quantity) return false;
    say_money(speaker, *quantity, *sign.noun);
    speaker.take(sign.tokens + quantity->tokens);
    return true;
}

}  // namespace

bool say_ukrainian_measure(Speaker& speaker) {
    if (say_money_sign_first(speaker)) return true;
    auto const quantity = quantity_at(speaker, 0);
    if (!quantity) return false;
    auto const currency = ukrainian_currency_at(speaker, quantity->tokens);
    auto const unit = ukrainian_unit_at(speaker, quantity->tokens);
    if (currency.noun)
        say_money(speaker, *quantity, *currency.noun);
    else if (unit.noun || quantity->scale)
        say_quantity(speaker, *quantity, unit.noun, case_before(speaker));
    else
        return false;
    speaker.take(quantity->tokens + currency.tokens + (currency.noun ? 0 : unit.tokens));
    return true;
}

}  // namespace broadsheet::speech
