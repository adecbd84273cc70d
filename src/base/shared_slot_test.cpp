#include "base/shared_slot.h"

#include <gtest/gtest.h>
#include <array>
#include <atomic>
#include <thread>
#include <vector>

namespace broadsheet {
namespace {

TEST(SharedSlot, GivesWhatWasPutLast) {
    SharedSlot<int const> slot;
    EXPECT_EQ(slot.load(), nullptr);
    slot.store(std::make_shared<int const>(1));
    auto const first = slot.load();
    slot.store(std::make_shared<int const>(2));
    EXPECT_EQ(*first, 1) << "whoever has it keeps it";
    EXPECT_EQ(first.use_count(), 1);
    EXPECT_EQ(*slot.load(), 2);
    slot.store(nullptr);
    EXPECT_EQ(slot.load(), nullptr);
}

// Each number comes with its double: a reader that saw a pointer of one and a count of another would see it here, or
// the sanitizers would.
TEST(SharedSlot, ManyThreadsReadAndPut) {
    using Pair = std::array<int, 2>;
    SharedSlot<Pair const> slot;
    slot.store(std::make_shared<Pair const>(Pair{0, 0}));
    std::atomic<bool> over = false;
    std::atomic<int> wrong = 0;
    std::vector<std::thread> threads;
    for (int reader = 0; reader < 3; ++reader)
        threads.emplace_back([&] {
            while (!over) {
                auto const seen = slot.load();
                if ((*seen)[1] != 2 * (*seen)[0]) ++wrong;
            }
        });
    for (int writer = 0; writer < 2; ++writer)
        threads.emplace_back([&, writer] {
            for (int i = 0; i < 20'000; ++i)
                slot.store(std::make_shared<Pair const>(Pair{i + writer, 2 * (i + writer)}));
        });
    threads[3].join();
    threads[4].join();
    over = true;
    for (int reader = 0; reader < 3; ++reader) threads[static_cast<std::size_t>(reader)].join();
    EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace broadsheet
