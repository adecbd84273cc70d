// Strangers' pictures are decoded in a short-lived process of its own: this program again, called `picture-worker`,
// with bounds on memory, processor and time. Whatever a file does to a decoder, the server only sees a Problem.
#pragma once
#include <filesystem>
#include <semaphore>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "media/picture.h"

namespace broadsheet::media {

class PictureWorkshop {
  public:
    // `program`: the binary whose main() calls picture_worker_main, normally /proc/self/exe. `scratch`: a folder for
    // the input (a nameless file); made when it is not there. `at_once`: how many workers may run at the same time (1
    // to 64); further callers wait.
    PictureWorkshop(std::filesystem::path program, std::filesystem::path scratch, PictureLimits const& limits = {},
                    int at_once = 2);

    // As in picture.h, and a worker that dies or takes too long is refused too (picture_broken, picture_too_heavy).
    // Throws std::system_error when no worker can be started. Any thread; blocks until the worker has ended.
    Result<PictureFacts> inspect(std::string_view file);
    Result<std::vector<Rendition>> renditions(std::string_view file, RenditionPlan const& plan);

    PictureLimits const& limits() const { return limits_; }

  private:
    std::filesystem::path program_;
    std::filesystem::path scratch_;
    PictureLimits limits_;
    std::counting_semaphore<64> places_;
};

// The worker's side: bounds itself, reads one request from `in_fd` (a file), writes one reply to `out_fd`. Returns the
// exit status. main() calls picture_worker_main(0, 1) first of all when argv[1] is "picture-worker".
int picture_worker_main(int in_fd, int out_fd);

}  // namespace broadsheet::media
