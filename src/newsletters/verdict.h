// What a server's answer means for a mail and for those after it. Pure.
#pragma once
#include "content/mailings.h"
#include "mail/connection.h"

namespace broadsheet::newsletters {

struct Verdict {
    content::Delivery delivery;
    enum class About {
        nothing,
        recipient,
        mail,
        server
    } trouble_about = About::nothing;  // who is to be left alone, or is at fault
    bool no_such_mailbox = false;      // the address will never work
};

// `delivery`: the attempt that was announced, counted already. An answer that is about our server or about us is
// nobody's attempt: the mail waits five seconds and counts as before.
Verdict judge(content::Delivery delivery, mail::Handover const& handover, Time now);

}  // namespace broadsheet::newsletters
