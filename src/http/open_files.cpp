#include "http/open_files.h"

#include <sys/resource.h>

#include <algorithm>

namespace broadsheet::http {

std::size_t raise_open_files() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 1024;
    auto const before = limit.rlim_cur;
    limit.rlim_cur = limit.rlim_max;
    return static_cast<std::size_t>(::setrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_cur : before);
}

OpenFiles share_open_files(std::size_t files) {
    auto const kept = std::clamp<std::size_t>(files / 8, 64, 1024);
    auto const shared = std::max(files, kept + 4) - kept;
    auto const connections = std::min<std::size_t>(shared / 4, 8192);
    return {connections, shared - connections};
}

}  // namespace broadsheet::http
