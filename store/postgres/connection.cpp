#include "store/postgres/connection.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>

#include "base/text.hpp"
#include "store/postgres/failure.hpp"

namespace timeshelf::store::postgres {
namespace {

/// More than the program has. Statements made from lists of varying length could otherwise pile up in the
/// server.
constexpr std::size_t kMostStatements = 512;

constexpr int kBinaryResult = 1;

/// So that the answers which nobody has read yet stay small, on both sides.
constexpr std::size_t kMostUnsettled = 256;

/// A plan that was made while a table was small is kept, and would still read all of it when it has grown:
/// the row that counts a collection's revisions leaves thousands of dead versions behind in a burst. Every
/// statement of ours finds its rows by an index, so that is the one plan we want, without waiting for
/// statistics, and made once.
///
/// A transaction that waits for its replica keeps its locks, so whoever needs a row of it would wait as long.
constexpr char kSettings[] =
    "SET enable_seqscan = off; SET jit = off; SET plan_cache_mode = force_generic_plan; "
    "SET lock_timeout = '10s'";

/// Statements that travel with the next one.
constexpr std::string_view kBeginRead = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
constexpr std::string_view kBeginWrite = "BEGIN ISOLATION LEVEL SERIALIZABLE";
constexpr std::string_view kSavepoint = "SAVEPOINT part";
constexpr std::string_view kRelease = "RELEASE part";

std::string_view state_of(const PGresult* result) {
  const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  return state != nullptr ? std::string_view(state) : std::string_view();
}

bool succeeded(const PGresult* result) {
  const auto status = PQresultStatus(result);
  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

/// Rows that a statement inserted, changed or deleted; 0 for one that answers rows.
std::int64_t changed_by(PGresult* result) {
  return PQresultStatus(result) == PGRES_COMMAND_OK ? parse_whole(PQcmdTuples(result)).value_or(0) : 0;
}

std::string_view message_of(const PGresult* result) {
  const char* message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  return message != nullptr ? std::string_view(message) : std::string_view();
}

}  // namespace

Connection::Connection(const Address& address)
    : server_(address.shown), commit_deadline_(address.commit_deadline) {
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
  command(kSettings);
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
  if (!succeeded(result.get())) throw failure_of(result);
}

const std::string& Connection::prepared(std::string_view sql, const WireParams& params) {
  key_.assign(params.kinds()).append(1, ' ').append(sql);
  if (const auto found = statements_.find(key_); found != statements_.end()) return found->second;
  // Now, because a mistake in `sql` must be undone by the savepoint that is about to be opened.
  settle();
  send_marks();
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
  Result result;
  if (marks_.empty() && !is_piping()) {
    result.reset(PQexecPrepared(handle_.get(), name.c_str(), wire.count(), wire.values(), wire.lengths(),
                                wire.formats(), kBinaryResult));
    changes_ += changed_by(result.get());
  } else {
    pipe(name, wire);
    result = drain();
  }
  check(result);
  return result;
}

void Connection::send(std::string_view sql, Params params) {
  const WireParams wire(params);
  pipe(prepared(sql, wire), wire);
  PQflush(handle_.get());  // the server begins while we go on
  if (++unsettled_ >= kMostUnsettled) settle();
}

void Connection::settle() {
  if (is_piping()) check(drain());
}

bool Connection::is_piping() const {
  return PQpipelineStatus(handle_.get()) != PQ_PIPELINE_OFF;
}

void Connection::pipe(const std::string& name, const WireParams& wire) {
  auto* const handle = handle_.get();
  PQenterPipelineMode(handle);
  bool sent = true;
  for (const std::string_view mark : marks_)
    sent = sent && PQsendQueryParams(handle, mark.data(), 0, nullptr, nullptr, nullptr, nullptr, 0) == 1;
  marks_.clear();
  sent = sent && PQsendQueryPrepared(handle, name.c_str(), wire.count(), wire.values(), wire.lengths(),
                                     wire.formats(), kBinaryResult) == 1;
  if (sent) return;
  const std::string why = PQerrorMessage(handle);
  drain();
  throw postgres::failure_of("", why, server_);
}

Connection::Result Connection::drain() {
  auto* const handle = handle_.get();
  PQpipelineSync(handle);
  unsettled_ = 0;
  // Each statement answers with a result and a null, the sync with a result. The first error counts: behind
  // it come only statements that were skipped. Two nulls in a row: the connection is lost.
  Result outcome;
  bool ended = false;
  for (bool after_null = false; !ended;) {
    Result next(PQgetResult(handle));
    const auto status = PQresultStatus(next.get());
    ended = status == PGRES_PIPELINE_SYNC || (!next && after_null);
    after_null = !next;
    if (!next || ended) continue;
    changes_ += changed_by(next.get());
    if (!outcome || succeeded(outcome.get())) outcome = std::move(next);
  }
  PQexitPipelineMode(handle);
  return outcome;
}

void Connection::send_marks() {
  if (marks_.empty()) return;
  std::string sql;
  for (const std::string_view mark : marks_) sql.append(mark).append(1, ';');
  marks_.clear();
  command(sql);
}

void Connection::open_savepoint() {
  settle();  // what failed outside must not end as a failure inside
  marks_.push_back(kSavepoint);
}

void Connection::close_savepoint(bool keep) {
  if (!keep && is_piping()) drain();
  if (!marks_.empty() && marks_.back() == kSavepoint) {
    marks_.pop_back();  // nothing happened behind it
  } else if (keep) {
    marks_.push_back(kRelease);
  } else {
    send_marks();  // savepoints inside this one bear its name: they must be gone
    command("ROLLBACK TO part; RELEASE part");
  }
}

void Connection::query(std::string_view sql, Params params, FunctionRef<void(const Row&)> each) {
  const auto result = run(sql, params);
  const int rows = PQntuples(result.get());
  for (int row = 0; row < rows; ++row) each(ResultRow(result.get(), row));
}

std::int64_t Connection::execute(std::string_view sql, Params params) {
  return changed_by(run(sql, params).get());
}

void Connection::command(const std::string& sql) {
  check(Result(PQexec(handle_.get(), sql.c_str())));
}

Connection::Result Connection::answer_to_commit() {
  using std::chrono::steady_clock;
  auto* const handle = handle_.get();
  const auto deadline = steady_clock::now() + commit_deadline_;
  if (PQsendQuery(handle, "COMMIT") != 1) return {};
  while (PQisBusy(handle) == 1) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - steady_clock::now()).count();
    pollfd socket{PQsocket(handle), POLLIN, 0};
    if (left <= 0 || ::poll(&socket, 1, static_cast<int>(left)) == 0) {
      doubt_ = fmt::format("no answer within {} ms; does its replica run?", commit_deadline_.count());
      handle_.reset();
      return {};
    }
    if (PQconsumeInput(handle) != 1) break;
  }
  Result first(PQgetResult(handle));
  while (Result(PQgetResult(handle))) continue;
  return first;
}

void Connection::commit() {
  settle();
  const bool nothing_was_done = !marks_.empty() && marks_.front() == kBeginWrite;
  marks_.clear();  // COMMIT releases all savepoints
  if (nothing_was_done) return;
  doubt_.clear();
  committing_ = true;
  const Result result = answer_to_commit();
  committing_ = false;
  const bool answered = PQresultStatus(result.get()) == PGRES_COMMAND_OK;
  const bool lost = !answered && (!usable() || ends_connection(state_of(result.get())));
  if (lost || !doubt_.empty()) {
    throw Failure(
        Failure::Code::unknown,
        fmt::format("The database server {} did not say whether the change is safe ({}). Look whether "
                    "it is there before you try again.",
                    server_, trim(doubt_.empty() ? PQerrorMessage(handle_.get()) : doubt_.c_str())));
  }
  check(result);
  if (std::string_view(PQcmdStatus(result.get())) != "COMMIT") {
    throw Failure(Failure::Code::broken,
                  "A statement had failed and its failure was ignored; nothing was written.");
  }
}

void Connection::roll_back() noexcept {
  marks_.clear();
  if (is_piping()) drain();
  if (usable() && PQtransactionStatus(handle_.get()) != PQTRANS_IDLE) {
    const Result ignored(PQexec(handle_.get(), "ROLLBACK"));
  }
}

void Connection::end_read() noexcept {
  marks_.clear();
  if (is_piping()) drain();
  if (usable() && PQtransactionStatus(handle_.get()) != PQTRANS_IDLE) PQsendQuery(handle_.get(), "ROLLBACK");
}

bool Connection::begin(Access access) {
  auto* const handle = handle_.get();
  // What end_read() did not wait for; and what a server says that closed the connection meanwhile.
  while (usable() && Result(PQgetResult(handle))) continue;
  pollfd socket{PQsocket(handle), POLLIN, 0};
  while (usable() && ::poll(&socket, 1, 0) > 0 && PQconsumeInput(handle) == 1) continue;
  if (!usable()) return false;
  marks_.assign(1, access == Access::read ? kBeginRead : kBeginWrite);
  return true;
}

}  // namespace timeshelf::store::postgres
