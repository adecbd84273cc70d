// How many files this process may have open, and how a server shares them out.
#pragma once
#include <cstddef>

namespace broadsheet::http {

// Raises the soft limit to the hard one. Returns what may be open now.
std::size_t raise_open_files();

struct OpenFiles {
    std::size_t connections = 0;
    std::size_t streams = 0;
};

// Keeps an eighth (64 to 1,024) for the database, files and workers. Of the rest a quarter, at most 8,192, are for
// connections that ask for pages, so that streams never take the last one; all others may be streams.
OpenFiles share_open_files(std::size_t files);

}  // namespace broadsheet::http
