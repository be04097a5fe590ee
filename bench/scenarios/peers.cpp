// What calendar apps ask most, beside other CalDAV servers on the same machine in the same run. Each gets the
// same events and the same requests on 16 connections, one server after the other, round by round.
#include <fmt/format.h>

#include "bench/peers/peer.hpp"
#include "bench/scenarios/calendar.hpp"
#include "bench/scenarios/calendar_reads.hpp"
#include "bench/scenarios/scenario.hpp"

namespace timeshelf::bench {
namespace {

constexpr std::size_t kConnections = 16;
constexpr int kRounds = 2;
constexpr double kTimesCyrus = 20;
constexpr double kTimesOthers = 100;

// One of the servers, and what it is asked.
struct Asked {
  std::string name;
  const Site* site = nullptr;
  std::string edited;       // a calendar that is written to
  std::vector<Read> reads;  // the same ones for every server, in the same order
};

using MakeClient = std::function<std::unique_ptr<Client>(const Asked& asked, std::size_t connection)>;

Tally run(const Asked& asked, const MakeClient& make, std::chrono::milliseconds measured) {
  Clients clients;
  for (std::size_t i = 0; i < kConnections; ++i) clients.push_back(make(asked, i));
  ClosedLoop loop;
  loop.warm_up = {};  // or an answer that takes longer than the run would not be counted
  loop.measured = measured;
  loop.patience = std::chrono::minutes(5);  // sixteen listings of 10,000 events at once, written in Python
  return run_closed_loop(asked.site->port(), clients, loop);
}

// The first of `all` is ours.
void measure(Bench& bench, const std::string& name, const std::vector<Asked>& all, const MakeClient& make) {
  if (name.find(bench.options().only) == std::string::npos) return;
  std::vector<Tally> tallies(all.size());
  for (int round = 0; round < kRounds; ++round) {
    for (std::size_t i = 0; i < all.size(); ++i) {
      tallies[i].add(run(all[i], make, bench.options().measured / kRounds));
    }
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (tallies[i].failed > 0) {
      bench.report().complain(fmt::format("{}, {}: {} operations failed, the first one: {}", all[i].name,
                                          name, tallies[i].failed, tallies[i].first_failure));
    }
    if (i == 0) continue;
    Row row = row_of(name, kConnections, tallies[0]);
    row.against =
        fmt::format("{}, p50 {:.1f} ms", all[i].name,
                    std::chrono::duration<double, std::milli>(tallies[i].latencies.percentile(0.5)).count());
    row.limit = tallies[i].per_second();
    row.goal = all[i].name == "Cyrus" ? kTimesCyrus : kTimesOthers;
    bench.report().add(row);
  }
}

Asked prepare(const Site& site, std::string name, const std::string& calendar, std::string edited,
              std::size_t events) {
  fill_calendar(site, calendar, events);
  return {std::move(name), &site, std::move(edited), calendar_reads(site, calendar, events)};
}

void measure_all(Bench& bench, const std::vector<Asked>& all) {
  measure(bench, "PUT", all, [](const Asked& asked, std::size_t connection) {
    return editor(*asked.site, asked.edited, connection, kConnections);
  });
  for (std::size_t i = 0; i < all[0].reads.size(); ++i) {
    measure(bench, all[0].reads[i].name, all, [&](const Asked& asked, std::size_t connection) {
      const Read& read = asked.reads[i];
      return std::make_unique<Cycle>(read.requests, connection * 7, read.status, read.marker);
    });
  }
}

}  // namespace

void run_peers(Bench& bench) {
  const tests::TemporaryFolder folder;
  std::vector<std::string> missing;
  const auto peers = start_peers(bench.options().beside, folder.path(), missing);
  for (const std::string& sentence : missing) bench.report().complain(sentence);
  const auto server = bench.serve_sqlite();
  for (const std::size_t events : bench.options().calendars) {
    bench.report().heading(fmt::format("Beside other servers, {} events, SQLite", events));
    const std::string work = fmt::format("work{}", events), edited = fmt::format("edited{}", events);
    std::vector<Asked> all;
    const std::string home = "/dav/calendars/ada/";
    make_calendar(*server, home + work + "/");
    make_calendar(*server, home + edited + "/");
    all.push_back(prepare(*server, "Timeshelf", home + work + "/", home + edited + "/", events));
    for (const auto& peer : peers) {
      for (const std::string& made : {work, edited}) {
        peer->expect(201, peer->dav("MKCALENDAR", peer->calendar(made), "", ""));
      }
      all.push_back(prepare(*peer, peer->name(), peer->calendar(work), peer->calendar(edited), events));
    }
    measure_all(bench, all);
  }
}

}  // namespace timeshelf::bench
