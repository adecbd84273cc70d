// Where the processor sends people back to. Coming here proves nothing: what happened is asked of the processor.
#include <fmt/format.h>

#include "accounts/secrets.h"
#include "base/log.h"
#include "frame/frame.h"
#include "membership/handlers.h"
#include "membership/support_form.h"

namespace broadsheet::membership {
namespace {

using content::Pledge;
using content::PledgeState;

// Theirs alone: the browser that set out has the cookie.
std::optional<Pledge> own_pledge(App& app, http::Request const& request) {
    auto const id = content::PledgeId::parse(request.query_value("pledge"));
    auto const secret = request.cookie(support_cookie);
    if (!id || secret.empty()) return std::nullopt;
    auto pledge = store::find_pledge(*app.database.snapshot(), *id);
    if (!pledge || pledge->browser.empty() || pledge->browser != accounts::secret_hash(secret)) return std::nullopt;
    return pledge;
}

Pledge settled(App& app, Members& parts, Pledge pledge) {
    if (pledge.state == PledgeState::given) return pledge;
    try {
        parts.settling.settle(parts.settling.ask_about_pledge(pledge));
        return store::find_pledge(*app.database.snapshot(), pledge.id).value_or(pledge);
    } catch (payments::Unreachable const& error) {
        log_warning("thanks_unsettled pledge={} error=\"{}\"", pledge.id.text(), error.what());
        return pledge;
    }
}

// What they pay for they may read at once, in this browser.
std::optional<std::string> pass_for(App& app, Members& parts, http::Request const& request, Pledge const& pledge) {
    if (pledge.cadence == content::Cadence::once || !pledge.reader || pledge.state != PledgeState::given)
        return std::nullopt;
    if (parts.readers.identify(request)) return std::nullopt;
    auto const transaction = app.database.begin();
    auto cookie = parts.readers.open_pass(*transaction, *pledge.reader);
    transaction->commit();
    return cookie;
}

}  // namespace

http::Response show_thanks(App& app, Members& parts, http::Request const& request) {
    auto const known = own_pledge(app, request);
    auto const pledge = known ? std::optional(settled(app, parts, *known)) : std::nullopt;
    auto response = app.frame.serve_once(request, [&](frame::PageBuild& build) {
        frame::View view;
        view.template_name = "thanks";
        view.head.title = "Thank you";
        view.head.path = "/support/thanks/";
        view.head.index = false;
        if (!pledge) return view;
        view.values = {{"known", true},
                       {"given", pledge->state == PledgeState::given},
                       {"pending", pledge->state == PledgeState::pending},
                       {"failed", pledge->state == PledgeState::ended},
                       {"member", pledge->cadence != content::Cadence::once},
                       {"gift", pledge->gift_months > 0},
                       {"amount", payments::format_money(pledge->amount, build.site.language)},
                       {"cadence", payments::name_of(pledge->cadence)},
                       {"email", pledge->email},
                       {"practice", parts.practice != nullptr},
                       {"from", pledge->source}};
        return view;
    });
    if (!pledge || pledge->state == PledgeState::open || pledge->state == PledgeState::ended) return response;
    // For the little script: whoever has given is not asked again on this device.
    response.headers.add("Set-Cookie", fmt::format("broadsheet_gave=1; Path=/; SameSite=Lax; Max-Age=31536000{}",
                                                   parts.secure ? "; Secure" : ""));
    if (auto pass = pass_for(app, parts, request, *pledge)) response.headers.add("Set-Cookie", std::move(*pass));
    return response;
}

}  // namespace broadsheet::membership
