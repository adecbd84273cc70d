// What the server and its picture worker say to each other: four bytes of length (little-endian), a JSON head of that
// length, then bytes. A request's bytes are the picture; a reply's are the renditions one after the other. Pure.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "media/picture.h"

namespace broadsheet::media {

struct WorkerRequest {
    PictureLimits limits;
    int seconds = 0;                    // of processor time
    std::optional<RenditionPlan> plan;  // nothing: inspect
    std::string_view file;              // of a read request: within the request's bytes
};

std::string request_head(WorkerRequest const& request);  // everything but the file, which follows it
std::optional<WorkerRequest> read_request(std::string_view bytes);

struct WorkerFailure {
    std::string reason;  // for the log: the worker's own fault, not the picture's
};

using WorkerReply = std::variant<WorkerFailure, Problem, PictureFacts, std::vector<Rendition>>;

std::string write_reply(WorkerReply const& reply);
// Nothing unless the reply is whole and every size adds up: a worker that a picture has broken is no friend.
std::optional<WorkerReply> read_reply(std::string_view bytes);

}  // namespace broadsheet::media
