// What is to be known of a page elsewhere, for a card in one of our texts. Private to desk/.
#pragma once
#include <string>

#include "base/result.h"
#include "base/url.h"
#include "http/guarded_client.h"

namespace broadsheet::desk {

// Plain texts of one line, cleaned and cut; a provider's HTML is never taken.
struct EmbedFacts {
    Url url;  // as given, or where it led to if only that has a player
    std::string title;
    std::string description;
    std::string provider;
    std::string picture;  // absolute address of a preview; may be empty
};

// Asks the provider's oEmbed where we know it, else the page itself. Within 5 seconds in all. Refusals are the
// client's, or embed_status (the page answered with an error) and embed_type (it is no page).
Result<EmbedFacts> read_embed(http::GuardedClient const& client, Url const& url);

}  // namespace broadsheet::desk
