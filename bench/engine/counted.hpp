// A transaction that counts the statements that pass through it.
#pragma once
#include "store/database.hpp"

namespace timeshelf::bench {

class Counted final : public store::Transaction {
 public:
  Counted(store::Transaction& inner, std::uint64_t& statements) : inner_(inner), statements_(statements) {}

  void query(std::string_view sql, store::Params params, FunctionRef<void(const store::Row&)> each) override {
    ++statements_;
    inner_.query(sql, params, each);
  }
  std::int64_t execute(std::string_view sql, store::Params params) override {
    ++statements_;
    return inner_.execute(sql, params);
  }
  void send(std::string_view sql, store::Params params) override {
    ++statements_;
    inner_.send(sql, params);
  }

 private:
  store::Transaction& inner_;
  std::uint64_t& statements_;
};

}  // namespace timeshelf::bench
