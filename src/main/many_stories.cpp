#include "main/many_stories.h"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <random>

#include "base/slug.h"
#include "content/figures.h"
#include "store/listings.h"
#include "store/sections.h"

namespace broadsheet {
namespace {

namespace json = boost::json;
using content::Story;

constexpr int batch = 1000;  // stories in one transaction
constexpr int brief_every = 10;
constexpr Millis years{5LL * 365 * 24 * 3600 * 1000};

// Commonest first, as the words of a language are: the n-th is about 1/n as common as the first.
constexpr std::array words{
    "the",     "of",       "and",      "to",      "a",       "in",      "for",     "on",       "with",    "at",
    "by",      "from",     "its",      "their",   "after",   "harbour", "council", "bridge",   "winter",  "market",
    "teacher", "river",    "garden",   "ferry",   "budget",  "library", "engine",  "morning",  "village", "doctor",
    "street",  "question", "answer",   "paper",   "number",  "meeting", "evening", "station",  "window",  "season",
    "forest",  "weather",  "kitchen",  "farmer",  "museum",  "railway", "concert", "letter",   "summer",  "painter",
    "island",  "mayor",    "captain",  "orchard", "theatre", "student", "valley",  "machine",  "picture", "record",
    "court",   "school",   "hospital", "airport", "quarter", "report",  "member",  "worker",   "driver",  "planner",
    "archive", "lantern",  "compass",  "factory", "chapel",  "opens",   "closes",  "returns",  "follows", "answers",
    "delays",  "counts",   "repairs",  "studies", "visits",  "carries", "crosses", "measures", "finds",   "keeps",
    "quiet",   "early",    "modest",   "common",  "distant", "narrow",  "public",  "careful",  "sudden",  "gentle",
    "regular", "western",  "northern", "private", "simple",  "before",  "between", "without",  "against", "beyond",
    "under",   "during",   "along",    "behind",  "slowly",  "often",   "almost",  "again",    "already", "every"};
constexpr std::size_t vocabulary = 15'000;  // with what is made up of syllables
constexpr std::array section_names{"City", "Country", "Business", "Culture", "Science", "Sport"};
constexpr std::array first_names{"Ada",   "Bruno", "Clara", "Dario", "Edith", "Felix",
                                 "Greta", "Hugo",  "Irma",  "Jonas", "Katya", "Lev"};
constexpr std::array last_names{"Marsh",  "Oakes", "Penn", "Quill", "Rowan",  "Sable",
                                "Thorne", "Umber", "Vale", "Wren",  "Yarrow", "Zander"};
constexpr std::array desk_names{"City desk", "Night desk"};
constexpr std::array tag_words{"harbours", "bridges", "ferries", "budgets", "libraries", "orchards",  "railways",
                               "concerts", "museums", "schools", "valleys", "archives",  "elections", "winters",
                               "markets",  "gardens", "islands", "letters", "machines",  "forests"};

// The n-th word there is: of the list, then one of syllables.
std::string word_of_rank(std::size_t rank) {
    constexpr std::array begins{"b", "br", "c", "d",  "dr", "f", "g",  "gl", "h",  "k", "l",
                                "m", "n",  "p", "pr", "r",  "s", "st", "t",  "tr", "v", "w"};
    constexpr std::array middles{"a", "e", "i", "o", "u", "ai", "ea", "oo"};
    constexpr std::array ends{"", "l", "m", "n", "r", "nd", "st", "rk"};
    if (rank < words.size()) return words[rank];
    std::string out;
    for (auto left = rank; left > 0; left /= begins.size() * middles.size() * ends.size()) {
        out += begins[left % begins.size()];
        out += middles[left / begins.size() % middles.size()];
        out += ends[left / begins.size() / middles.size() % ends.size()];
    }
    return out + "ory";
}

class Writer {
  public:
    explicit Writer(int seed) : random_(static_cast<unsigned>(seed)) {
        double sum = 0;
        for (std::size_t rank = 0; rank < vocabulary; ++rank) {
            words_.push_back(word_of_rank(rank));
            sums_.push_back(sum += 1 / (static_cast<double>(rank) + 2.7));
        }
    }

    int between(int least, int most) {
        return least + static_cast<int>(random_() % static_cast<unsigned>(most - least + 1));
    }

    template <class List>
    auto const& one_of(List const& list) {
        return list[random_() % list.size()];
    }

    std::string sentence(int length) {
        std::string out = word();
        out[0] = static_cast<char>(out[0] - 'a' + 'A');
        while (--length > 0) out.append(" ").append(word());
        return out;
    }

    // A document tree of about `length` words, a heading between every few paragraphs.
    std::string body(int length) {
        json::array blocks;
        for (int number = 1; length > 0; ++number) {
            std::string text;
            for (int sentences = between(3, 5); sentences > 0 && length > 0; --sentences) {
                int const words_in_it = between(7, 19);
                text += sentence(words_in_it) + (sentences > 1 ? ". " : ".");
                length -= words_in_it;
            }
            blocks.push_back(block("paragraph", text));
            if (number % 4 == 0 && length > 60) {
                blocks.push_back(block("heading", sentence(4)));
                blocks.back().as_object()["attrs"] = {{"level", 2}};
            }
        }
        return json::serialize(json::object{{"type", "doc"}, {"content", std::move(blocks)}});
    }

  private:
    std::string const& word() {
        auto const drawn = static_cast<double>(random_()) / 4294967296.0 * sums_.back();
        return words_[static_cast<std::size_t>(std::upper_bound(sums_.begin(), sums_.end(), drawn) - sums_.begin())];
    }
    static json::object block(char const* type, std::string const& text) {
        return {{"type", type}, {"content", json::array{json::object{{"type", "text"}, {"text", text}}}}};
    }

    std::mt19937 random_;
    std::vector<std::string> words_;
    std::vector<double> sums_;  // of the words' frequencies up to each
};

// What the stories are filed under; taken as it is where the folder has it.
struct Newsroom {
    std::vector<content::Section> sections;
    std::vector<content::AuthorId> authors;
};

content::AuthorId ensure_author(store::Transaction& transaction, content::AuthorKind kind, std::string const& name) {
    auto const slug = slug_from(name);
    if (auto const found = store::find_author(transaction, slug)) return found->id;
    content::Author const author{content::AuthorId::make(), kind, name, slug, "Made up for a load test.", std::nullopt};
    store::save_author(transaction, author);
    return author.id;
}

Newsroom prepare_newsroom(store::Database& database) {
    auto transaction = database.begin();
    Newsroom out{store::list_sections(*transaction), {}};
    if (out.sections.empty())
        for (std::string const name : section_names) {
            out.sections.push_back(
                {content::SectionId::make(), name, slug_from(name), "", static_cast<int>(out.sections.size()) + 1});
            store::save_section(*transaction, out.sections.back());
        }
    for (std::size_t i = 0; i < first_names.size(); ++i)
        out.authors.push_back(ensure_author(*transaction, content::AuthorKind::person,
                                            std::string(first_names[i]) + " " + last_names[i]));
    for (auto const* const name : desk_names)
        out.authors.push_back(ensure_author(*transaction, content::AuthorKind::desk, name));
    transaction->commit();
    return out;
}

Story invent_story(Writer& writer, Newsroom const& room, int number, Time published) {
    Story story;
    story.id = content::StoryId::make();
    story.kind = number % brief_every == 0 ? content::StoryKind::brief : content::StoryKind::article;
    story.status = content::StoryStatus::published;
    auto& text = story.text;
    text.headline = writer.sentence(writer.between(5, 9));
    text.slug = slug_from(text.headline.substr(0, 40)) + "-" + story.id.text();
    text.language = "en";
    if (story.kind == content::StoryKind::brief) {
        text.body = writer.body(writer.between(30, 60));
    } else {
        text.standfirst = writer.sentence(writer.between(12, 20)) + ".";
        text.section = writer.one_of(room.sections).id;
        text.body = writer.body(writer.between(300, 600));
        text.tags.emplace_back(writer.one_of(tag_words));
        if (std::string const second = writer.one_of(tag_words); writer.between(1, 4) == 1 && second != text.tags[0])
            text.tags.push_back(second);
        text.bylines.push_back(writer.one_of(room.authors));
        if (auto const second = writer.one_of(room.authors); writer.between(1, 4) == 1 && second != text.bylines[0])
            text.bylines.push_back(second);
    }
    story.figures = content::figures_of(text);
    story.published_at = story.created_at = story.updated_at = published;
    return story;
}

struct Place {
    Time at{};
    std::optional<content::StoryId> story;  // none: one to invent
    bool operator<(Place const& other) const { return at < other.at; }
};

// Takes what is published out of the public lists: they are written oldest first, or their numbered pages would not be
// full.
std::vector<Place> take_out_of_lists(store::Database& database) {
    auto transaction = database.begin();
    std::vector<Place> out;
    store::StoryFilter filter;
    filter.status = content::StoryStatus::published;
    filter.limit = batch;
    for (std::vector<Story> found; !(found = store::list_stories(*transaction, filter)).empty();
         filter.before = {found.back().updated_at, found.back().id})
        for (auto& story : found) {
            out.push_back({story.published_at.value_or(Time{}), story.id});
            story.status = content::StoryStatus::draft;  // for the lists only: the story itself stays as it is
            store::sync_listings(*transaction, story);
        }
    transaction->commit();
    return out;
}

void write(store::Transaction& transaction, Place const& place, Writer& writer, Newsroom const& room, int& number) {
    if (place.story) {
        if (auto const story = store::find_story(transaction, *place.story)) store::sync_listings(transaction, *story);
        return;
    }
    auto const story = invent_story(writer, room, ++number, place.at);
    store::insert_story(transaction, story, {});
    store::sync_listings(transaction, story);
}

}  // namespace

void add_many_stories(store::Database& database, Clock const& clock, int count) {
    auto const room = prepare_newsroom(database);
    auto places = take_out_of_lists(database);
    auto const now = clock.now();
    for (int i = 0; i < count; ++i) places.push_back({now - years + years * (i + 1) / (count + 1), std::nullopt});
    std::stable_sort(places.begin(), places.end());
    Writer writer(count);
    int number = 0;
    for (std::size_t start = 0; start < places.size(); start += batch) {
        auto transaction = database.begin();
        for (std::size_t i = start; i < std::min(places.size(), start + batch); ++i)
            write(*transaction, places[i], writer, room, number);
        transaction->commit();
    }
    auto transaction = database.begin();
    transaction->append({"site.changed", "many", {"site", "sections", "pages", "list:feed", "list:news"}});
    transaction->commit();
}

}  // namespace broadsheet
