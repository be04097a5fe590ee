// A PostgreSQL whose commits wait for a replica that does not exist.
#pragma once
#include <string>
#include <thread>

#include "store/postgres/connection.hpp"

namespace timeshelf::tests {

/// As long as it lives, every COMMIT of the server waits; when it goes, those that still wait are done.
class WithoutReplica {
 public:
  explicit WithoutReplica(const std::string& address)
      : impatient_(store::postgres::parse_address(address)), control_(impatient_) {
    impatient_.commit_deadline = std::chrono::milliseconds(20);
    set("nobody");
    while (commits()) continue;
    to_the_waiting_backend("pg_terminate_backend(pid, 10000)");
  }
  ~WithoutReplica() { set(""); }
  WithoutReplica(const WithoutReplica&) = delete;
  WithoutReplica& operator=(const WithoutReplica&) = delete;

  /// Waits until some backend waits for its replica, and does `what` to it: "pg_cancel_backend(pid)", …
  void to_the_waiting_backend(const std::string& what) {
    const auto sql = "SELECT COUNT(" + what + ") FROM pg_stat_activity WHERE wait_event = 'SyncRep'";
    const auto count = [&] {
      return control_.first(sql, {}, [](const store::Row& row) { return row.integer(0); }).value_or(0);
    };
    while (count() == 0) std::this_thread::yield();
  }

 private:
  void set(const std::string& names) {
    control_.command("ALTER SYSTEM SET synchronous_standby_names = '" + names + "'");
    control_.query("SELECT pg_reload_conf()", {}, [](const store::Row&) {});
  }
  /// Whether a COMMIT is still answered: the server takes note of its settings when it comes to it.
  bool commits() {
    store::postgres::Connection probe(impatient_);
    if (!probe.begin(store::postgres::Connection::Access::write)) return true;
    probe.query("SELECT pg_logical_emit_message(true, 'probe', '')", {}, [](const store::Row&) {});
    try {
      probe.commit();
      return true;
    } catch (const store::Failure&) {
      return false;
    }
  }

  store::postgres::Address impatient_;
  store::postgres::Connection control_;
};

}  // namespace timeshelf::tests
