#include "store/sqlite/failure.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cerrno>
#include <filesystem>

namespace timeshelf::store::sqlite {
namespace {

using Code = Failure::Code;

std::string why_it_cannot_be_opened(const std::string& path) {
  const std::filesystem::path file(plain_path(path));
  const auto folder = file.parent_path();
  std::error_code ignored;
  if (!folder.empty() && !std::filesystem::exists(folder, ignored)) {
    return fmt::format("the folder {} does not exist. Create it, or change the database's address.",
                       folder.string());
  }
  if (std::filesystem::is_directory(file, ignored)) return "it is a folder. Name a file in it.";
  return "check that it exists and that this user may read and write it and its folder.";
}

}  // namespace

std::string plain_path(const std::string& path) {
  if (!path.starts_with("file:")) return path;
  return path.substr(5, path.find('?') == std::string::npos ? std::string::npos : path.find('?') - 5);
}

Failure failure_of(int code, sqlite3* handle, const std::string& path) {
  const char* detail = handle != nullptr ? sqlite3_errmsg(handle) : sqlite3_errstr(code);
  const int system_error = handle != nullptr ? sqlite3_system_errno(handle) : 0;
  switch (code & 0xff) {
    case SQLITE_FULL:
      return {Code::full,
              fmt::format("The disk that holds {} is full. Nothing was written; free some space.", path)};
    case SQLITE_READONLY:
      return {Code::read_only,
              fmt::format("The database {} takes no writes ({}). Check the permissions of the file "
                          "and its folder, and that the disk is not mounted read-only.",
                          path, detail)};
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return {Code::unavailable,
              fmt::format("The database {} cannot be opened: {}", path, why_it_cannot_be_opened(path))};
    case SQLITE_IOERR:
      if (system_error == ENOSPC || system_error == EDQUOT) return failure_of(SQLITE_FULL, nullptr, path);
      return {Code::unavailable,
              fmt::format("The database {} cannot be read or written ({}). Check the disk.", path, detail)};
    case SQLITE_NOTADB:
      return {Code::broken, fmt::format("{} is not a SQLite database. Name another file.", path)};
    case SQLITE_CORRUPT:
      return {Code::broken,
              fmt::format("The database {} is damaged ({}). Restore it from a backup.", path, detail)};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      if (code == SQLITE_BUSY_SNAPSHOT) return {Code::conflict, "Another process wrote first; run it again."};
      return {Code::unavailable,
              fmt::format("Another process is writing to the database {} and does not end. Try again later.",
                          path)};
    case SQLITE_NOMEM:
      return {Code::unavailable, "There is not enough memory for the database."};
    case SQLITE_CONSTRAINT:
      // STRICT tables complain about a wrong type this way; that is wrong SQL, not a rule of the schema.
      if (code == SQLITE_CONSTRAINT_DATATYPE) return {Code::broken, detail};
      return {Code::constraint, detail};
    case SQLITE_TOOBIG:
      return {Code::constraint, "A value is larger than the database can hold."};
    default:
      return {Code::broken, fmt::format("{} ({})", detail, code)};
  }
}

}  // namespace timeshelf::store::sqlite
