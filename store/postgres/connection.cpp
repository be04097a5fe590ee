#include "store/postgres/connection.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "store/postgres/failure.hpp"

namespace timeshelf::store::postgres {
namespace {

/// More than the program has. Statements made from lists of varying length could otherwise pile up in the
/// server.
constexpr std::size_t kMostStatements = 512;

std::string_view state_of(const PGresult* result) {
  const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  return state != nullptr ? std::string_view(state) : std::string_view();
}

std::string_view message_of(const PGresult* result) {
  const char* message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  return message != nullptr ? std::string_view(message) : std::string_view();
}

}  // namespace

Connection::Connection(const Address& address) : server_(address.shown) {
  std::vector<const char*> keywords;
  std::vector<const char*> values;
  for (const auto& [keyword, value] : address.settings) {
    keywords.push_back(keyword.c_str());
    values.push_back(value.c_str());
  }
  keywords.push_back(nullptr);
  values.push_back(nullptr);
  handle_.reset(PQconnectdbParams(keywords.data(), values.data(), 0));
  if (!usable()) throw postgres::failure_of("", PQerrorMessage(handle_.get()), server_);
  PQsetNoticeReceiver(handle_.get(), &Connection::receive_notice, this);
}

void Connection::receive_notice(void* self, const PGresult* notice) {
  auto& connection = *static_cast<Connection*>(self);
  if (!connection.committing_) return;
  // "canceling wait for synchronous replication" has no SQLSTATE of its own and is translated; but nothing of
  // ours warns at COMMIT, so any plain warning then, or one that the server shuts down, is that one.
  const auto state = state_of(notice);
  if (state == "01000" || ends_connection(state)) connection.doubt_ = message_of(notice);
}

Failure Connection::failure_of(const Result& result) const {
  const auto state = state_of(result.get());
  if (!usable() || state.empty()) {
    const auto message = message_of(result.get());
    return postgres::failure_of(state.empty() ? "" : "08006",
                                message.empty() ? PQerrorMessage(handle_.get()) : message, server_);
  }
  return postgres::failure_of(state, message_of(result.get()), server_);
}

void Connection::check(const Result& result) const {
  const auto status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) throw failure_of(result);
}

const std::string& Connection::prepared(std::string_view sql, const WireParams& params) {
  key_.assign(params.kinds()).append(1, ' ').append(sql);
  if (const auto found = statements_.find(key_); found != statements_.end()) return found->second;
  if (statements_.size() >= kMostStatements) {
    command("DEALLOCATE ALL");
    statements_.clear();
  }
  auto name = fmt::format("s{}", statements_.size());
  check(Result(
      PQprepare(handle_.get(), name.c_str(), std::string(sql).c_str(), params.count(), params.types())));
  return statements_.emplace(key_, std::move(name)).first->second;
}

Connection::Result Connection::run(std::string_view sql, Params params) {
  const WireParams wire(params);
  const auto& name = prepared(sql, wire);
  constexpr int kBinaryResult = 1;
  Result result(PQexecPrepared(handle_.get(), name.c_str(), wire.count(), wire.values(), wire.lengths(),
                               wire.formats(), kBinaryResult));
  check(result);
  return result;
}

void Connection::query(std::string_view sql, Params params, FunctionRef<void(const Row&)> each) {
  const auto result = run(sql, params);
  const int rows = PQntuples(result.get());
  for (int row = 0; row < rows; ++row) each(ResultRow(result.get(), row));
}

std::int64_t Connection::execute(std::string_view sql, Params params) {
  return parse_whole(PQcmdTuples(run(sql, params).get())).value_or(0);
}

void Connection::command(const char* sql) {
  check(Result(PQexec(handle_.get(), sql)));
}

void Connection::commit() {
  doubt_.clear();
  committing_ = true;
  const Result result(PQexec(handle_.get(), "COMMIT"));
  committing_ = false;
  const bool answered = PQresultStatus(result.get()) == PGRES_COMMAND_OK;
  const bool lost = !answered && (!usable() || ends_connection(state_of(result.get())));
  if (lost || !doubt_.empty()) {
    throw Failure(
        Failure::Code::unknown,
        fmt::format("The database server {} did not say whether the change is safe ({}). Look whether "
                    "it is there before you try again.",
                    server_, trim(lost ? PQerrorMessage(handle_.get()) : doubt_.c_str())));
  }
  check(result);
  if (std::string_view(PQcmdStatus(result.get())) != "COMMIT") {
    throw Failure(Failure::Code::broken,
                  "A statement had failed and its failure was ignored; nothing was written.");
  }
}

void Connection::roll_back() noexcept {
  if (usable() && PQtransactionStatus(handle_.get()) != PQTRANS_IDLE) {
    const Result ignored(PQexec(handle_.get(), "ROLLBACK"));
  }
}

std::string Connection::server_version() const {
  const char* version = PQparameterStatus(handle_.get(), "server_version");
  const std::string_view words = version != nullptr ? version : "";
  return std::string(words.substr(0, words.find(' ')));
}

}  // namespace timeshelf::store::postgres
