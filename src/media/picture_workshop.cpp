#include "media/picture_workshop.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <utility>

#include "base/child_process.h"
#include "media/picture_decode.h"
#include "media/sanitized.h"
#include "media/worker_protocol.h"

namespace broadsheet::media {

namespace {

// The server's own environment may hold secrets; a process that reads strangers' files gets none of it.
std::vector<std::string> worker_environment(PictureLimits const& limits) {
    std::vector<std::string> environment = {"LC_ALL=C.UTF-8", "MALLOC_ARENA_MAX=1", "VIPS_CONCURRENCY=1"};
    if (char const* libraries = std::getenv("LD_LIBRARY_PATH")) {
        environment.push_back(fmt::format("LD_LIBRARY_PATH={}", libraries));
    }
    if (address_sanitizer) {
        environment.push_back(fmt::format("ASAN_OPTIONS=detect_leaks=0:abort_on_error=1:hard_rss_limit_mb={}",
                                          limits.max_memory / 1'000'000));
    }
    return environment;
}

// Which death means that the picture asked for too much. Allocation failures end in abort() or a trap within GLib.
bool is_exhaustion(int signal) {
    return signal == SIGXCPU || signal == SIGKILL || signal == SIGABRT || signal == SIGTRAP || signal == SIGXFSZ;
}

Problem too_heavy() {
    return {ProblemKind::too_large, "picture_too_heavy",
            "This picture needs more time or memory than a picture may take.", "file"};
}

Problem broke_the_worker() {
    return {ProblemKind::invalid, "picture_broken", "This file is damaged: it cannot be read as a picture.", "file"};
}

// One of the places at which a worker may run.
class Place {
  public:
    explicit Place(std::counting_semaphore<64>& places) : places_(places) { places_.acquire(); }
    Place(Place const&) = delete;
    Place& operator=(Place const&) = delete;
    ~Place() { places_.release(); }

  private:
    std::counting_semaphore<64>& places_;
};

Result<WorkerReply> run_request(std::filesystem::path const& program, std::filesystem::path const& scratch,
                                WorkerRequest const& request) {
    if (auto const type = accept_type(request.file, request.limits); !type) return refuse(type.error());
    auto const head = request_head(request);
    ChildEnd const run = run_child({program,
                                    {"picture-worker"},
                                    scratch,
                                    {head, request.file},
                                    worker_environment(request.limits),
                                    std::chrono::seconds(request.seconds)});
    if (run.timed_out) return refuse(too_heavy());
    if (run.signal != 0) return refuse(is_exhaustion(run.signal) ? too_heavy() : broke_the_worker());
    if (run.exit_status != 0) {
        throw std::runtime_error(fmt::format("picture worker: {} ended with {}", program.string(), run.exit_status));
    }
    auto reply = read_reply(run.output);
    if (!reply) throw std::runtime_error(fmt::format("picture worker: {} gave no answer", program.string()));
    return std::move(*reply);
}

// The alternative of the reply that was asked for; a refusal becomes a Problem, our own failure an exception.
template <class T>
Result<T> expect(WorkerReply reply) {
    if (auto* value = std::get_if<T>(&reply)) return std::move(*value);
    if (auto* problem = std::get_if<Problem>(&reply)) return refuse(std::move(*problem));
    if (auto const* failure = std::get_if<WorkerFailure>(&reply)) {
        throw std::runtime_error(fmt::format("picture worker: {}", failure->reason));
    }
    throw std::runtime_error("picture worker: answered something else than was asked");
}

}  // namespace

PictureWorkshop::PictureWorkshop(std::filesystem::path program, std::filesystem::path scratch,
                                 PictureLimits const& limits, int at_once)
    : program_(std::move(program)), scratch_(std::move(scratch)), limits_(limits), places_(std::clamp(at_once, 1, 64)) {
    std::filesystem::create_directories(scratch_);
}

Result<PictureFacts> PictureWorkshop::inspect(std::string_view file) {
    Place const place(places_);
    auto reply = run_request(program_, scratch_, {limits_, limits_.inspect_seconds, std::nullopt, file});
    if (!reply) return refuse(reply.error());
    return expect<PictureFacts>(std::move(*reply));
}

Result<std::vector<Rendition>> PictureWorkshop::renditions(std::string_view file, RenditionPlan const& plan) {
    Place const place(places_);
    auto reply = run_request(program_, scratch_, {limits_, limits_.max_seconds, plan, file});
    if (!reply) return refuse(reply.error());
    return expect<std::vector<Rendition>>(std::move(*reply));
}

}  // namespace broadsheet::media
