// Stripe: hosted Checkout, Billing subscriptions, refunds, and the movements of the balance it holds. The version of
// its API is pinned; each write carries an Idempotency-Key. No card data comes near us. Any thread.
#pragma once
#include <atomic>
#include <boost/json/object.hpp>
#include <map>
#include <mutex>
#include <utility>

#include "http/service_client.h"
#include "payments/processor.h"

namespace broadsheet::payments {

struct StripeSettings {
    std::string secret_key;
    std::string api;  // empty: https://api.stripe.com
};

class Stripe : public Processor {
  public:
    static constexpr char const* version = "2026-08-26.dahlia";

    explicit Stripe(StripeSettings const& settings);

    std::string_view name() const override { return "stripe"; }
    std::vector<std::string> origins() const override;
    Result<Checkout> open_checkout(Order const& order, std::string const& key) override;
    Result<CheckoutState> find_checkout(std::string const& id) override;
    Result<Subscription> find_subscription(std::string const& id) override;
    Result<Subscription> change(std::string const& subscription, Change const& change, std::string const& key) override;
    Result<std::string> card_page(std::string const& payer, std::string const& return_url,
                                  std::string const& key) override;
    Result<void> refund(std::string const& charge, Money const& amount, std::string const& key) override;
    std::vector<Movement> movements_of(std::string const& object) override;
    Movements movements_since(Time since, std::string const& after) override;
    void give_up() override { client_.give_up(); }
    std::vector<Money> balance() override;

  private:
    using Fields = std::vector<std::pair<std::string, std::string>>;
    struct Owner {
        std::string reference;
        bool recurring = false;
    };

    Result<boost::json::object> ask(http::Method method, std::string path, Fields const& fields,
                                    std::string const& key = {});
    boost::json::object need(std::string path, Fields const& fields);  // what is refused is thrown too
    Result<std::string> coupon(Order const& order);
    Movement read_movement(boost::json::object const& transaction);
    Owner owner_of_charge(std::string const& charge, boost::json::object const* known);
    Owner look_up_owner(std::string const& charge, boost::json::object const* known);
    Result<Subscription> with_paid_period(Result<boost::json::object> const& object);
    Result<std::string> product_of(std::string const& subscription, std::string& item);
    bool is_ours(std::string const& url) const;

    std::string authorization_;
    bool own_api_;  // not Stripe's own address: a stand-in
    http::ServiceClient client_;
    std::atomic<int> waiting_ = 0;  // for an answer
    std::mutex mutex_;
    std::map<std::string, Owner> owners_;  // of charges seen lately; what a charge belongs to never changes
};

}  // namespace broadsheet::payments
