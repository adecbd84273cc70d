// The built parts that handlers may reach. References only: no state, no methods; a new one needs a reason.
#pragma once
#include "base/time.h"

namespace broadsheet {

namespace store {
class Database;
}
namespace pages {
class PageCache;
}
namespace frame {
class Frame;
class Themes;
}  // namespace frame
namespace http {
class GuardedClient;
}
namespace accounts {
class Accounts;
}
namespace jobs {
class OutgoingMail;
class Runner;
}  // namespace jobs
namespace media {
class BlobStore;
class PictureWorkshop;
}  // namespace media

struct App {
    store::Database& database;
    pages::PageCache& pages;
    frame::Frame& frame;
    frame::Themes& themes;
    accounts::Accounts& accounts;
    jobs::Runner& jobs;
    jobs::OutgoingMail& mail;
    media::BlobStore& blobs;
    media::PictureWorkshop& pictures;
    http::GuardedClient const& outside;
    Clock const& clock;
};

}  // namespace broadsheet
