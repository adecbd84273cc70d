// A processor with nobody's money, for newcomers who have no key yet: its payment page is ours and plainly marked, its
// charges cost 2.9 % and 30, its subscriptions renew when their time comes. Never there beside a real key. Any thread.
#pragma once
#include "payments/processor.h"
#include "store/database.h"

namespace broadsheet::membership {

class Practice : public payments::Processor {
  public:
    // `site_url`: where our pages stand.
    Practice(store::Database& database, std::string site_url) : database_(database), site_url_(std::move(site_url)) {}

    std::string_view name() const override { return "practice"; }
    std::vector<std::string> origins() const override { return {}; }
    Result<payments::Checkout> open_checkout(payments::Order const& order, std::string const& key) override;
    Result<payments::CheckoutState> find_checkout(std::string const& id) override;
    Result<payments::Subscription> find_subscription(std::string const& id) override;
    Result<payments::Subscription> change(std::string const& subscription, payments::Change const& change,
                                          std::string const& key) override;
    Result<std::string> card_page(std::string const& payer, std::string const& return_url,
                                  std::string const& key) override;
    Result<void> refund(std::string const& charge, payments::Money const& amount, std::string const& key) override;
    std::vector<payments::Movement> movements_of(std::string const& object) override;
    payments::Movements movements_since(Time since, std::string const& after) override;
    std::vector<payments::Money> balance() override;

    // Its page: what is to be paid, and where it leads to; nothing if there is no such checkout or it was paid.
    struct Page {
        std::string what;
        payments::Money amount;
        payments::Cadence cadence = payments::Cadence::once;
        std::string email;
        std::string success_url, cancel_url;
    };
    std::optional<Page> page(std::string const& checkout) const;
    // The charge; empty: there is none, or it had been paid.
    std::string pay(std::string const& checkout, std::string const& email, std::string const& name);

  private:
    void renew_due();

    store::Database& database_;
    std::string site_url_;
};

}  // namespace broadsheet::membership
