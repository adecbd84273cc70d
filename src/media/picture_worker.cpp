#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <new>

#include "media/picture.h"
#include "media/picture_workshop.h"
#include "media/sanitized.h"
#include "media/worker_protocol.h"

namespace broadsheet::media {

namespace {

constexpr int ok = 0;
constexpr int failed = 1;
constexpr rlim_t code_file_size = 1'000'000;  // libvips compiles its inner loops into a nameless file of 64 kB

bool bound(__rlimit_resource resource, rlim_t soft, rlim_t hard) {
    rlimit const limit{soft, hard};
    return ::setrlimit(resource, &limit) == 0;
}

// Nothing of the picture is looked at before these stand. The sanitizers reserve terabytes of address space for
// themselves; under them the workshop bounds the memory by their own options instead.
bool bound_this_process(WorkerRequest const& request) {
    auto const seconds = static_cast<rlim_t>(request.seconds);
    bool const can_bound_addresses = !address_sanitizer && !thread_sanitizer;
    if (can_bound_addresses && !bound(RLIMIT_AS, request.limits.max_memory, request.limits.max_memory)) return false;
    return ::prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && bound(RLIMIT_CPU, seconds, seconds + 1) &&
           bound(RLIMIT_CORE, 0, 0) && bound(RLIMIT_FSIZE, code_file_size, code_file_size) &&
           bound(RLIMIT_NOFILE, 32, 32);
}

// The request, mapped: the picture is not copied.
class MappedInput {
  public:
    explicit MappedInput(int fd) {
        struct stat status {};
        if (::fstat(fd, &status) != 0 || status.st_size <= 0) return;
        size_ = static_cast<std::size_t>(status.st_size);
        data_ = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, fd, 0);
    }
    MappedInput(MappedInput const&) = delete;
    MappedInput& operator=(MappedInput const&) = delete;
    ~MappedInput() {
        if (data_ != MAP_FAILED) ::munmap(data_, size_);
    }
    std::string_view bytes() const {
        return data_ == MAP_FAILED ? std::string_view() : std::string_view(static_cast<char const*>(data_), size_);
    }

  private:
    void* data_ = MAP_FAILED;
    std::size_t size_ = 0;
};

template <class T>
WorkerReply reply_with(Result<T> result) {
    if (!result) return std::move(result.error());
    return std::move(*result);
}

WorkerReply answer(WorkerRequest const& request) {
    try {
        return request.plan ? reply_with(make_renditions(request.file, *request.plan, request.limits))
                            : reply_with(inspect(request.file, request.limits));
    } catch (std::bad_alloc const&) {
        return Problem{ProblemKind::too_large, "picture_too_heavy", "This picture needs more memory than it may have.",
                       "file"};
    } catch (std::exception const& error) {
        return WorkerFailure{error.what()};
    }
}

bool write_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        ssize_t const written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

}  // namespace

int picture_worker_main(int in_fd, int out_fd) {
    MappedInput const input(in_fd);
    auto const request = read_request(input.bytes());
    if (!request || !bound_this_process(*request)) return failed;
    return write_all(out_fd, write_reply(answer(*request))) ? ok : failed;
}

}  // namespace broadsheet::media
