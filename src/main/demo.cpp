// Fills an empty folder with the demo edition that ships in the binary (demo/ in the source tree).
#include <sodium.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <iostream>
#include <map>

#include "base/embedded.h"
#include "base/locale.h"
#include "base/slug.h"
#include "content/figures.h"
#include "document/read_json.h"
#include "main/commands.h"
#include "main/demo_support.h"
#include "main/demo_text.h"
#include "main/parts.h"
#include "search/index.h"
#include "store/changes.h"
#include "store/corrections.h"
#include "store/listings.h"
#include "store/narrations.h"
#include "store/newsletters.h"
#include "store/pictures.h"
#include "store/sections.h"
#include "store/staff.h"

namespace broadsheet {
namespace {

namespace json = boost::json;

std::string_view shipped(std::string const& path) {
    for (auto const& file : embedded_files())
        if (file.path == "demo/" + path) return file.bytes;
    throw std::runtime_error("the demo edition lacks " + path);
}

std::string text_at(json::object const& object, char const* key) {
    auto const* const value = object.if_contains(key);
    return value && value->is_string() ? std::string(value->get_string()) : std::string{};
}

class Edition {
  public:
    Edition(Data& data, store::Transaction& transaction)
        : data_(data), transaction_(transaction), edition_(json::parse(shipped("edition.json")).as_object()) {}

    void fill() {
        add_site();
        add_sections();
        add_pictures();
        add_authors();
        auto texts = read_texts();
        // Ids first, so that a story can show a card of a later one; then oldest first, as they would have been
        // written.
        for (auto const& text : texts) ids_[text.slug] = content::StoryId::make();
        std::stable_sort(texts.begin(), texts.end(),
                         [](auto const& a, auto const& b) { return a.published < b.published; });
        for (auto const& text : texts) add_story(text, content::StoryStatus::published);
        add_translations();
        add_corrections();
        add_first_draft();
        add_newsletters();
        add_demo_support(transaction_, edition_.at("support").as_object());
        add_list("picks", edition_.at("picks").as_array());
        add_list("front", edition_.at("front").as_array());
        // Read out when the server starts; the others when editors ask for it.
        for (auto const& slug : edition_.at("narrated").as_array())
            store::wish_narration(transaction_, ids_.at(std::string(slug.as_string())));
    }

  private:
    void add_site() {
        auto const& site = edition_.at("site").as_object();
        timezone_ = text_at(site, "timezone");
        store::save_setting(transaction_, "site", json::serialize(site));
    }

    void add_newsletters() {
        int position = 0;
        for (auto const& item : edition_.at("newsletters").as_array()) {
            auto const& object = item.as_object();
            content::Newsletter one;
            one.id = content::NewsletterId::make();
            one.name = text_at(object, "name");
            one.slug = text_at(object, "slug");
            one.description = text_at(object, "description");
            one.schedule = text_at(object, "schedule");
            one.language = text_at(object, "language");
            one.picture = pictures_.at(text_at(object, "picture"));
            one.preselected = object.contains("preselected");
            one.edition.hours = static_cast<int>(object.at("hours").as_int64());
            one.position = ++position;
            one.created_at = transaction_.now();
            store::save_newsletter(transaction_, one);
        }
    }

    void add_sections() {
        int position = 0;
        for (auto const& item : edition_.at("sections").as_array()) {
            content::Section const section{content::SectionId::make(), text_at(item.as_object(), "name"),
                                           text_at(item.as_object(), "slug"), text_at(item.as_object(), "description"),
                                           ++position};
            store::save_section(transaction_, section);
            sections_[section.slug] = section.id;
        }
    }

    void add_pictures() {
        auto const sizes = json::parse(shipped("pictures/sizes.json")).as_object();
        for (auto const& item : edition_.at("pictures").as_array()) {
            auto const& object = item.as_object();
            content::Picture picture;
            picture.id = content::PictureId::make();
            picture.format = "jpeg";
            for (auto const& size : sizes.at(text_at(object, "name")).as_array())
                add_rendition(picture, size.as_object());
            picture.alt = text_at(object, "alt");
            picture.caption = text_at(object, "caption");
            picture.credit = text_at(object, "credit");
            picture.rights = "CC0";
            picture.complete = true;
            picture.created_at = data_.clock.now();
            store::insert_picture(transaction_, picture);
            pictures_[text_at(object, "name")] = picture.id;
        }
    }

    void add_rendition(content::Picture& picture, json::object const& size) {
        auto const path = text_at(size, "file");
        content::RenditionFile file{text_at(size, "format"), static_cast<int>(size.at("width").as_int64()),
                                    static_cast<int>(size.at("height").as_int64()),
                                    data_.blobs.put(shipped(path), path.substr(path.rfind('.') + 1))};
        if (file.width > picture.width) {
            picture.width = file.width;
            picture.height = file.height;
            if (file.format == "jpeg") picture.original = file.blob;
        }
        picture.renditions.push_back(std::move(file));
    }

    void add_authors() {
        for (auto const& item : edition_.at("authors").as_array()) {
            auto const& object = item.as_object();
            content::Author author{content::AuthorId::make(), content::author_kind(text_at(object, "kind")).value(),
                                   text_at(object, "name"),   text_at(object, "slug"),
                                   text_at(object, "bio"),    {}};
            if (auto const picture = pictures_.find(text_at(object, "picture")); picture != pictures_.end())
                author.picture = picture->second;
            store::save_author(transaction_, author);
            authors_[author.slug] = author.id;
        }
    }

    std::vector<DemoText> read_texts() {
        std::vector<DemoText> out;
        for (auto const& file : embedded_files())
            if (file.path.starts_with("demo/stories/")) {
                auto const name = file.path.substr(13);
                out.push_back(read_demo_text(file.bytes, std::string(name.substr(0, name.rfind('.'))),
                                             content::StoryKind::article));
            }
        std::string_view rest = shipped("briefs.txt");
        while (!rest.empty()) {
            auto const end = rest.find("\n---");
            auto text = read_demo_text(rest.substr(0, end), "", content::StoryKind::brief);
            if (text.slug.empty()) text.slug = slug_from(text.headline, text.language);
            auto const wanted = text.slug;
            for (int number = 2;
                 std::any_of(out.begin(), out.end(), [&](auto const& other) { return other.slug == text.slug; });
                 ++number)
                text.slug = wanted + "-" + std::to_string(number);
            out.push_back(std::move(text));
            if (end == std::string_view::npos) break;
            rest.remove_prefix(std::min(rest.size(), rest.find('\n', end + 1) + 1));
        }
        for (auto& text : out) {
            text.published = moment_of(text.published_text);
            if (!text.updated_text.empty()) text.updated = moment_of(text.updated_text);
        }
        return out;
    }

    // "-3d 07:12": so many days ago at that time on the newsroom's clock; never in the future.
    Time moment_of(std::string const& text) const {
        auto const now = data_.clock.now();
        auto const space = text.find(' ');
        auto const days = std::stoi(text.substr(1));
        auto const start = start_of(day_of(now - Millis(days * 86'400'000LL), timezone_), timezone_);
        auto const minutes = std::stoi(text.substr(space + 1, 2)) * 60 + std::stoi(text.substr(space + 4, 2));
        return std::min(start + Millis(minutes * 60'000LL), now - Millis(60'000));
    }

    content::Story base_story(DemoText const& text) {
        content::Story story;
        story.id = ids_.at(text.slug);
        story.kind = text.kind;
        auto& out = story.text;
        out.headline = text.headline;
        out.standfirst = text.standfirst;
        out.slug = text.slug;
        out.language = text.language;
        if (!text.section.empty()) out.section = sections_.at(text.section);
        out.tags = text.tags;
        for (auto const& slug : text.bylines) out.bylines.push_back(authors_.at(slug));
        if (!text.picture.empty()) out.lead.picture = pictures_.at(text.picture);
        out.lead.caption = text.picture_caption;
        out.visibility = text.visibility;
        auto const picture_id = [&](std::string const& name) { return pictures_.at(name).text(); };
        auto const story_id = [&](std::string const& slug) { return ids_.at(slug).text(); };
        auto const body = demo_body(text.body, picture_id, story_id);
        if (!body)
            throw std::runtime_error("demo story " + text.slug + ": " + body.error().message + " " +
                                     body.error().field);
        out.body = *body;
        story.figures = content::figures_of(out);
        return story;
    }

    void add_story(DemoText const& text, content::StoryStatus status) {
        auto story = base_story(text);
        story.status = status;
        story.published_at = text.published;
        story.created_at = text.published - Millis(3 * 3600 * 1000);
        story.updated_at = text.updated.value_or(text.published);
        store::insert_story(transaction_, story, {});
        store::sync_listings(transaction_, story);
    }

    void add_translations() {
        for (auto const& group : edition_.at("translations").as_array()) {
            auto const& slugs = group.as_array();
            auto const first = ids_.at(std::string(slugs.at(0).as_string()));
            for (std::size_t i = 1; i < slugs.size(); ++i) {
                auto const before = store::find_story(transaction_, ids_.at(std::string(slugs[i].as_string()))).value();
                auto after = before;
                after.translation_of = first;
                after.version = before.version + 1;
                store::update_story(transaction_, before, after, {});
            }
        }
    }

    void add_corrections() {
        for (auto const& item : edition_.at("corrections").as_array()) {
            auto const& object = item.as_object();
            store::insert_correction(transaction_, {content::CorrectionId::make(),
                                                    ids_.at(text_at(object, "story")),
                                                    moment_of(text_at(object, "at")),
                                                    text_at(object, "note"),
                                                    {}});
        }
    }

    // What the newcomer finds to publish.
    void add_first_draft() {
        DemoText text;
        text.slug = "our-first-story";
        text.headline = "Our first story";
        text.standfirst = "A draft of yours: read it, change it, publish it.";
        text.language = "en";
        text.section = sections_.begin()->first;
        text.body =
            "<p>This is a draft. Only the newsroom sees it. When you publish it, it is on the front page before you "
            "have looked up.</p>"
            "<p>Change the headline, add a paragraph, put a picture above it. Everything you see here is an invented "
            "newspaper, made to be replaced by yours.</p>";
        ids_[text.slug] = content::StoryId::make();
        auto story = base_story(text);
        story.created_at = story.updated_at = data_.clock.now();
        store::insert_story(transaction_, story, {});
    }

    void add_list(std::string const& name, json::array const& slugs) {
        std::vector<content::CuratedEntry> entries;
        for (auto const& slug : slugs) entries.push_back({ids_.at(std::string(slug.as_string())), std::nullopt});
        store::replace_curated_list(transaction_, name, entries);
    }

    Data& data_;
    store::Transaction& transaction_;
    json::object edition_;
    std::string timezone_;
    std::map<std::string, content::SectionId> sections_;
    std::map<std::string, content::PictureId> pictures_;
    std::map<std::string, content::AuthorId> authors_;
    std::map<std::string, content::StoryId> ids_;
};

std::string demo_password() {
    constexpr std::string_view letters = "abcdefghijkmnpqrstuvwxyz23456789";
    std::string out;
    for (int i = 0; i < 14; ++i) {
        if (i == 4 || i == 9)
            out += '-';
        else
            out += letters[randombytes_uniform(static_cast<std::uint32_t>(letters.size()))];
    }
    return out;
}

}  // namespace

int demo_command(Config const& config) {
    if (sodium_init() < 0) throw std::runtime_error("libsodium could not be initialised");
    Data data(config);
    if (!store::list_stories(*data.database.snapshot(), {}).empty()) {
        std::cerr << "broadsheet: the folder holds stories already; the demo edition goes into an empty one\n";
        return 1;
    }
    content::Staff const editor{content::StaffId::make(),     "demo@example.org", "Demo Editor",
                                content::Role::administrator, std::nullopt,       true};
    {
        auto transaction = data.database.begin();
        store::insert_staff(*transaction, editor, data.clock.now());
        Edition(data, *transaction).fill();
        transaction->append(
            {"site.changed",
             "demo",
             {"site", "staff", "sections", "pages", "support", "tiers", "appeals", "list:feed", "list:news"}});
        transaction->commit();
    }
    search::Terms terms;
    search::index_everything(data.database, terms);
    auto const password = demo_password();
    accounts::Accounts accounts(data.database, data.seal, false);
    if (auto const set = accounts.set_password(editor.id, password); !set)
        throw std::runtime_error(set.error().message);
    std::cout << "The demo edition is in place.\nSign in at " << config.site.url << "/desk/ as " << editor.email
              << " with " << password << "\n";
    return 0;
}

}  // namespace broadsheet
