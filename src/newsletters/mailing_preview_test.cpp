// To look at: MAILING_PREVIEW=FOLDER writes mails of the stories in the SQLite data folder MAILING_PREVIEW_DATA, with
// pictures from the server at MAILING_PREVIEW_SITE (http://127.0.0.1:8080), which serves that data.
#include <cstdlib>
#include <fstream>

#include "base/locale.h"
#include "document/read_json.h"
#include "document/write_mail.h"
#include "document/write_text.h"
#include "frame/story_text.h"
#include "frame/values.h"
#include "newsletters/mailing_page.h"
#include "newsletters/test_frame.h"
#include "store/listings.h"
#include "store/pictures.h"

namespace broadsheet::newsletters {
namespace {

std::string variable(char const* name) {
    auto const* const value = std::getenv(name);
    return value ? value : "";
}

class Preview {
  public:
    Preview(store::Database& database, content::Site site)
        : database_(database),
          made_(database, std::move(site)),
          reader_(database.snapshot()),
          build_(*reader_, made_.frame.publication(), database.clock().now(), "public", nullptr) {}

    void write(std::string const& name, MailingPage const& page) {
        auto const rendered = render_mailing(made_.frame, page);
        ASSERT_TRUE(rendered) << rendered.error().message;
        auto const path = variable("MAILING_PREVIEW") + "/" + name;
        std::ofstream(path + ".html", std::ios::binary) << rendered->html;
        std::ofstream(path + ".txt", std::ios::binary) << rendered->text;
    }

    MailingPage blank(std::string const& language) {
        MailingPage page;
        page.publication = build_.site.title;
        page.site_url = build_.site.url;
        page.newsletter = "The Morning Lamp";
        page.language = language;
        page.direction = frame::direction_of(language);
        page.preview = "Three sums that make 24, a bridge that carries trams again, and what the river does tonight.";
        page.date_text = format_time(database_.clock().now(), build_.site.timezone, language, DateStyle::long_day);
        page.postal_address = "The Medva Lantern\n14 Rope Yard, Vilkhava";
        page.reason = "You get this because you signed up for The Morning Lamp with demo@example.org.";
        return page;
    }

    std::optional<MailPicture> picture_of(std::optional<store::PictureId> id, content::Lead const& lead) {
        auto const picture = id ? store::find_picture(*reader_, *id) : std::nullopt;
        auto const* const file = picture ? frame::shared_rendition(*picture, "3:2") : nullptr;
        if (!file) return std::nullopt;
        return MailPicture{build_.site.url + frame::media_path(file->blob),
                           file->width,
                           file->height,
                           lead.alt.empty() ? picture->alt : lead.alt,
                           lead.caption.empty() ? picture->caption : lead.caption,
                           lead.credit.empty() ? picture->credit : lead.credit};
    }

    std::vector<store::Card> cards(char const* list, int most) {
        return store::load_cards(*reader_, frame::ids_of(store::newest_entries(*reader_, list, most)));
    }

    static std::string byline(store::Card const& card) {
        std::string out;
        for (auto const& author : card.bylines) out += (out.empty() ? "" : ", ") + author.name;
        return out;
    }

    MailingPage edition(std::string const& language) {
        auto page = blank(language);
        page.subject = "Bridges list wins most seats";
        for (auto const& card : cards("news", 7))
            page.stories.push_back({build_.site.url + frame::story_path(card.slug), card.section_name, card.headline,
                                    card.standfirst, byline(card), card.language, picture_of(card.picture, card.lead)});
        for (auto const& card : cards("feed", 5))
            page.briefs.push_back({build_.site.url + frame::story_path(card.slug), card.headline, card.excerpt,
                                   format_time(card.published_at, build_.site.timezone, language, DateStyle::time),
                                   card.language});
        return page;
    }

    MailingPage story(store::Card const& card) {
        auto page = blank(card.language);
        page.subject = card.headline;
        page.standfirst = card.standfirst;
        page.byline = byline(card);
        page.lead = picture_of(card.picture, card.lead);
        page.read_url = build_.site.url + frame::story_path(card.slug);
        auto const record = store::find_story(*reader_, card.id);
        auto const text = document::read_json(record->text.body);
        auto const context =
            frame::web_context(build_, card.language, frame::story_path(card.slug), frame::ReadWhere::elsewhere);
        page.body = document::write_mail(*text, context);
        page.body_text = document::write_mail_text(*text, context);
        return page;
    }

    // The golden document of every kind of node, as a letter.
    MailingPage letter(std::string const& language) {
        auto page = blank(language);
        page.subject = "A letter with one of everything";
        document::Document all;
        for (auto const* name : {"paragraphs", "marks", "headings", "lists", "quotes", "tables", "code", "embeds",
                                 "pictures", "footnotes"}) {
            std::ifstream in(std::string(SOURCE_ROOT) + "/tests/golden/document/" + name + ".json");
            auto const read = document::read_json(std::string(std::istreambuf_iterator<char>(in), {}));
            all.content.insert(all.content.end(), read->content.begin(), read->content.end());
        }
        document::WebContext context;
        context.base_url = build_.site.url;
        auto const shown = cards("news", 1);
        context.picture = [this, shown](std::string_view, document::PictureWidth) {
            auto const picture = picture_of(shown.front().picture, shown.front().lead);
            document::PictureView view;
            if (picture) view = {{}, "", picture->src, "", picture->width, picture->height, picture->alt, "", ""};
            return std::optional(view);
        };
        document::MailLook look;
        look.right_to_left = page.direction == "rtl";
        page.body = document::write_mail(all, context, look);
        page.body_text = document::write_mail_text(all, context);
        return page;
    }

  private:
    store::Database& database_;
    TestFrame made_;
    std::unique_ptr<store::Snapshot> reader_;
    frame::PageBuild build_;
};

TEST(MailingPreview, WritesMailsToLookAt) {
    if (variable("MAILING_PREVIEW").empty()) GTEST_SKIP() << "only with MAILING_PREVIEW";
    store::Database database("", variable("MAILING_PREVIEW_DATA"), system_clock());
    content::Site site;
    site.url = variable("MAILING_PREVIEW_SITE");
    Preview preview(database, site);
    preview.write("edition", preview.edition("en"));
    auto arabic = preview.edition("ar");  // of stories that do not say what they are written in
    for (auto& story : arabic.stories) story.language.clear();
    preview.write("edition-rtl", arabic);
    preview.write("letter", preview.letter("en"));
    preview.write("letter-rtl", preview.letter("he"));
    for (auto const& card : preview.cards("news", 40)) {
        if (card.slug == "council-election-results") preview.write("story", preview.story(card));
        if (card.language == "uk") preview.write("story-uk", preview.story(card));
    }
}

}  // namespace
}  // namespace broadsheet::newsletters
