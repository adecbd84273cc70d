// POST /support/counted/: the little script says that an appeal was seen.
#include "http/posted_form.h"
#include "membership/handlers.h"

namespace broadsheet::membership {

http::Response count_appeal(App& app, Members& parts, http::Request const& request) {
    http::PostedForm const posted(request);
    auto const id = content::AppealId::parse(posted.text("appeal"));
    auto const wording = posted.text("wording");
    bool const sane = id && wording.size() == 1 && wording.front() >= '0' && wording.front() <= '3';
    if (sane && parts.counted.take(request.client, app.clock.now()))
        parts.counts.count(*id, wording.front() - '0', AppealCounts::What::seen);
    return http::no_content();
}

}  // namespace broadsheet::membership
