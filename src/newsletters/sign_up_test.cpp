#include "newsletters/sign_up.h"

#include "jobs/runner.h"
#include "store/readers.h"
#include "store/test_database.h"

namespace broadsheet::newsletters {
namespace {

using ForgetPendingTest = store::DatabaseTest;
INSTANTIATE_TEST_SUITE_P(Engines, ForgetPendingTest, store::both_engines, store::engine_name);

TEST_P(ForgetPendingTest, OnceADayAndNeverInACircle) {
    auto const sign_up = [&](char const* email, Millis before) {
        content::SignUp out;
        out.id = content::SignUpId::make();
        out.email = email;
        out.hash = email;
        out.asked_at = now() - before;
        commit([&](store::Transaction& transaction) {
            store::save_sign_up(transaction, out, email);
            store::add_job(transaction, forget_job, "", now());
        });
        return out.id;
    };
    auto const old = sign_up("old@example.org", content::pending_time + Millis(1));
    auto const recent = sign_up("recent@example.org", content::pending_time - Millis(1));
    jobs::Runner runner(database(), {{forget_job, [&](store::Job const&) { forget_pending(database()); }}});
    EXPECT_TRUE(runner.run_one());
    EXPECT_FALSE(runner.run_one()) << "not again before its time";
    auto const reader = database().snapshot();
    EXPECT_FALSE(store::find_sign_up(*reader, old));
    EXPECT_TRUE(store::find_sign_up(*reader, recent));
    EXPECT_EQ(store::next_job_time(*reader), now() + Millis(24LL * 3600 * 1000));
}

}  // namespace
}  // namespace broadsheet::newsletters
