// What a command owes to others, written in its own transaction and done later, at least once.
#pragma once
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"
#include "commerce/due.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

/// Puts a debt down: `topic` says what is to be done, `subject` for what. The same debt stands once, however
/// often it is put down; `at` is when it is due (the earlier one counts).
void owe(store::Transaction&, const Id& shop, std::string_view topic, std::string_view subject, Instant at);

/// The same of many subjects.
void owe_all(store::Transaction&, const Id& shop, std::string_view topic,
             const std::set<std::string>& subjects, Instant at);

/// Who does what is owed. A handler runs inside the transaction that crosses the debt off, so it may run
/// again after a crash, and must write the same thing then.
class Outbox {
 public:
  using Handler = std::function<void(store::Transaction&, const Id& shop, const std::string& subject)>;
  explicit Outbox(const Clock& clock) : clock_(clock) {}
  void on(std::string topic, Handler handler);
  DueWork work();

 private:
  struct Debt {
    Id shop;
    std::string topic;
    std::string subject;
  };
  std::vector<Debt> due(store::Transaction&, std::size_t at_most) const;
  std::size_t run(store::Transaction&, std::size_t at_most);
  void put_off(store::Transaction&) const;

  const Clock& clock_;
  std::map<std::string, Handler, std::less<>> handlers_;
};

}  // namespace timeshelf::commerce
