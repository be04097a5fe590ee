// What staff have said of shifts and tasks, as long as nothing has changed since.
#pragma once
#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "base/id.hpp"
#include "base/time.hpp"
#include "tests/simulation/people.hpp"
#include "tests/simulation/staff_work.hpp"

namespace timeshelf::simulation {

class Rota {
 public:
  struct Said {
    std::string email;  ///< whose shift it is
    std::string partstat;
    std::int64_t people = 0;  ///< as many were needed
    Instant starts_at;        ///< of the slot
    Instant ends_at;
  };

  void say(const ShopModel&, const std::string& uid, const std::string& email, const std::string& partstat,
           bool by_hand);
  void decline(const std::string& uid, const std::string& email);
  void leave_to_rotation(const std::string& uid) { said_.erase(uid); }
  /// To be asked after each step: a slot that moved asks again, and where fewer are needed somebody goes.
  void forget_what_changed(const ShopModel&);

  const Said* said(const std::string& uid) const;
  bool was_by_hand(const std::string& uid) const { return by_hand_.contains(uid); }
  bool is_unwilling(const Id& slot, const std::string& email) const;

  // Tasks, by UID
  std::map<std::string, std::int64_t> settled;  ///< units of what is done or was deleted

 private:
  std::map<std::string, Said> said_;
  std::set<std::string> by_hand_;
  std::map<Id, std::set<std::string>> unwilling_;
};

}  // namespace timeshelf::simulation
