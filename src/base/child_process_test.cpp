#include "base/child_process.h"

#include <gtest/gtest.h>

#include <system_error>

namespace broadsheet {
namespace {

ChildRun shell(std::string script) {
    return {"/bin/sh", {"-c", std::move(script)}, std::filesystem::temp_directory_path(), {}, {}};
}

TEST(ChildProcess, GetsItsInputAndNothingOfOurEnvironment) {
    auto run = shell("cat; echo \"$HOME$0$1\"");
    run.arguments.insert(run.arguments.end(), {"zero", "-f; echo two"});
    run.input = {"one ", "two "};
    auto const end = run_child(run);
    EXPECT_EQ(end.output, "one two zero-f; echo two\n");
    EXPECT_EQ(end.exit_status, 0);
}

TEST(ChildProcess, SaysHowItEnded) {
    EXPECT_EQ(run_child(shell("exit 3")).exit_status, 3);
    EXPECT_EQ(run_child(shell("kill -9 $$")).signal, 9);
    auto missing = shell("");
    missing.program = "/nowhere/at/all";
    EXPECT_THROW(run_child(missing), std::system_error);
}

TEST(ChildProcess, IsKilledWhenItTakesTooLongOrSaysTooMuch) {
    auto slow = shell("exec sleep 60");
    slow.time = std::chrono::milliseconds(100);
    EXPECT_TRUE(run_child(slow).timed_out);
    auto talkative = shell("exec cat /dev/zero");
    talkative.most_output = 100'000;
    EXPECT_TRUE(run_child(talkative).timed_out);
}

}  // namespace
}  // namespace broadsheet
