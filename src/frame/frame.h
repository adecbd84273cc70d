// The frame that every public page shares: the theme and its newspaper helpers, the site's settings, the shared
// fragments (navigation, feed, picks, foot), themed errors, and the way from a builder to a kept Page. Any thread.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "frame/assets.h"
#include "frame/view.h"
#include "http/message.h"
#include "pages/page_cache.h"
#include "store/changes.h"
#include "theme/theme.h"

namespace broadsheet::frame {

using Builder = std::function<View(PageBuild&)>;
// Who of the staff sends this request; nothing for readers. Must not throw.
using Identify = std::function<std::optional<content::Staff>(http::Request const&)>;

class Frame {
  public:
    // `defaults`: what the operator's file says; the editors' settings in the store go over it.
    Frame(store::Database& database, pages::PageCache& cache, Identify identify, content::Site defaults);

    Result<void> use_theme(theme::ThemeFiles files);  // keeps the present theme if this one is refused
    // Makes every fragment; once at the start.
    void prepare();

    // The kept page of this address, or a page of this person's own for staff who are signed in.
    http::Response serve(http::Request const& request, Builder const& build);
    // Themed; plain text where the theme itself fails. Never throws.
    http::Response error_page(int status, http::Request const& request, std::string_view notice = {});
    // A file of the theme or of the little script, /assets/…
    http::Response asset(http::Request const& request);

    content::Site site() const;
    // First of the subscribers: pages stale, fragments made anew.
    void hear(std::vector<store::Change> const& changes);
    // Fragments whose moment has come.
    void refresh_due();

  private:
    struct Fragment {
        std::function<View(PageBuild&)> build;
        std::vector<std::string> tags;
        std::optional<Time> moment;
    };

    pages::NewPage render(View&& view, PageBuild& build, std::int64_t position, std::string_view path);
    Html render_template(View const& view, PageBuild const& build, std::string_view path);
    theme::Object site_data() const;
    void refresh(Fragment& fragment, std::string const& name);
    void refresh_or_retry(Fragment& fragment, std::string const& name);
    void read_settings();

    store::Database& database_;
    pages::PageCache& cache_;
    Identify identify_;
    content::Site defaults_;
    theme::ActiveTheme theme_;
    mutable std::mutex site_mutex_;
    content::Site site_;
    std::shared_ptr<Assets const> assets_;  // guarded by site_mutex_ as well
    std::mutex fragments_mutex_;
    std::map<std::string, Fragment> fragments_;
};

}  // namespace broadsheet::frame
