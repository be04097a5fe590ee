// Any request of a user is answered, never with a 500, and never with an exception.
#include <unistd.h>

#include <filesystem>
#include <optional>

#include "base/text.hpp"
#include "caldav/service.hpp"
#include "store/accounts.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/world.hpp"

using namespace timeshelf;

namespace {

constexpr const char* kObject =
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260301T000000Z\r\n"
    "DTSTART;TZID=Europe/Berlin:20260310T100000\r\nRRULE:FREQ=WEEKLY\r\nSUMMARY:Clay\r\nBEGIN:VALARM\r\n"
    "ACTION:DISPLAY\r\nTRIGGER:-PT15M\r\nDESCRIPTION:x\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

// One server with a calendar, an object and a plain collection. What a request writes is undone.
class World {
 public:
  World()
      : folder_(std::filesystem::temp_directory_path() / ("timeshelf-fuzz-" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(folder_);
    database_ = store::open("sqlite:" + (folder_ / "fuzz.db").string());
    database_->write([&](store::Transaction& transaction) {
      ada_.shop = make_shop(transaction);
      make_user(transaction, ada_, "ada");
      caldav::Principal bob;
      bob.shop = ada_.shop;
      make_user(transaction, bob, "bob");
    });
    keep("MKCALENDAR /dav/calendars/ada/cal/\n\n");
    keep("MKCOL /dav/calendars/ada/files/\n\n");
    keep(std::string("PUT /dav/calendars/ada/cal/1.ics\nContent-Type: text/calendar\n\n") + kObject);
    keep("PUT /dav/calendars/ada/files/note.txt\nContent-Type: text/plain\n\nclay");
    keep("POST /dav/calendars/ada/cal/1.ics?action=attachment-add\nContent-Type: text/plain\n\nclay");
  }
  ~World() { std::filesystem::remove_all(folder_); }
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  void ask(std::string_view text) { run(text, false); }

 private:
  Id make_shop(store::Transaction& transaction) {
    store::Shop shop;
    shop.id = Id::make(clock_.now(), random_);
    shop.slug = "studio";
    shop.currency = "EUR";
    shop.time_zone = "Europe/Berlin";
    store::insert_shop(transaction, shop);
    return shop.id;
  }

  void make_user(store::Transaction& transaction, caldav::Principal& who, const std::string& name) {
    store::Collection home;
    home.shop = who.shop;
    home.id = who.home = Id::make(clock_.now(), random_);
    home.kind = store::CollectionKind::home;
    store::insert_collection(transaction, home);
    store::User user;
    user.shop = who.shop;
    user.name = who.user = name;
    user.email = who.email = name + "@example.com";
    user.home = home.id;
    user.role = who.role = store::Role::owner;
    store::insert_user(transaction, user);
  }

  static caldav::Options options() {
    caldav::Options options;
    options.push.public_key =
        "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8";
    return options;
  }

  void keep(std::string_view text) { fuzz::require(run(text, true) < 300, "the world is made"); }

  // "METHOD path", lines of headers, an empty line, the body.
  static std::optional<http::Request> read(std::string_view text) {
    http::Request request;
    request.host = "localhost";
    bool first = true;
    while (!text.empty()) {
      const auto end = text.find('\n');
      const auto line = text.substr(0, end);
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
      if (first) {
        const auto space = line.find(' ');
        if (space == std::string_view::npos || !line.substr(space + 1).starts_with('/')) return std::nullopt;
        request.method = line.substr(0, space);
        request.path = line.substr(space + 1);
        first = false;
      } else if (line.empty()) {
        break;
      } else if (const auto colon = line.find(':'); colon != std::string_view::npos) {
        request.headers.add(std::string(line.substr(0, colon)), std::string(trim(line.substr(colon + 1))));
      }
    }
    if (first) return std::nullopt;
    if (const auto question = request.path.find('?'); question != std::string::npos) {
      request.query = request.path.substr(question + 1);
      request.path.resize(question);
    }
    request.body = text;
    return request;
  }

  int run(std::string_view text, bool keeps) {
    const auto request = read(text);
    if (!request) return 0;
    auto plan = service_.handle(*request, ada_);
    int status = 0;
    if (auto* now = std::get_if<http::Response>(&plan)) status = now->status;
    if (auto* work = std::get_if<caldav::ReadWork>(&plan))
      database_->read([&](store::Transaction& transaction) { status = work->run(transaction).status; });
    if (auto* work = std::get_if<caldav::WriteWork>(&plan)) {
      database_->write([&](store::Transaction& transaction) {
        database_->within_savepoint(transaction, [&] {
          const auto written = work->run(transaction);
          status = written.response.status;
          return keeps && written.keep;
        });
      });
    }
    fuzz::require(status >= 200 && status < 600 && status != 500, "an answer that is no 500");
    return status;
  }

  std::filesystem::path folder_;
  tests::ManualClock clock_;
  tests::SeededRandom random_{1};
  caldav::OpenPolicy open_;
  caldav::Service service_{options(), open_, open_, clock_, random_};
  caldav::Principal ada_;
  std::unique_ptr<store::Database> database_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static World world;
  world.ask(fuzz::text_of(data, size));
  return 0;
}
