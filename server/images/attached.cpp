#include "server/images/attached.hpp"

#include <future>

#include "commerce/slots/showing.hpp"
#include "store/attachments.hpp"
#include "store/images.hpp"

namespace timeshelf::images {
namespace {

using Code = ImageError::Code;
using store::Transaction;
using store::WantedPicture;

constexpr std::chrono::seconds kSoon{10};   // the darkroom has no room, or the worker did not start
constexpr std::chrono::hours kMadeRoom{1};  // somebody may have taken pictures out of slots by then

ImageError unavailable() {
  return {{"It has not been made yet."}, Code::unavailable};
}

// What is not developed says where it was taken: who attached it sent it to who may read the event.
ImageError not_developed() {
  return {{"No pictures are made on this server. Send it as a picture instead, knowing that it is shown as "
           "it is, with what the camera wrote into it."},
          Code::unsupported};
}

std::optional<Instant> again_after(Code code, Instant now) {
  if (code == Code::unavailable) return now + kSoon;
  if (code == Code::full) return now + kMadeRoom;
  return std::nullopt;
}

}  // namespace

Attached::Attached(store::Database& database, store::Writer& writer, Darkroom& darkroom, std::int64_t room,
                   const Clock& clock)
    : database_(database),
      writer_(writer),
      darkroom_(darkroom),
      room_(room),
      clock_(clock),
      timer_({"attached pictures",
              [this] {
                std::optional<Instant> next;
                database_.read(
                    [&](Transaction& transaction) { next = store::next_wanted_picture(transaction); });
                return next;
              },
              [this](const server::Timer& timer) {
                while (!timer.is_stopping() && make_next()) {
                }
                return true;
              }},
             clock) {}

bool Attached::write(const std::function<void(Transaction&)>& work) {
  const auto written = writer_.run([&](Transaction& transaction) {
    work(transaction);
    return true;
  });
  if (written.failure) throw *written.failure;
  return true;
}

void Attached::show(Transaction& transaction, const WantedPicture& wanted, const std::string& image) {
  store::note_picture(transaction, wanted, image);
  commerce::show_picture(transaction, wanted.shop, wanted.attachment, image, clock_.now());
}

void Attached::keep_print(Transaction& transaction, const WantedPicture& wanted, const Print& print) {
  const auto kept = keep(transaction, wanted.shop, print, room_, clock_.now());
  if (kept) return show(transaction, wanted, kept->id);
  store::note_no_picture(transaction, wanted, kept.error().message,
                         again_after(kept.error().code, clock_.now()));
}

std::string Attached::content_of(const WantedPicture& wanted) {
  std::string content;
  database_.read([&](Transaction& transaction) {
    if (store::is_picture_needed(transaction, wanted))
      content = store::read_attachment(transaction, wanted.shop, wanted.attachment).value_or("");
  });
  return content;
}

// The darkroom calls each job, also at its end.
Result<Print, ImageError> Attached::develop(std::string original) {
  const auto made = std::make_shared<std::promise<Result<Print, ImageError>>>();
  const auto kept = std::make_shared<std::string>(std::move(original));
  auto answer = made->get_future();
  const bool taken = darkroom_.submit([made, kept](const Worker& worker, const std::stop_token& stop) {
    if (stop.stop_requested()) return made->set_value(unavailable());
    try {
      made->set_value(print_of(std::move(*kept), worker, stop));
    } catch (...) {
      made->set_exception(std::current_exception());
    }
  });
  if (!taken) return unavailable();
  auto print = answer.get();
  if (print && !print->developed && print->kind != Kind::svg) return not_developed();
  return print;
}

// Answers whether there was one.
bool Attached::make_next() {
  std::optional<WantedPicture> wanted;
  database_.read(
      [&](Transaction& transaction) { wanted = store::first_wanted_picture(transaction, clock_.now()); });
  if (!wanted) return false;
  std::string content = content_of(*wanted);
  if (content.empty())
    return write([&](Transaction& transaction) { store::forget_wanted_picture(transaction, *wanted); });
  bool is_known = false;
  write([&](Transaction& transaction) {
    const auto known = store::find_image_of(transaction, wanted->shop, digest_of(content));
    is_known = known && store::touch_image(transaction, wanted->shop, *known, clock_.now());
    if (is_known) show(transaction, *wanted, *known);
  });
  if (is_known) return true;
  const auto print = develop(std::move(content));
  return write([&](Transaction& transaction) {
    if (print) return keep_print(transaction, *wanted, *print);
    store::note_no_picture(transaction, *wanted, print.error().message,
                           again_after(print.error().code, clock_.now()));
  });
}

}  // namespace timeshelf::images
