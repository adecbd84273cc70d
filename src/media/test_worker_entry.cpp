// The test program is its own picture worker: called `picture-worker` it becomes one before any test starts.
#include <cstdlib>
#include <string_view>

#include "media/picture_workshop.h"

__attribute__((constructor)) static void become_picture_worker(int argc, char** argv, char**) {
    if (argc == 2 && std::string_view(argv[1]) == "picture-worker")
        std::_Exit(broadsheet::media::picture_worker_main(0, 1));
}
