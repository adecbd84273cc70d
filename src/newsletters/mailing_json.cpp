#include "newsletters/mailing_json.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "base/locale.h"
#include "document/read_json.h"
#include "store/newsletters.h"
#include "store/stories.h"

namespace broadsheet::newsletters {
namespace {

namespace json = boost::json;
using content::Segment;

json::value time_json(std::optional<Time> const& time) {
    return time ? json::value(iso_time(*time)) : json::value(nullptr);
}

json::array ids_json(std::vector<content::StoryId> const& ids) {
    json::array out;
    for (auto const id : ids) out.emplace_back(id.text());
    return out;
}

json::object segment_json(Segment const& segment) {
    return {{"language", segment.language},
            {"support", content::name_of(segment.support)},
            {"joined_from", time_json(segment.joined_from)},
            {"joined_before", time_json(segment.joined_before)},
            {"engaged_days", segment.engaged_days}};
}

json::object figures_json(store::MailingFigures const& figures) {
    return {{"taken", figures.taken},       {"deferred", figures.deferred}, {"refused", figures.refused},
            {"in_doubt", figures.in_doubt}, {"bounced", figures.bounced},   {"opened", figures.opened},
            {"clicked", figures.clicked},   {"left", figures.left}};
}

void read_stories(Fields& fields, store::Reader& reader, char const* name, std::vector<content::StoryId>& into) {
    auto const ids = fields.texts(name, 60, 13);
    if (!ids) return;
    into.clear();
    for (std::size_t i = 0; i < ids->size(); ++i) {
        auto const id = content::StoryId::parse((*ids)[i]);
        auto const place = std::string(name) + "/" + std::to_string(i);
        if (!id || !store::find_story(reader, *id))
            fields.refuse(place, "unknown_record", "There is no story with this id.");
        else if (std::ranges::find(into, *id) != into.end())
            fields.refuse(place, "twice", "This story stands in the list already.");
        else
            into.push_back(*id);
    }
}

void read_time(Fields& fields, char const* name, std::optional<Time>& into) {
    auto const text = fields.text(name, 40);
    if (!text) return;
    into = parse_iso_time(*text);
    if (!text->empty() && !into) fields.refuse(name, "time_shape", "This must be a time such as 2026-09-01T07:00:00Z.");
}

void read_segment(Fields& fields, Segment& segment) {
    auto const* const given = fields.value("segment");
    if (!given) return;
    if (!given->is_object()) return fields.refuse("segment", "object_expected", "This must be an object.");
    Fields inner(given->get_object());
    if (auto const language = inner.text("language", 35)) {
        if (!language->empty() && !is_language_tag(*language))
            inner.refuse("language", "language_shape", "This must be a language such as en, uk or en-GB.");
        segment.language = *language;
    }
    if (auto const support = inner.text("support", 20)) {
        auto const known = content::segment_support(*support);
        if (known)
            segment.support = *known;
        else
            inner.refuse("support", "unknown_support", "This must be everybody, free or paid.");
    }
    read_time(inner, "joined_from", segment.joined_from);
    read_time(inner, "joined_before", segment.joined_before);
    if (auto const days = inner.number("engaged_days", 0, 3650)) segment.engaged_days = static_cast<int>(*days);
    if (auto problem = inner.problem()) {
        problem->field = "segment/" + problem->field;
        fields.refuse(std::move(*problem));
    }
}

void read_text(Fields& fields, std::string& into) {
    auto const* const body = fields.value("body");
    if (!body) return;
    auto const document = document::read_json(*body);
    if (!document) {
        auto problem = document.error();
        problem.field = "body" + problem.field;
        return fields.refuse(std::move(problem));
    }
    into = document::to_json_text(*document);
}

}  // namespace

json::object line_json(content::Mailing const& mailing) {
    return {{"id", mailing.id.text()},
            {"kind", content::name_of(mailing.kind)},
            {"newsletter", mailing.newsletter.text()},
            {"status", content::name_of(mailing.status)},
            {"subject", mailing.subject},
            {"preview", mailing.preview},
            {"version", mailing.version},
            {"scheduled_at", time_json(mailing.scheduled_at)},
            {"started_at", time_json(mailing.started_at)},
            {"finished_at", time_json(mailing.finished_at)},
            {"audience", mailing.audience},
            {"trouble", mailing.trouble},
            {"created_at", iso_time(mailing.created_at)},
            {"updated_at", iso_time(mailing.updated_at)}};
}

json::object mailing_json(content::Mailing const& mailing, store::MailingFigures const* figures) {
    auto out = line_json(mailing);
    out["body"] = json::parse(mailing.body);
    out["stories"] = ids_json(mailing.stories);
    out["briefs"] = ids_json(mailing.briefs);
    out["story"] = mailing.story ? json::value(mailing.story->text()) : json::value(nullptr);
    out["segment"] = segment_json(mailing.segment);
    out["figures"] = figures ? json::value(figures_json(*figures)) : json::value(nullptr);
    return out;
}

void read_mailing(Fields& fields, store::Reader& reader, content::Mailing& mailing) {
    if (auto const id = fields.text("newsletter", 13)) {
        auto const newsletter = content::NewsletterId::parse(*id);
        if (!newsletter || !store::find_newsletter(reader, *newsletter))
            fields.refuse("newsletter", "unknown_record", "There is no newsletter with this id.");
        else
            mailing.newsletter = *newsletter;
    }
    if (auto const text = fields.text("subject", 200)) mailing.subject = *text;
    if (auto const text = fields.text("preview", 200)) mailing.preview = *text;
    read_text(fields, mailing.body);
    read_stories(fields, reader, "stories", mailing.stories);
    read_stories(fields, reader, "briefs", mailing.briefs);
    if (auto const id = fields.text("story", 13)) {
        mailing.story = content::StoryId::parse(*id);
        if (!id->empty() && (!mailing.story || !store::find_story(reader, *mailing.story)))
            fields.refuse("story", "unknown_record", "There is no story with this id.");
    }
    read_segment(fields, mailing.segment);
}

}  // namespace broadsheet::newsletters
