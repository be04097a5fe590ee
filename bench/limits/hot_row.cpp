#include "bench/limits/hot_row.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <stdexcept>

namespace timeshelf::bench {
namespace {

constexpr const char* kPgbench = "/usr/lib/postgresql/15/bin/pgbench";

void run_sql(const std::string& address, const char* sql) {
  const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectdb(address.c_str()), PQfinish);
  const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection.get(), sql), PQclear);
  if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) {
    throw std::runtime_error(PQerrorMessage(connection.get()));
  }
}

}  // namespace

HotRow::HotRow(tests::PostgresCluster& cluster, const tests::TemporaryFolder& folder)
    : folder_(folder), address_(cluster.address_of(cluster.create_database())) {
  run_sql(address_,
          "CREATE TABLE hot (id INT PRIMARY KEY, n BIGINT NOT NULL); INSERT INTO hot VALUES (1, 0)");
  std::ofstream(folder.path() / "hot_row.sql") << "UPDATE hot SET n = n + 1 WHERE id = 1;\n";
}

double HotRow::per_second(std::chrono::milliseconds duration) {
  const auto seconds = std::max<std::int64_t>(1, duration.count() / 1000);
  const std::string clients = std::to_string(kClients);
  const std::string output = run_program(
      {kPgbench, "--no-vacuum", "--protocol=prepared", "--client=" + clients, "--jobs=2",
       "--time=" + std::to_string(seconds), "--file=" + (folder_.path() / "hot_row.sql").string(), address_},
      folder_);
  const auto at = output.find("tps = ");
  if (at == std::string::npos) throw std::runtime_error("pgbench did not say how fast it was:\n" + output);
  return std::stod(output.substr(at + 6));
}

}  // namespace timeshelf::bench
