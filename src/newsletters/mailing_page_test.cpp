#include "newsletters/mailing_page.h"

#include <fmt/format.h>

#include <set>

#include "document/write_mail.h"
#include "newsletters/personal.h"
#include "newsletters/test_frame.h"
#include "store/test_database.h"
#include "theme/report.h"

namespace broadsheet::newsletters {
namespace {

constexpr std::size_t gmail_bound = 100'000;

class MailingPageTest : public store::DatabaseTest {
  protected:
    void SetUp() override {
        DatabaseTest::SetUp();
        if (!IsSkipped()) made_ = std::make_unique<TestFrame>(database());
    }
    void TearDown() override {
        made_.reset();
        DatabaseTest::TearDown();
    }

    Rendered render(MailingPage const& page) {
        auto rendered = render_mailing(made_->frame, page);
        EXPECT_TRUE(rendered) << rendered.error().message;
        return rendered.value_or(Rendered{});
    }
    frame::Frame& frame() { return made_->frame; }

  private:
    std::unique_ptr<TestFrame> made_;
};
INSTANTIATE_TEST_SUITE_P(Engines, MailingPageTest, store::both_engines, store::engine_name);

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

int count(std::string_view text, std::string_view part) {
    int found = 0;
    for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++found;
    return found;
}

// Every element that opens is closed where it should be.
void expect_whole(std::string_view html) {
    static std::set<std::string_view> const empty{"meta", "img", "br", "hr", "!doctype"};
    std::vector<std::string_view> open;
    for (auto at = html.find('<'); at != std::string_view::npos; at = html.find('<', at + 1)) {
        if (html.substr(at).starts_with("<!--")) at = html.find("-->", at);
        ASSERT_NE(at, std::string_view::npos);
        if (html[at] != '<') continue;
        auto const name = html.substr(at + 1, html.find_first_of(" >", at) - at - 1);
        if (empty.contains(name)) continue;
        if (!name.starts_with('/')) {
            open.push_back(name);
            continue;
        }
        ASSERT_FALSE(open.empty()) << name;
        ASSERT_EQ(open.back(), name.substr(1)) << html.substr(0, at);
        open.pop_back();
    }
    EXPECT_TRUE(open.empty());
}

MailPicture some_picture() { return {"https://news.example/media/a.jpg", 1280, 853, "A dog", "Rex", "Tom"}; }

MailStory some_story(int number) {
    return {fmt::format("https://news.example/{}/", number),
            "City",
            fmt::format("Headline {}", number),
            "What happened, and why it did.",
            "Marta Halych",
            "",
            some_picture()};
}

MailingPage edition(int stories, int briefs) {
    MailingPage page;
    page.publication = "The Lantern";
    page.site_url = "https://news.example/";
    page.newsletter = "Morning";
    page.language = "en";
    page.direction = "ltr";
    page.subject = "Votes counted";
    page.preview = "All of them";
    page.date_text = "24 November 2026";
    page.postal_address = "1 Rope Yard\nVilkhava";
    page.reason = "You get this because you signed up.";
    for (int i = 0; i < stories; ++i) page.stories.push_back(some_story(i));
    for (int i = 0; i < briefs; ++i)
        page.briefs.push_back(
            {fmt::format("https://news.example/b{}/", i), fmt::format("Brief {}", i), "One paragraph.", "07:12", ""});
    return page;
}

MailingPage letter(int paragraphs) {
    auto page = edition(0, 0);
    document::Document text;
    for (int i = 0; i < paragraphs; ++i)
        text.content.push_back(document::paragraph(fmt::format("Paragraph {} of a long letter.", i)));
    page.body = document::write_mail(text, {});
    page.body_text = document::write_mail_text(text, {});
    return page;
}

TEST_P(MailingPageTest, ShowsAnEdition) {
    auto const [html, text, cut] = render(edition(3, 2));
    EXPECT_FALSE(cut);
    expect_whole(html);
    for (auto const* part : {"<html lang=\"en\" dir=\"ltr\">", "All of them&#847;", "prefers-color-scheme: dark",
                             "[data-ogsc] .b-ink", "content=\"light dark\"", "</strong> · 24 November 2026<",
                             "<!--[if mso]>", "width=\"552\" height=\"368\"", "width=\"160\" height=\"107\"",
                             "href=\"https://news.example/2/\"", "07:12", "<br>1 Rope Yard<br>Vilkhava", "#a5231c"})
        EXPECT_TRUE(has(html, part)) << part;
    EXPECT_EQ(count(html, "width=\"552\" height=\"368\""), 1);  // only the first story's picture is large
    EXPECT_EQ(count(html, "<h1"), 1);
    EXPECT_TRUE(has(html, ">The Lantern</a></h1>"));
    EXPECT_FALSE(has(html, "<script") || has(html, "<link") || has(html, "<form") || has(html, "<svg"));
    for (auto const* part : {"The Lantern — Morning", "Headline 2\n----------", "https://news.example/2/",
                             "In brief\n====", "* 07:12 Brief 1\n  One paragraph.", "1 Rope Yard\nVilkhava"})
        EXPECT_TRUE(has(text, part)) << part << "\n" << text;
}

TEST_P(MailingPageTest, EitherPartHasTheReadersLinks) {
    auto const rendered = render(edition(1, 0));
    Links const links{"https://news.example/u/1", "https://news.example/p/1"};
    auto const html = PersonalText(rendered.html, MailPart::html).fill(links);
    auto const text = PersonalText(rendered.text, MailPart::text).fill(links);
    for (auto const& part : {html, text}) {
        EXPECT_EQ(count(part, links.unsubscribe), 1) << part;
        EXPECT_EQ(count(part, links.preferences), 1) << part;
        EXPECT_FALSE(has(part, "broadsheet:")) << part;
    }
}

TEST_P(MailingPageTest, ALetterAndAStoryHaveTheirHeadline) {
    auto page = letter(2);
    page.lead = some_picture();
    page.standfirst = "A standfirst";
    page.byline = "Marta Halych";
    page.read_url = "https://news.example/story/";
    auto const [html, text, cut] = render(page);
    expect_whole(html);
    EXPECT_TRUE(has(html, ">Votes counted</h1>")) << html;
    EXPECT_EQ(count(html, "<h1"), 1);
    EXPECT_TRUE(has(html, "Rex Tom"));
    EXPECT_TRUE(has(html, "Paragraph 1 of a long letter.</p>"));
    EXPECT_TRUE(has(html, "Read on the site"));
    EXPECT_TRUE(has(text, "Votes counted\n=============")) << text;
    EXPECT_TRUE(has(text, "[A dog]\nRex (Tom)")) << text;
    EXPECT_TRUE(has(text, "Read on the site: https://news.example/story/")) << text;
}

TEST_P(MailingPageTest, StaysBelowGmailsBound) {
    auto const [html, text, cut] = render(edition(500, 100));
    EXPECT_TRUE(cut);
    EXPECT_LT(html.size(), gmail_bound);
    EXPECT_GT(html.size(), gmail_bound - 6000);  // no more is left out than must be
    expect_whole(html);
    auto const shown = count(html, "<h2");
    EXPECT_TRUE(has(html, fmt::format("Headline {}<", shown - 1)));
    EXPECT_FALSE(has(html, fmt::format("Headline {}<", shown)));
    EXPECT_FALSE(has(html, "In brief"));
    EXPECT_TRUE(has(html, "Read the whole of it") && has(text, "Read the whole of it: https://news.example/"));
    EXPECT_TRUE(has(text, fmt::format("Headline {}\n", shown - 1)));
    EXPECT_FALSE(has(text, fmt::format("Headline {}\n", shown)));
    EXPECT_TRUE(has(html, "broadsheet:unsubscribe"));

    auto const briefs = render(edition(2, 1000));
    EXPECT_TRUE(briefs.cut && has(briefs.html, "Brief 100") && briefs.html.size() < gmail_bound);
}

TEST_P(MailingPageTest, ALongTextIsCutBetweenParagraphs) {
    auto page = letter(5000);
    page.read_url = "https://news.example/story/";
    page.stories.push_back(some_story(1));
    auto const [html, text, cut] = render(page);
    EXPECT_TRUE(cut);
    EXPECT_LT(html.size(), gmail_bound);
    EXPECT_GT(html.size(), gmail_bound - 6000);
    EXPECT_LT(text.size(), gmail_bound);
    expect_whole(html);
    EXPECT_TRUE(has(html, "Paragraph 100 "));
    EXPECT_FALSE(has(html, "Headline 1"));
    EXPECT_TRUE(has(html, "href=\"https://news.example/story/\""));

    auto headless = edition(1, 0);
    headless.subject = std::string(200'000, 'x');
    auto const refused = render_mailing(frame(), headless);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "mailing_too_large");
}

TEST_P(MailingPageTest, HostileTextsStayTexts) {
    std::string const evil =
        "\"><script>alert(1)</script>{{subject}}<!-- broadsheet:unsubscribe \"broadsheet:preferences\"";
    MailingPage page;
    for (auto* const field :
         {&page.publication, &page.site_url, &page.logo_url, &page.accent, &page.newsletter, &page.language,
          &page.direction, &page.subject, &page.preview, &page.date_text, &page.byline, &page.standfirst,
          &page.body_text, &page.read_url, &page.postal_address, &page.reason})
        *field = evil;
    page.body = document::write_mail({{document::paragraph(evil)}}, {});
    page.lead = MailPicture{"https://news.example/" + evil, 1, 100'000, evil, evil, evil};
    MailPicture const lost{"javascript:alert(1)", -1, 0, evil, evil, evil};
    page.stories = {{"javascript:alert(1)", evil, evil, evil, evil, evil, page.lead},
                    {"https://news.example/" + evil, evil, evil, evil, evil, "he", lost}};
    page.briefs = {{"data:text/html,x", evil, evil, evil, evil}, {"/relative/", evil, evil, evil, ""}};
    auto const [html, text, cut] = render(page);
    expect_whole(html);
    EXPECT_FALSE(has(html, "<script") || has(html, "javascript:") || has(html, "data:text")) << html;
    EXPECT_EQ(count(html, "href=\"broadsheet:unsubscribe\""), 1);
    EXPECT_EQ(count(html, "\"broadsheet:"), 2);
    EXPECT_EQ(count(text, "broadsheet:unsubscribe"), 1) << text;
    EXPECT_EQ(count(text, "broadsheet:preferences"), 1) << text;
    EXPECT_TRUE(has(html, "lang=\"he\" dir=\"rtl\""));
}

TEST_P(MailingPageTest, RunsFromRightToLeftAndSpeaksTheMailingsLanguage) {
    auto page = edition(2, 1);
    page.language = "ar";
    page.direction = "rtl";
    page.stories[1].language = "en";
    auto const html = render(page).html;
    EXPECT_TRUE(has(html, "<html lang=\"ar\" dir=\"rtl\">"));
    EXPECT_TRUE(has(html, "text-align:right"));
    EXPECT_TRUE(
        has(html, "lang=\"en\" dir=\"ltr\" style=\"padding:24px 0 22px;border-top:1px solid #dcd7cb;text-align:left"));
    page.language = "uk";
    page.direction = "ltr";
    auto const ukrainian = render(page);
    EXPECT_TRUE(has(ukrainian.html, "Відписатися") && has(ukrainian.html, "Коротко"));
    EXPECT_TRUE(has(ukrainian.text, "Відписатися: broadsheet:unsubscribe"));
}

TEST_P(MailingPageTest, AccentAndLogoAreWhatMailsCanShow) {
    auto page = edition(1, 0);
    page.accent = "#ffee00";
    page.logo_url = "https://news.example/assets/icon.svg?v=1";
    auto const plain = render(page).html;
    EXPECT_FALSE(has(plain, "#ffee00;") || has(plain, "icon.svg"));
    EXPECT_TRUE(has(plain, "color: #ffee00 !important")) << "reads on the dark ground as it is";
    page.accent = "red";
    page.logo_url = "https://news.example/media/logo.png";
    auto const html = render(page).html;
    EXPECT_TRUE(has(html, "src=\"https://news.example/media/logo.png\"") && has(html, "#a5231c"));
}

TEST_P(MailingPageTest, AThemeWithoutMailsHasTheShippedOnes) {
    auto const shipped = theme::read_theme_folder(std::string(SOURCE_ROOT) + "/themes/default");
    ASSERT_TRUE(shipped);
    theme::ThemeFiles const own{{"front.hbs", "mine"}, {"locales/uk.json", R"({"In brief": "Стисло"})"}};
    ASSERT_TRUE(frame().wear(theme::completed(own, *shipped)));
    auto page = edition(1, 1);
    page.language = "uk";
    auto const html = render(page).html;
    EXPECT_TRUE(has(html, "Headline 0") && has(html, "Стисло") && has(html, "Відписатися")) << html;
    auto broken = own;
    broken["mail/mailing.hbs"] = "{{#if";
    EXPECT_FALSE(theme::report_on(broken, *shipped, theme::builtin_helpers()).errors.empty());
    auto with_fragment = own;
    with_fragment["mail/mailing.hbs"] = "{{fragment \"feed\"}}";
    ASSERT_TRUE(frame().wear(theme::completed(with_fragment, *shipped)));
    EXPECT_EQ(render_mailing(frame(), page).error().code, "template_render");
}

TEST_P(MailingPageTest, ATemplateThatIsNotThereIsRefused) {
    auto const missing = frame().render_mail("nothing", {}, "en");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, "template_missing");
    auto const page = frame().render_mail("../front", {}, "en");
    ASSERT_FALSE(page);
    EXPECT_EQ(page.error().kind, ProblemKind::not_found);
}

}  // namespace
}  // namespace broadsheet::newsletters
