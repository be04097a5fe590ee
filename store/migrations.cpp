#include "store/migrations.hpp"

#include <fmt/format.h>

#include <cctype>

namespace timeshelf::store {
namespace {

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/// The index behind a quoted text or a comment that begins at `i`, or `i` if none does.
std::size_t skip_opaque(std::string_view text, std::size_t i) {
  const auto end_of = [&](std::string_view closing, std::size_t from) {
    const auto found = text.find(closing, from);
    return found == std::string_view::npos ? text.size() : found + closing.size();
  };
  if (text[i] == '\'' || text[i] == '"') return end_of(text.substr(i, 1), i + 1);
  if (text.substr(i, 2) == "--") return end_of("\n", i);
  if (text.substr(i, 2) == "/*") return end_of("*/", i);
  return i;
}

std::string_view without_leading_comments(std::string_view statement) {
  while (!statement.empty()) {
    if (std::isspace(static_cast<unsigned char>(statement.front())) != 0) {
      statement.remove_prefix(1);
    } else if (statement.starts_with("--") || statement.starts_with("/*")) {
      statement.remove_prefix(skip_opaque(statement, 0));
    } else {
      break;
    }
  }
  return statement;
}

struct Applied {
  std::int64_t version = 0;
  std::string name;
};

std::vector<Applied> applied_migrations(Transaction& transaction, const Dialect& dialect) {
  bool has_history = false;
  transaction.query(dialect.finds_history, {}, [&](const Row&) { has_history = true; });
  std::vector<Applied> applied;
  if (has_history) {
    transaction.query("SELECT version, name FROM schema_migrations ORDER BY version", {},
                      [&](const Row& row) {
                        applied.push_back({row.integer(0), row.string(1)});
                      });
  }
  return applied;
}

}  // namespace

std::vector<std::string_view> split_statements(std::string_view script) {
  std::vector<std::string_view> statements;
  std::size_t begin = 0;
  const auto take = [&](std::size_t end) {
    const auto statement = without_leading_comments(script.substr(begin, end - begin));
    if (!statement.empty()) statements.push_back(statement);
  };
  std::size_t i = 0;
  while (i < script.size()) {
    if (const auto behind = skip_opaque(script, i); behind != i) {
      i = behind;
      continue;
    }
    if (script[i] == ';') {
      take(i);
      begin = i + 1;
    }
    ++i;
  }
  take(script.size());
  return statements;
}

std::string replace_word(std::string_view text, std::string_view word, std::string_view replacement) {
  std::string result;
  std::size_t i = 0;
  while (i < text.size()) {
    auto behind = skip_opaque(text, i);
    if (behind == i) {
      while (behind < text.size() && is_word(text[behind])) ++behind;
      if (text.substr(i, behind - i) == word) {
        result += replacement;
        i = behind;
        continue;
      }
      if (behind == i) ++behind;
    }
    result += text.substr(i, behind - i);
    i = behind;
  }
  return result;
}

std::span<const Migration> missing_migrations(Transaction& transaction, const Dialect& dialect,
                                              std::span<const Migration> known) {
  const auto applied = applied_migrations(transaction, dialect);
  if (applied.size() > known.size()) {
    throw Failure(
        Failure::Code::unavailable,
        fmt::format("The database has schema version {} ({}), this program knows versions up to {} only. "
                    "Start a newer Timeshelf, or restore a backup that was made before the upgrade.",
                    applied.back().version, applied.back().name, known.empty() ? 0 : known.back().version));
  }
  for (std::size_t i = 0; i < applied.size(); ++i) {
    if (applied[i].version == known[i].version && applied[i].name == known[i].name) continue;
    throw Failure(
        Failure::Code::unavailable,
        fmt::format("The database's schema version {} is called {}, this program's is {}: it belongs to "
                    "another program or another branch of this one. Use a database of its own.",
                    applied[i].version, applied[i].name, known[i].name));
  }
  return known.subspan(applied.size());
}

void migrate(Transaction& transaction, const Dialect& dialect, Instant now,
             std::span<const Migration> known) {
  const auto missing = missing_migrations(transaction, dialect, known);
  if (missing.size() == known.size()) {
    transaction.execute(
        dialect.adapt("CREATE TABLE IF NOT EXISTS schema_migrations (version BIGINT PRIMARY KEY, "
                      "name TEXT NOT NULL, applied_at BIGINT NOT NULL)"),
        {});
  }
  for (const auto& migration : missing) {
    for (const auto statement : split_statements(migration.sql)) {
      transaction.execute(dialect.adapt(statement), {});
    }
    transaction.execute("INSERT INTO schema_migrations (version, name, applied_at) VALUES ($1, $2, $3)",
                        {migration.version, migration.name, now});
  }
}

}  // namespace timeshelf::store
