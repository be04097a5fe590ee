#include "caldav/push/quiet.hpp"

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "caldav/push/registration.hpp"
#include "store/push.hpp"

namespace timeshelf::caldav::push {
namespace {

constexpr std::string_view kHeader = "Push-Dont-Notify";

// A list of addresses, each in quotes, or "*" for all that who asks has registered: what others are told of
// is not theirs to say.
bool names(std::string_view list, const std::string& href) {
  if (trim(list) == "*") return true;
  for (std::string_view address : split(list, ',')) {
    address = trim(address);
    if (address.size() >= 2 && address.front() == '"' && address.back() == '"')
      address = address.substr(1, address.size() - 2);
    if (address.ends_with(href)) return true;
  }
  return false;
}

// Of each collection once, however many registrations watch it.
class Marks {
 public:
  explicit Marks(store::Transaction& transaction) : transaction_(transaction) {}
  const store::PushMark& of(const store::PushRegistration& registration) {
    const auto [mark, is_new] = marks_.try_emplace(registration.collection);
    if (is_new) mark->second = store::push_mark(transaction_, registration.shop, registration.collection);
    return mark->second;
  }

 private:
  store::Transaction& transaction_;
  std::map<Id, store::PushMark> marks_;
};

std::vector<store::PushRegistration> named_and_told(store::Transaction& transaction, const Call& call) {
  auto own =
      store::list_push_registrations(transaction, call.principal.shop, call.principal.user, call.clock.now());
  Marks marks(transaction);
  std::erase_if(own, [&](const store::PushRegistration& one) {
    return !names(call.header(kHeader), registration_href(call.options, one.id)) ||
           !one.is_told(marks.of(one));
  });
  return own;
}

}  // namespace

Plan quietly(const CallRef& call, Plan plan) {
  auto* write = std::get_if<WriteWork>(&plan);
  if (!write || call->options.push.public_key.empty() || !call->request.headers.has(kHeader)) return plan;
  return WriteWork{[call, run = std::move(write->run)](store::Transaction& transaction) {
    const auto registrations = named_and_told(transaction, *call);
    Written written = run(transaction);
    if (!written.keep) return written;
    Marks marks(transaction);
    for (const store::PushRegistration& one : registrations)
      store::set_push_told(transaction, one.shop, one.id, marks.of(one));
    return written;
  }};
}

}  // namespace timeshelf::caldav::push
