// One run of a bounded child process: input by file, output by pipe, killed when its time is over. Any thread; blocks
// until the child has ended.
#pragma once
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet {

// `arguments` reach the program as they are: no shell. Standard input comes from a nameless file in `scratch` that
// holds all parts of `input`, one after the other; standard error goes nowhere; of the environment the child has only
// `environment` ("NAME=value").
struct ChildRun {
    std::filesystem::path program;
    std::vector<std::string> arguments;
    std::filesystem::path scratch;
    std::vector<std::string_view> input;
    std::vector<std::string> environment;
    std::chrono::milliseconds time{30'000};
    std::size_t most_output = 200'000'000;  // bytes
};

struct ChildEnd {
    std::string output;
    bool timed_out = false;  // over time, or over the most that it may say
    int exit_status = 0;     // where it ended by itself
    int signal = 0;          // that ended it, or 0
};

// Throws std::system_error when the program cannot be started or the input cannot be written.
ChildEnd run_child(ChildRun const& run);

}  // namespace broadsheet
