#include "newsletters/verdict.h"

namespace broadsheet::newsletters {
namespace {

using content::DeliveryState;
using mail::Concerns;
using mail::Outcome;
using About = Verdict::About;

constexpr Millis pause_of_server{5'000};
constexpr std::size_t most_of_answer = 300;

Verdict wait_for_server(content::Delivery delivery, Time now) {
    delivery.state = DeliveryState::deferred;
    --delivery.attempts;
    delivery.next_at = now + pause_of_server;
    return {std::move(delivery), About::server, false};
}

Verdict put_off(content::Delivery delivery, Concerns concerns, Time now) {
    auto const pause = content::pause_before_retry(delivery.attempts);
    delivery.state = pause ? DeliveryState::deferred : DeliveryState::refused;
    if (pause) delivery.next_at = now + *pause;
    return {std::move(delivery), concerns == Concerns::recipient ? About::recipient : About::mail, false};
}

bool is_no_mailbox(mail::Handover const& handover) {
    return handover.concerns == Concerns::recipient &&
           (handover.enhanced.starts_with("5.1.") || (handover.enhanced.empty() && handover.code == 550));
}

}  // namespace

Verdict judge(content::Delivery delivery, mail::Handover const& handover, Time now) {
    delivery.at = now;
    delivery.answer = handover.answer.substr(0, most_of_answer);
    bool const about_us = handover.concerns == Concerns::connection || handover.concerns == Concerns::sender;
    switch (handover.outcome) {
        case Outcome::taken:
            delivery.state = DeliveryState::taken;
            return {std::move(delivery), About::nothing, false};
        case Outcome::in_doubt:
            delivery.state = DeliveryState::in_doubt;
            return {std::move(delivery), About::server, false};
        case Outcome::not_sent:
            return wait_for_server(std::move(delivery), now);
        case Outcome::deferred:
            return about_us ? wait_for_server(std::move(delivery), now)
                            : put_off(std::move(delivery), handover.concerns, now);
        case Outcome::refused:
            break;
    }
    if (about_us) return wait_for_server(std::move(delivery), now);
    delivery.state = DeliveryState::refused;
    return {std::move(delivery), handover.concerns == Concerns::recipient ? About::nothing : About::mail,
            is_no_mailbox(handover)};
}

}  // namespace broadsheet::newsletters
