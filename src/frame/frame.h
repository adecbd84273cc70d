// The frame that every public page shares: the theme and its newspaper helpers, the site's settings, the shared
// fragments (navigation, feed, picks, foot), themed errors, and the way from a builder to a kept Page. Any thread.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "frame/assets.h"
#include "frame/publication.h"
#include "frame/view.h"
#include "http/message.h"
#include "pages/page_cache.h"
#include "store/changes.h"
#include "theme/theme.h"

namespace broadsheet::frame {

struct HelperData;

using Builder = std::function<View(PageBuild&)>;
// Who of the staff sends this request; nothing for readers. Must not throw.
using Identify = std::function<std::optional<content::Staff>(http::Request const&)>;
// For which audience of readers (content::audience_of) a request is answered. Must not throw.
using AudienceOf = std::function<std::string(http::Request const&)>;
// What a page that is made at this time carries in its forms (newsletters/guard.h).
using PageToken = std::function<std::string(Time)>;

class Frame {
  public:
    // `defaults`: what the operator's file says; the editors' settings in the store go over it.
    Frame(store::Database& database, pages::PageCache& cache, Identify identify, PageToken page_token,
          AudienceOf audience_of, content::Site defaults);
    // Where forms may lead beside our own pages; before the first page is made.
    void allow_forms_to(std::vector<std::string> const& origins);

    // Puts the theme on and makes every fragment with it. One that is refused, or fails at that, leaves the present one
    // in place. Throws where there is none before and the fragments cannot be made.
    Result<void> wear(theme::ThemeFiles files);

    // The kept page of this address, or a page of this person's own for staff who are signed in.
    http::Response serve(http::Request const& request, Builder const& build);
    // The page of this request alone, for answers that depend on the query: never kept, never shared with another
    // request of the same path. `private, no-store`: what somebody searched for is nobody else's business, stays in no
    // proxy and on no shared computer, and what was retracted a moment ago must not come from a cache.
    http::Response serve_once(http::Request const& request, Builder const& build);
    // The page as readers of this audience would get it, for staff to look at in a frame of the desk: never kept, never
    // indexed, and its scripts do not run, so that nobody is counted as a reader and no stream is opened.
    http::Response preview(http::Request const& request, std::string audience, Builder const& build,
                           Arrangement const& arrangement = {});
    // Themed; plain text where the theme itself fails. Never throws.
    http::Response error_page(int status, http::Request const& request, std::string_view notice = {});
    // mail/NAME.hbs of the theme in use (one that lacks it has the shipped theme's) with these values; `t` speaks this
    // language, dates stand in the publication's zone. No page: nothing is kept, tagged or counted. Refuses an unknown
    // name (not_found) and what the theme refuses.
    Result<Html> render_mail(std::string_view template_name, theme::Object values, std::string_view language) const;
    // A file of the theme or of the little script, /assets/…
    http::Response asset(http::Request const& request);

    content::Site site() const { return publication()->site; }
    std::shared_ptr<Publication const> publication() const;
    // What the theme in use lets editors choose.
    std::vector<ThemeOption> options() const;
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

    Result<void> use_theme(theme::ThemeFiles files);
    void prepare();
    pages::NewPage render_for(content::Staff const* viewer, std::string_view path, Builder const& build,
                              std::string audience = "public");
    std::string arranged_fragment(std::string const& name, Arrangement const& arrangement);
    pages::NewPage render(View&& view, PageBuild& build, std::int64_t position, std::string_view path);
    Html render_template(View const& view, Publication const& publication, content::Staff const* staff,
                         std::string_view path, std::string_view audience = "public");
    void offer_parts(PageBuild& build, std::string_view path);
    void refresh(Fragment& fragment, std::string const& name);
    void refresh_or_retry(Fragment& fragment, std::string const& name);
    void read_settings();
    std::string theme_logo() const;  // its address; empty where the theme has none

    store::Database& database_;
    pages::PageCache& cache_;
    Identify identify_;
    PageToken page_token_;
    AudienceOf audience_of_;
    std::string policy_;
    content::Site defaults_;
    theme::ActiveTheme theme_;
    mutable std::mutex publication_mutex_;
    std::shared_ptr<Catalogs const> catalogs_ = std::make_shared<Catalogs const>();
    std::shared_ptr<Publication const> publication_;
    std::shared_ptr<Assets const> assets_;
    std::mutex fragments_mutex_;
    std::map<std::string, Fragment> fragments_;
};

}  // namespace broadsheet::frame
