#include "desk/story_write.h"

#include <boost/json/array.hpp>

#include "content/figures.h"
#include "content/story_json.h"
#include "desk/routes.h"
#include "store/audit.h"
#include "store/changes.h"
#include "store/corrections.h"
#include "store/listings.h"

namespace broadsheet::desk {
namespace {

using content::Story;
using content::StoryStatus;

constexpr char const* publish_job = "publish_story";

std::string change_kind(Story const& before, Story const& after) {
    // What waits for `publish` is no news to readers.
    bool const staged = before.text == after.text && before.staged != after.staged;
    if (before.status == after.status) return staged ? "story.staged" : "story.changed";
    switch (after.status) {
        case StoryStatus::draft:
            return before.status == StoryStatus::review || before.status == StoryStatus::approved ? "story.returned"
                                                                                                  : "story.unpublished";
        case StoryStatus::review:
            return "story.submitted";
        case StoryStatus::approved:
            return "story.approved";
        case StoryStatus::scheduled:
            return "story.scheduled";
        case StoryStatus::published:
            return "story.published";
        case StoryStatus::retracted:
            return "story.retracted";
    }
    return "story.changed";
}

boost::json::array changed_fields(Story const& before, Story const& after) {
    boost::json::array out;
    auto const old = content::to_json(before.staged && after.staged ? *before.staged : before.text);
    for (auto const& [name, value] : content::to_json(after.staged ? *after.staged : after.text))
        if (old.at(name) != value) out.push_back(boost::json::value(name));
    if (before.translation_of != after.translation_of) out.push_back("translation_of");
    if (before.embargo_until != after.embargo_until) out.push_back("embargo_until");
    return out;
}

// In the newsroom's words: a staged edit that becomes the text is published, one that is dropped was not.
std::string audit_action(Story const& before, Story const& after) {
    if (before.status == after.status && before.staged && !after.staged)
        return before.text == after.text ? "story.staged_dropped" : "story.published";
    bool const was_approved = before.status == StoryStatus::approved || before.status == StoryStatus::scheduled;
    if (was_approved && after.status == StoryStatus::review) return "story.approval_lost";
    return change_kind(before, after);
}

void append_deed(store::Transaction& transaction, Story const& before, Story const& after, Deed&& deed) {
    if (deed.autosave == store::Autosave::yes && before.status == after.status) return;
    auto const action = audit_action(before, after);
    auto fields = changed_fields(before, after);
    if (action == "story.changed" && fields.empty()) return;
    deed.detail["version"] = after.version;
    if (!fields.empty()) deed.detail["fields"] = std::move(fields);
    store::append_audit(transaction,
                        {deed.staff, action, "story:" + after.id.text(), after.text.headline, std::move(deed.detail)});
}

// Pages that show what may no longer be shown are dropped rather than served while they are made anew.
bool is_urgent(Story const& before, Story const& after) {
    return before.status == StoryStatus::published &&
           (after.status != StoryStatus::published || before.text.visibility != after.text.visibility);
}

// The pages of both groups, the one left and the one joined, name their members.
void add_translation_tags(std::vector<std::string>& tags, store::Transaction& transaction, Story const& before,
                          Story const& after) {
    for (auto const* story : {&before, &after})
        for (auto const& member : store::translations_of(transaction, *story))
            tags.push_back("story:" + member.id.text());
}

// The lists are brought in line here, too: they say which of their pages differ.
std::vector<std::string> touched_tags(store::Transaction& transaction, Story const& before, Story const& after) {
    auto tags = store::sync_listings(transaction, after);
    tags.push_back("story:" + after.id.text());
    if (after.kind == content::StoryKind::page) tags.push_back("pages");
    // Where the address and the date of the last change stand.
    for (auto const* story : {&before, &after})
        if (story->status == StoryStatus::published) tags.push_back(store::sitemap_tag(*story->published_at));
    if (before.retracted_at != after.retracted_at ||
        (before.status != after.status && !store::corrections_of(transaction, after.id).empty()))
        tags.push_back("corrections");
    if (before.translation_of != after.translation_of) add_translation_tags(tags, transaction, before, after);
    return tags;
}

// A story just published is not an updated one, and what waits for `publish` is no change.
Time update_time(Story const& before, Story const& after, Time now) {
    if (after.status == StoryStatus::published && !before.published_at) return *after.published_at;
    bool const unseen =
        before.status == StoryStatus::published && after.status == before.status && before.text == after.text;
    return unseen ? before.updated_at : now;
}

}  // namespace

void insert_draft(store::Transaction& transaction, Story const& story, content::StaffId staff) {
    store::insert_story(transaction, story, staff);
    std::vector<std::string> tags;
    for (auto const& member : store::translations_of(transaction, story)) tags.push_back("story:" + member.id.text());
    transaction.append({"story.created", story.id.text(), std::move(tags)});
    store::append_audit(transaction, {staff,
                                      "story.created",
                                      "story:" + story.id.text(),
                                      story.text.headline,
                                      {{"kind", content::name_of(story.kind)}}});
}

bool write_story(store::Database& database, store::Transaction& transaction, Story const& before, Story& after,
                 Deed deed) {
    after.version = before.version + 1;
    auto const now = database.clock().now();
    after.updated_at = update_time(before, after, now);
    if (after.status != StoryStatus::retracted)
        after.retracted_at.reset();
    else if (before.status != StoryStatus::retracted)
        after.retracted_at = now;
    if (before.text != after.text) after.figures = content::figures_of(after.text);
    if (!store::update_story(transaction, before, after, deed.staff, deed.autosave)) return false;
    auto tags = touched_tags(transaction, before, after);
    if (after.status == StoryStatus::scheduled)
        store::move_job(transaction, publish_job, after.id.text(), *after.scheduled_at);
    else if (before.status == StoryStatus::scheduled)
        store::remove_job(transaction, publish_job, after.id.text());
    append_deed(transaction, before, after, std::move(deed));
    transaction.append({change_kind(before, after), after.id.text(), std::move(tags), is_urgent(before, after)});
    database.commit(transaction);
    return true;
}

Story published(Story story, Time now, std::optional<Time> at) {
    if (story.status == StoryStatus::published) {  // the staged edit, if there is one
        if (story.staged) story.text = std::move(*story.staged);
        story.staged.reset();
        return story;
    }
    story.review_note.clear();
    if (at && *at > now) {
        story.status = StoryStatus::scheduled;
        story.scheduled_at = at;
        return story;
    }
    story.status = StoryStatus::published;
    story.scheduled_at.reset();
    if (at)
        story.published_at = at;
    else if (!story.published_at)
        story.published_at = now;
    story.notice.clear();
    return story;
}

void publish_scheduled(store::Database& database, std::string_view story_id) {
    auto const id = content::StoryId::parse(story_id);
    auto transaction = database.begin();
    auto const before = id ? store::find_story(*transaction, *id) : std::nullopt;
    auto const now = database.clock().now();
    if (!before || before->status != StoryStatus::scheduled || *before->scheduled_at > now) return;
    if (before->embargo_until && *before->embargo_until > now) {
        store::move_job(*transaction, publish_job, story_id, *before->embargo_until);
        return database.commit(*transaction);
    }
    // Readers see the time that was promised, also when the process was down then.
    auto after = published(*before, now, before->scheduled_at);
    auto const staff = store::last_actor(*transaction, "story:" + id->text(), "story.scheduled");
    write_story(database, *transaction, *before, after,
                {staff.value_or(before->created_by), {}, {{"scheduled", true}}});
}

std::optional<Story> publish_bulletin(store::Database& database, content::StoryText text, content::StaffId by,
                                      content::Bulletin const* known) {
    auto const transaction = database.begin();
    auto const now = database.clock().now();
    Story before;
    if (known) {
        auto found = store::find_story(*transaction, known->story);
        bool const ours = found && found->version == known->version && found->status == StoryStatus::published;
        if (!ours || found->staged) return std::nullopt;
        before = std::move(*found);
    } else {
        if (store::find_slug(*transaction, text.slug)) return std::nullopt;
        before.id = content::StoryId::make();
        before.text = text;
        before.figures = content::figures_of(text);
        before.created_at = before.updated_at = now;
        before.created_by = by;
        insert_draft(*transaction, before, by);
    }
    auto after = published(before, now, std::nullopt);
    after.text = std::move(text);
    if (!write_story(database, *transaction, before, after, {by, {}, {{"bulletin", true}}})) return std::nullopt;
    return after;
}

}  // namespace broadsheet::desk
