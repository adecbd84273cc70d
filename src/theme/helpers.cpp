#include "theme/helpers.h"

namespace broadsheet::theme {
namespace {

Value const undefined;

}  // namespace

Value const& Call::arg(std::size_t position) const { return position < args_.size() ? args_[position] : undefined; }

Value const& Call::hash(std::string_view name) const {
    auto const found = hash_.find(name);
    return found ? *found : undefined;
}

void HelperRegistry::add(std::string name, Helper helper) {
    helpers_.insert_or_assign(std::move(name), std::move(helper));
}

void HelperRegistry::remove(std::string_view name) {
    if (auto const found = helpers_.find(name); found != helpers_.end()) helpers_.erase(found);
}

void HelperRegistry::add_decorator(std::string name, Decorator decorator) {
    decorators_.insert_or_assign(std::move(name), std::move(decorator));
}

Helper const* HelperRegistry::find(std::string_view name) const {
    auto const found = helpers_.find(name);
    return found == helpers_.end() ? nullptr : &found->second;
}

Helper const* HelperRegistry::find(Name const& name) const {
    auto const found = helpers_.find(name);
    return found == helpers_.end() ? nullptr : &found->second;
}

Decorator const* HelperRegistry::find_decorator(std::string_view name) const {
    auto const found = decorators_.find(name);
    return found == decorators_.end() ? nullptr : &found->second;
}

}  // namespace broadsheet::theme
