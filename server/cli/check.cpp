// timeshelf check, doctor
#include <date/tz.h>
#include <fmt/format.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cstdlib>
#include <filesystem>

#include "commerce/forecasts/pace.hpp"
#include "commerce/letters/letters.hpp"
#include "commerce/payments/payments.hpp"
#include "server/cli/progress.hpp"
#include "server/cli/session.hpp"

namespace timeshelf::server::cli {
namespace {

struct Diagnosis {
  bool sound = true;
  void say(std::string_view what, bool good, const std::string& sentence) {
    sound = sound && good;
    fmt::print("{:<12} {:<4} {}\n", what, good ? "ok" : "FAIL", sentence);
  }
};

// Days until the certificate ends; nothing if it cannot be read.
std::optional<int> days_left(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "r");
  if (!file) return std::nullopt;
  X509* certificate = PEM_read_X509(file, nullptr, nullptr, nullptr);
  std::fclose(file);
  if (!certificate) return std::nullopt;
  int days = 0;
  int seconds = 0;
  const bool read = ASN1_TIME_diff(&days, &seconds, nullptr, X509_get0_notAfter(certificate)) == 1;
  X509_free(certificate);
  return read ? std::optional(days) : std::nullopt;
}

void look_at_post(Session& session, Diagnosis& diagnosis) {
  commerce::PostStatus post;
  session.read([&](store::Transaction& transaction) { post = commerce::post_status(transaction); });
  if (post.waiting + post.failed == 0) return;
  diagnosis.say("mail", post.waiting == 0,
                fmt::format("{} letters wait to be tried again, {} letters were given up; the last: {}",
                            post.waiting, post.failed, post.last_error));
}

// What is owed is no difference in the books, but somebody's money.
void print_open_balances(store::Transaction& transaction) {
  for (const auto& shop : store::list_shops(transaction)) {
    for (const auto& [code, balance] : commerce::open_balances(transaction, shop.id)) {
      const Money owed = balance.owed();
      const Money sum{std::abs(owed.minor), owed.currency};
      fmt::print("Shop {}: booking {} costs {} and paid {}", shop.slug, code, balance.worth.text(),
                 balance.paid.text());
      if (balance.returning.minor != 0) fmt::print(", {} is on its way back", balance.returning.text());
      if (owed.minor != 0)
        fmt::print(", {} is owed {} the customer", sum.text(), owed.minor > 0 ? "by" : "to");
      fmt::print(".\n");
    }
  }
}

void look_at_refunds(Session& session, Diagnosis& diagnosis) {
  commerce::RefundStatus status;
  session.read([&](store::Transaction& transaction) { status = commerce::refund_status(transaction); });
  if (status.waiting + status.failed == 0) return;
  diagnosis.say(
      "refunds", false,
      fmt::format("{} wait to be tried again, {} were refused by the provider and need somebody; the "
                  "last: {}",
                  status.waiting, status.failed, status.last_error));
}

void look_at_database(const Config& config, Diagnosis& diagnosis) {
  try {
    Session session(config);
    diagnosis.say("database", true, session.parts.database->describe());
    look_at_post(session, diagnosis);
    look_at_refunds(session, diagnosis);
  } catch (const store::Failure& failure) {
    diagnosis.say("database", false, failure.what());
  }
}

int check(const Config& config) {
  return with_database(config, [](Session& session) {
    std::vector<std::string> differences;
    session.read([&](store::Transaction& transaction) {
      const Progress progress("comparing the books with what was done");
      differences = session.parts.services.engine.check(transaction);
    });
    for (const std::string& sentence : differences) fmt::print("{}\n", sentence);
    if (differences.empty()) fmt::print("The books agree.\n");
    session.read(print_open_balances);
    return differences.empty() ? kDone : kFound;
  });
}

int recount(const Config& config) {
  return with_database(config, [](Session& session) {
    std::vector<store::Shop> shops;
    session.read([&](store::Transaction& transaction) { shops = store::list_shops(transaction); });
    std::size_t counted = 0;
    for (const store::Shop& shop : shops) {
      session.write([&](store::Transaction& transaction) {
        commerce::recount_pace(transaction, shop.id, session.clock.now());
      });
      for (std::size_t some = 1; some > 0; counted += some) {
        session.write([&](store::Transaction& transaction) {
          some = commerce::count_pace(transaction, shop.id, session.clock.now());
        });
      }
    }
    fmt::print("Counted anew: {} bookings and changes.\n", counted);
    return kDone;
  });
}

int doctor(const Config& config, const std::string& config_problem) {
  Diagnosis diagnosis;
  const auto checked = check_config(config);
  const std::string problem = !config_problem.empty() ? config_problem
                              : checked               ? ""
                                                      : checked.error().message;
  diagnosis.say("config", problem.empty(), problem.empty() ? "can be used" : problem);
  // Without its configuration it would look into another database, and make that.
  if (config_problem.empty()) look_at_database(config, diagnosis);
  if (!config.certificate.empty()) {
    const auto days = days_left(config.certificate);
    diagnosis.say(
        "certificate", days && *days > 7,
        days ? fmt::format("ends in {} days", *days) : fmt::format("{} cannot be read", config.certificate));
  }
  const auto zones = date::get_tzdb().zones.size();
  diagnosis.say("time zones", zones > 300, fmt::format("{} zones are known", zones));
  std::error_code error;
  const auto space = std::filesystem::space(".", error);
  diagnosis.say("disk", !error && space.available > (256U << 20),
                fmt::format("{} MB free here", space.available >> 20));
  return diagnosis.sound ? kDone : kFound;
}

}  // namespace

void declare_checks(CommandLine& line) {
  line.add(line.program(), "check", "Recompute the books; exit code 1 if they differ", check);
  line.add(line.program(), "recount", "Count anew how bookings came in, which forecasts stand on", recount);
  line.add_bare("doctor", "Look for what would keep the server from running", [&line] {
    const auto config = line.config();
    return config ? doctor(*config, "") : doctor(Config{}, config.error().message);
  });
}

}  // namespace timeshelf::server::cli
