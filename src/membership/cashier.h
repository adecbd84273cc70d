// Settles what the processor told, one after the other, on a thread of its own; and now and then compares with the
// processor what nobody told. What is received is on the disk before it is answered, so a kill loses nothing.
#pragma once
#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "membership/settling.h"

namespace broadsheet::membership {

class Cashier {
  public:
    Cashier(store::Database& database, Settling const& settling, payments::Processor& processor)
        : database_(database), settling_(settling), processor_(processor) {}
    ~Cashier() { stop(); }

    void start();
    void stop();  // what is in hand is finished
    void wake();  // something was received

    // Compares everything since `since`; what is missing is booked. Writes the setting "support.compared" with the time
    // and what does not agree. It may take some seconds while many readers pay. Throws payments::Unreachable. Any
    // thread.
    void compare(Time since);

  private:
    void run();
    bool settle_some();  // false: nothing was due
    bool is_stopping();
    // `away`: why the processor gave no answer to one before; then it is not asked. Set where that is found out.
    void settle_alone(store::PaymentEvent const& event, std::string& away);
    void put_off(store::PaymentEvent const& event, std::string const& failure);
    void look_after_pledge(content::Pledge const& pledge);
    void look_after_memberships();
    void look_after_pledges();
    void end_practice();
    int book_missing(Time& since);
    struct Look {
        std::vector<std::string> problems;  // what does not agree, as the desk shows it
        bool moved = false;                 // money came or went while it looked
        int booked = 0;                     // movements that had been missing
    };
    Look look(Time since);
    Look look_until_calm(Time since);
    std::map<std::string, std::int64_t> booked_as_held();  // minor units, by currency
    bool rest(Millis time);                                // true: it is to stop
    void housekeeping();

    store::Database& database_;
    Settling const& settling_;
    payments::Processor& processor_;
    std::mutex comparing_;
    std::mutex mutex_;
    std::condition_variable woken_;
    bool stopping_ = false;
    bool received_ = false;
    Time next_compare_{}, next_look_{}, looked_{};
    std::thread thread_;
};

// What compare wrote last; empty object: it has not run.
struct Compared {
    std::optional<Time> at;
    std::vector<std::string> problems;
};
Compared last_compared(store::Reader& reader);

}  // namespace broadsheet::membership
