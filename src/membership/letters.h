// What those who give are written to. Private to membership/.
#pragma once
#include "content/support.h"
#include "frame/publication.h"
#include "mail/message.h"

namespace broadsheet::membership {

// The receipt of a contribution, the welcome of a member.
mail::Message thanks_letter(frame::Publication const& publication, content::Pledge const& pledge);
mail::Message gift_letter(frame::Publication const& publication, content::Pledge const& pledge,
                          content::Membership const& gift, content::Reader const& reader);
mail::Message card_failed_letter(frame::Publication const& publication, content::Reader const& reader,
                                 content::Membership const& membership);

}  // namespace broadsheet::membership
