// The link at the foot of each mail: a page with one button, and one click of a mail program (RFC 8058).
#include "frame/notice.h"
#include "http/posted_form.h"
#include "newsletters/handlers.h"
#include "newsletters/joining.h"
#include "store/mailings.h"

namespace broadsheet::newsletters {
namespace {

std::optional<LeavingLink> link_of(Newsletters const& parts, http::Request const& request) {
    return read_leaving_link(parts.seal, request.query_value("reader"), request.query_value("newsletter"),
                             request.query_value("mailing"), request.query_value("key"));
}

frame::Notice broken_link(frame::PageBuild& build) {
    frame::Notice notice;
    notice.status = 404;
    notice.title = build.words("This link is not whole");
    notice.paragraphs = {build.words("Please take the whole link from the mail, or sign in and choose there.")};
    notice.link = "/members/";
    notice.link_text = build.words("Your newsletters");
    return notice;
}

// The same address as the link's: it says all that is needed.
std::string same_address(http::Request const& request, std::string const& path) { return path + "?" + request.query; }

struct Known {
    LeavingLink link;
    std::optional<content::Reader> reader;
    std::optional<content::Newsletter> newsletter;
};

std::optional<Known> known_link(Newsletters const& parts, http::Request const& request, store::Reader& reader) {
    auto const link = link_of(parts, request);
    if (!link) return std::nullopt;
    return Known{*link, store::find_reader(reader, link->reader), store::find_newsletter(reader, link->newsletter)};
}

frame::Notice left(frame::PageBuild& build, Known const& known, http::Request const& request) {
    frame::Notice notice;
    auto const name = known.newsletter ? known.newsletter->name : std::string();
    notice.title = build.words("You are unsubscribed");
    notice.paragraphs = {frame::fill(build.words("You get no more mails of {newsletter}."), "newsletter", name)};
    if (known.reader && known.newsletter) {
        notice.action = same_address(request, "/newsletters/return/");
        notice.button = build.words("That was a mistake: subscribe again");
    }
    notice.link = "/members/";
    notice.link_text = build.words("Your newsletters");
    return notice;
}

}  // namespace

http::Response show_leaving(App& app, Newsletters& parts, http::Request const& request) {
    return frame::notice_page(app.frame, request, [&](frame::PageBuild& build) {
        auto const known = known_link(parts, request, build.reader);
        if (!known) return broken_link(build);
        if (!known->reader || !known->newsletter) return left(build, *known, request);
        frame::Notice notice;
        notice.title =
            frame::fill(build.words("Unsubscribe from {newsletter}?"), "newsletter", known->newsletter->name);
        notice.paragraphs = {
            frame::fill(build.words("{email} gets no more mails of it then."), "email", known->reader->email)};
        notice.action = same_address(request, "/newsletters/leave/");
        notice.button = build.words("Unsubscribe");
        notice.link = "/members/";
        notice.link_text = build.words("Choose among all newsletters instead");
        return notice;
    });
}

http::Response leave(App& app, Newsletters& parts, http::Request const& request) {
    auto const transaction = app.database.begin();
    auto const known = known_link(parts, request, *transaction);
    if (!known)
        return frame::notice_page(app.frame, request, [](frame::PageBuild& build) { return broken_link(build); });
    depart(*transaction, known->link.reader, {known->link.newsletter}, app.frame.site().timezone);
    if (auto const mailing = content::MailingId::parse(known->link.mailing))
        store::note_left(*transaction, *mailing, known->link.reader, transaction->now());
    transaction->commit();
    return frame::notice_page(app.frame, request,
                              [&](frame::PageBuild& build) { return left(build, *known, request); });
}

http::Response come_back(App& app, Newsletters& parts, http::Request const& request) {
    auto const transaction = app.database.begin();
    auto const known = known_link(parts, request, *transaction);
    if (!known || !known->reader || !known->newsletter)
        return frame::notice_page(app.frame, request, [](frame::PageBuild& build) { return broken_link(build); });
    join(*transaction, *known->reader, {*known->newsletter}, app.frame.site().timezone);
    transaction->commit();
    return frame::notice_page(app.frame, request, [&](frame::PageBuild& build) {
        frame::Notice notice;
        notice.title = build.words("You are subscribed again");
        notice.paragraphs = {
            frame::fill(build.words("{newsletter} goes on coming to you."), "newsletter", known->newsletter->name)};
        notice.link = "/members/";
        notice.link_text = build.words("Your newsletters");
        return notice;
    });
}

}  // namespace broadsheet::newsletters
