#include "media/worker_protocol.h"

#include <array>
#include <boost/json.hpp>
#include <cstddef>
#include <cstdint>
#include <stdexcept>

namespace broadsheet::media {

namespace {

namespace json = boost::json;

// The texts of PictureMetadata under their JSON names.
struct MetadataField {
    std::string_view name;
    std::string PictureMetadata::*member;
};
constexpr std::array<MetadataField, 11> metadata_fields = {{
    {"alt", &PictureMetadata::alt},
    {"caption", &PictureMetadata::caption},
    {"headline", &PictureMetadata::headline},
    {"creator", &PictureMetadata::creator},
    {"credit", &PictureMetadata::credit},
    {"source", &PictureMetadata::source},
    {"rights", &PictureMetadata::rights},
    {"usage", &PictureMetadata::usage},
    {"taken", &PictureMetadata::taken},
    {"expires", &PictureMetadata::expires},
    {"digital_source_type", &PictureMetadata::digital_source_type},
}};

struct Message {
    json::object head;
    std::string_view bytes;
};

std::string framed(json::object const& head) {
    std::string const text = json::serialize(head);
    std::string out;
    for (unsigned shift = 0; shift < 32; shift += 8) out += static_cast<char>(text.size() >> shift & 0xFF);
    return out + text;
}

// Throws on anything that is not such a message.
Message read_message(std::string_view bytes) {
    std::uint32_t length = 0;
    for (unsigned i = 0; i < 4; ++i) length |= std::uint32_t(static_cast<unsigned char>(bytes.at(i))) << (8 * i);
    if (length > bytes.size() - 4) throw std::out_of_range("shorter than its head");
    return {json::parse(bytes.substr(4, length)).as_object(), bytes.substr(4 + length)};
}

std::string text_of(json::object const& object, std::string_view key) {
    return std::string(object.at(key).as_string());
}

template <class Number>
Number number_of(json::object const& object, std::string_view key) {
    return object.at(key).to_number<Number>();  // throws when it does not fit
}

PictureType type_of(json::object const& object, std::string_view key) {
    auto const type = picture_type(object.at(key).as_string());
    if (!type) throw std::invalid_argument("no such type of picture");
    return *type;
}

json::value moment_value(std::optional<Time> moment) { return moment ? json::value(to_ms(*moment)) : json::value(); }

std::optional<Time> moment_of(json::value const& value) {
    return value.is_null() ? std::nullopt : std::optional(from_ms(value.to_number<std::int64_t>()));
}

json::object limits_object(PictureLimits const& limits) {
    return {{"max_bytes", limits.max_bytes}, {"max_pixels", limits.max_pixels}, {"max_memory", limits.max_memory}};
}

PictureLimits limits_of(json::object const& object) {
    PictureLimits limits;
    limits.max_bytes = number_of<std::size_t>(object, "max_bytes");
    limits.max_pixels = number_of<std::int64_t>(object, "max_pixels");
    limits.max_memory = number_of<std::size_t>(object, "max_memory");
    return limits;
}

json::object plan_object(RenditionPlan const& plan) {
    json::array formats;
    for (PictureType const format : plan.formats) formats.push_back(json::value(name(format)));
    json::array crops;
    for (Crop const& crop : plan.crops) {
        json::object one = {{"name", crop.name}, {"width", crop.width}, {"height", crop.height}};
        one["format"] = name(crop.format);
        if (crop.box) one["box"] = json::array{crop.box->x, crop.box->y, crop.box->width, crop.box->height};
        crops.push_back(std::move(one));
    }
    return {{"formats", std::move(formats)},
            {"widths", json::value_from(plan.widths)},
            {"crops", std::move(crops)},
            {"x", plan.focus.x},
            {"y", plan.focus.y}};
}

std::optional<CropBox> box_of(json::object const& crop) {
    auto const* const box = crop.if_contains("box");
    if (!box) return std::nullopt;
    auto const at = [&](std::size_t index) { return box->as_array().at(index).to_number<double>(); };
    return CropBox{at(0), at(1), at(2), at(3)};
}

RenditionPlan plan_of(json::object const& object) {
    RenditionPlan plan;
    plan.formats.clear();
    for (json::value const& format : object.at("formats").as_array()) {
        plan.formats.push_back(picture_type(format.as_string()).value());
    }
    for (json::value const& width : object.at("widths").as_array()) plan.widths.push_back(width.to_number<int>());
    for (json::value const& value : object.at("crops").as_array()) {
        json::object const& crop = value.as_object();
        plan.crops.push_back({text_of(crop, "name"), number_of<int>(crop, "width"), number_of<int>(crop, "height"),
                              type_of(crop, "format"), box_of(crop)});
    }
    plan.focus = {number_of<double>(object, "x"), number_of<double>(object, "y")};
    return plan;
}

json::object facts_object(PictureFacts const& facts) {
    json::object metadata;
    for (MetadataField const& field : metadata_fields) metadata[field.name] = facts.metadata.*field.member;
    metadata["taken_at"] = moment_value(facts.metadata.taken_at);
    metadata["expires_at"] = moment_value(facts.metadata.expires_at);
    return {{"type", name(facts.type)}, {"width", facts.width},         {"height", facts.height},
            {"frames", facts.frames},   {"has_alpha", facts.has_alpha}, {"metadata", std::move(metadata)}};
}

PictureFacts facts_of(json::object const& object) {
    PictureFacts facts{.type = type_of(object, "type"),
                       .width = number_of<int>(object, "width"),
                       .height = number_of<int>(object, "height"),
                       .frames = number_of<int>(object, "frames"),
                       .has_alpha = object.at("has_alpha").as_bool(),
                       .metadata = {}};
    json::object const& metadata = object.at("metadata").as_object();
    for (MetadataField const& field : metadata_fields) facts.metadata.*field.member = text_of(metadata, field.name);
    facts.metadata.taken_at = moment_of(metadata.at("taken_at"));
    facts.metadata.expires_at = moment_of(metadata.at("expires_at"));
    return facts;
}

json::object rendition_object(Rendition const& rendition) {
    return {{"format", name(rendition.format)}, {"crop", rendition.crop},     {"width", rendition.width},
            {"height", rendition.height},       {"frames", rendition.frames}, {"size", rendition.bytes.size()}};
}

std::vector<Rendition> renditions_of(json::array const& objects, std::string_view bytes) {
    std::vector<Rendition> renditions;
    for (json::value const& value : objects) {
        json::object const& object = value.as_object();
        auto const size = number_of<std::size_t>(object, "size");
        if (size > bytes.size()) throw std::out_of_range("shorter than its renditions");
        renditions.push_back({type_of(object, "format"), text_of(object, "crop"), number_of<int>(object, "width"),
                              number_of<int>(object, "height"), number_of<int>(object, "frames"),
                              std::string(bytes.substr(0, size))});
        bytes.remove_prefix(size);
    }
    if (!bytes.empty()) throw std::out_of_range("longer than its renditions");
    return renditions;
}

json::object problem_object(Problem const& problem) {
    return {{"kind", static_cast<int>(problem.kind)},
            {"code", problem.code},
            {"message", problem.message},
            {"field", problem.field}};
}

Problem problem_of(json::object const& object) {
    int const kind = number_of<int>(object, "kind");
    if (kind < 0 || kind > static_cast<int>(ProblemKind::unsupported)) throw std::out_of_range("no such kind");
    return {static_cast<ProblemKind>(kind), text_of(object, "code"), text_of(object, "message"),
            text_of(object, "field")};
}

WorkerReply reply_of(Message const& message) {
    if (auto const* failure = message.head.if_contains("failure")) {
        return WorkerFailure{std::string(failure->as_string())};
    }
    if (auto const* problem = message.head.if_contains("problem")) return problem_of(problem->as_object());
    if (auto const* facts = message.head.if_contains("facts")) return facts_of(facts->as_object());
    return renditions_of(message.head.at("renditions").as_array(), message.bytes);
}

struct WriteReply {
    std::string operator()(WorkerFailure const& failure) const { return framed({{"failure", failure.reason}}); }
    std::string operator()(Problem const& problem) const { return framed({{"problem", problem_object(problem)}}); }
    std::string operator()(PictureFacts const& facts) const { return framed({{"facts", facts_object(facts)}}); }
    std::string operator()(std::vector<Rendition> const& renditions) const {
        json::array heads;
        for (Rendition const& rendition : renditions) heads.push_back(rendition_object(rendition));
        std::string out = framed({{"renditions", std::move(heads)}});
        for (Rendition const& rendition : renditions) out += rendition.bytes;
        return out;
    }
};

}  // namespace

std::string request_head(WorkerRequest const& request) {
    json::object head = {{"limits", limits_object(request.limits)}, {"seconds", request.seconds}};
    if (request.plan) head["plan"] = plan_object(*request.plan);
    return framed(head);
}

std::optional<WorkerRequest> read_request(std::string_view bytes) {
    try {
        Message const message = read_message(bytes);
        WorkerRequest request;
        request.limits = limits_of(message.head.at("limits").as_object());
        request.seconds = number_of<int>(message.head, "seconds");
        if (auto const* plan = message.head.if_contains("plan")) request.plan = plan_of(plan->as_object());
        request.file = message.bytes;
        return request;
    } catch (std::exception const&) {
        return std::nullopt;
    }
}

std::string write_reply(WorkerReply const& reply) { return std::visit(WriteReply(), reply); }

std::optional<WorkerReply> read_reply(std::string_view bytes) {
    try {
        return reply_of(read_message(bytes));
    } catch (std::exception const&) {
        return std::nullopt;
    }
}

}  // namespace broadsheet::media
