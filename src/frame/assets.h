// What stands under /assets/: the theme's files, and the little script of web/site where the theme has none of that
// name. Each is kept in every encoding, so that an answer is one look-up. Immutable; any thread.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "http/message.h"
#include "theme/theme.h"

namespace broadsheet::frame {

using AssetAddresses = std::map<std::string, std::string, std::less<>>;

// By path behind assets/: an address that changes with the bytes. The modules of site/ import one another by relative
// addresses, so they share a folder named by the digest of them all: /assets/site/DIGEST/site.js.
AssetAddresses asset_addresses(theme::ThemeFiles const& files);

class Assets {
  public:
    explicit Assets(std::shared_ptr<theme::Theme const> theme);

    // `path` behind /assets/, `query` without '?'. Null: there is none. Only the present version may be kept for ever.
    http::Prepared find(std::string_view path, std::string_view query, http::Accepted accepted) const;

  private:
    struct Kept {
        http::Prepared identity, gzip, brotli;  // the latter two are null where they are of no use
    };
    struct Asset {
        std::string version;
        Kept lasting, passing;  // by how long browsers may keep them
    };
    using SharedText = std::shared_ptr<std::string const>;
    struct Packed {
        std::string_view identity;
        SharedText gzip, brotli;
    };
    static Packed pack(std::string_view path, std::string_view bytes);
    Kept keep(std::string_view path, Packed const& packed, std::string const& version, char const* caching) const;

    std::shared_ptr<theme::Theme const> theme_;  // owns the bytes
    std::string site_digest_;
    std::map<std::string, Asset, std::less<>> assets_;
};

}  // namespace broadsheet::frame
