// One run of a bounded child process: input by file, output by pipe, killed when its time is over.
#pragma once
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::media {

struct WorkerRun {
    std::string output;
    bool timed_out = false;  // over time, or over the most that it may say
    int exit_status = 0;     // where it ended by itself
    int signal = 0;          // that ended it, or 0
};

// Runs `program` with one argument, standard input from a file holding `input` (all parts, one after the other),
// standard error to nowhere, and only the environment given ("NAME=value"). Waits for its end. Throws std::system_error
// when it cannot be started or the input cannot be written to `scratch`.
WorkerRun run_worker(std::filesystem::path const& program, std::string const& argument,
                     std::filesystem::path const& scratch, std::vector<std::string_view> const& input,
                     std::vector<std::string> environment, std::chrono::seconds time);

}  // namespace broadsheet::media
