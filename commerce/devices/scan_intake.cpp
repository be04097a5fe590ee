#include "commerce/devices/scan_intake.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/p256.hpp"
#include "base/text.hpp"
#include "commerce/audit.hpp"
#include "commerce/bookings/passing_on.hpp"
#include "commerce/bookings/tokens.hpp"

namespace timeshelf::commerce {
namespace {

// What the record says of the line, or null.
const ScannedLine* find_line(const Scan& scan, std::int64_t position) {
  const auto found = std::find_if(scan.lines.begin(), scan.lines.end(),
                                  [&](const ScannedLine& line) { return line.position == position; });
  return found == scan.lines.end() ? nullptr : &*found;
}

}  // namespace

std::vector<ScanAnswer> ScanIntake::take(const ScanUpload& upload) {
  std::vector<ScanAnswer> answers(upload.scans.size());
  std::vector<Placed> placed;
  for (std::size_t i = 0; i < upload.scans.size(); ++i) {
    if (auto link = place(upload.scans[i], answers[i])) placed.push_back({i, std::move(*link), {}});
  }
  std::stable_sort(placed.begin(), placed.end(),
                   [](const Placed& a, const Placed& b) { return a.link.seq < b.link.seq; });
  set_times(placed, upload.sent);
  for (const Placed& each : placed) {
    flags_.clear();
    ScanAnswer& answer = answers[each.index];
    answer = take_one(each, upload.scans[each.index]);
    answer.seq = each.link.seq;
    answer.flags = flags_;
  }
  return answers;
}

// Where the record belongs; nothing, and the answer says why, if nobody can tell.
std::optional<ScanLink> ScanIntake::place(const SignedScan& scan, ScanAnswer& answer) {
  const auto link = read_scan_link(scan.record);
  flags_.clear();
  if (link) answer.seq = link->seq;
  if (!verify_es256(device_.public_key, scan_text(scan.record), scan.signature)) {
    answer.sentence = "The signature is not this device's, so nobody knows who wrote the record.";
    tell(ConflictKind::bad_signature, link ? link->seq : 0, answer.sentence, scan.record);
  } else if (!link) {
    answer.sentence = link.error().message;
    tell(ConflictKind::unreadable, 0, answer.sentence, scan.record);
  } else if (link->device != device_.id) {
    answer.sentence = "The record is another device's. Each device brings its own.";
  } else {
    return *link;
  }
  answer.flags = flags_;
  return std::nullopt;
}

void ScanIntake::set_times(std::vector<Placed>& placed, const DeviceClocks& sent) const {
  std::vector<ScanMoment> moments;
  for (const Placed& each : placed) {
    const Instant manifest = std::min(from_millis(each.link.manifest_seq), now_);
    moments.push_back({{each.link.t_device, each.link.mono_ms}, std::max(device_.enrolled_at, manifest)});
  }
  const auto times = correct_times(moments, sent, now_);
  for (std::size_t i = 0; i < placed.size(); ++i) placed[i].at = times[i];
}

ScanAnswer ScanIntake::take_one(const Placed& placed, const SignedScan& sent) {
  KeptScan kept;
  kept.device = device_.id;
  kept.seq = placed.link.seq;
  kept.nonce = placed.link.nonce;
  kept.hash = scan_hash(sent.record);
  kept.prev_hash = placed.link.prev_hash;
  kept.record = sent.record;
  kept.signature = sent.signature;
  kept.happened_at = placed.at;
  kept.recorded_at = now_;
  const auto verdict = judge_link(load_chain_place(transaction_, shop_.id, device_.id, kept.seq), kept.seq,
                                  kept.hash, kept.prev_hash);
  if (verdict.repeated) {
    const auto before = find_scan(transaction_, shop_.id, device_.id, kept.seq);
    return {{}, ScanOutcome::duplicate_same, "This record came before: " + before->sentence};
  }
  if (verdict.forked) {
    const std::string sentence = fmt::format(
        "Another record of this device came under number {}. Somebody of the shop looks at it.", kept.seq);
    tell(ConflictKind::forked_chain, kept.seq, sentence, sent.record);
    return {{}, ScanOutcome::conflict, sentence};
  }
  flag_chain(verdict, kept.seq);
  keep(kept);
  return {{}, kept.outcome, kept.sentence};
}

void ScanIntake::flag_chain(const ChainVerdict& verdict, std::int64_t seq) {
  if (verdict.altered)
    tell(
        ConflictKind::altered_chain, seq,
        fmt::format(
            "Record {} and its neighbour do not name each other: one of them was changed or replaced.", seq));
  if (verdict.missing_from > 0)
    tell(ConflictKind::missing_records, seq,
         fmt::format("Records {} to {} of the device never came.", verdict.missing_from, seq - 1));
}

// Decides what the record is, keeps it, and does what it says.
void ScanIntake::keep(KeptScan& kept) {
  const auto scan = read_scan(kept.record);
  if (!scan) {
    tell(ConflictKind::unreadable, kept.seq, scan.error().message);
    return reject(kept, scan.error().message);
  }
  kept.online = scan->online;
  if (const auto before = find_nonce(transaction_, shop_.id, device_.id, kept.nonce))
    return keep_repeated(kept, *scan, *before);
  if (device_.revoked_at && kept.happened_at >= *device_.revoked_at) {
    const std::string sentence = "The record was made after the device was revoked.";
    tell(ConflictKind::revoked_device, kept.seq, sentence);
    return reject(kept, sentence);
  }
  if (device_.revoked_at)
    tell(ConflictKind::revoked_device, kept.seq,
         "The record came after the device was revoked, and says that it was made before.");
  switch (scan->action) {
    case ScanAction::pickup:
      return pick_up(kept, *scan);
    case ScanAction::sale:
      return sell(kept, *scan);
    case ScanAction::take_back:
      return take_back(kept, *scan);
    case ScanAction::deny:
      return deny(kept, *scan);
  }
}

void ScanIntake::keep_repeated(KeptScan& kept, const Scan& scan, const KeptScan& before) {
  const auto first = read_scan(before.record);
  if (!first || !same_scan(scan, *first)) {
    const std::string sentence =
        fmt::format("Record {} told of another scan under the same nonce.", before.seq);
    tell(ConflictKind::forked_chain, kept.seq, sentence);
    return reject(kept, sentence);
  }
  kept.outcome = ScanOutcome::duplicate_same;
  kept.booking = before.booking;
  kept.sentence = fmt::format("Record {} told of this scan already: {}", before.seq, before.sentence);
  insert_scan(transaction_, shop_.id, kept);
}

void ScanIntake::reject(KeptScan& kept, std::string sentence) {
  kept.outcome = ScanOutcome::rejected;
  kept.sentence = std::move(sentence);
  insert_scan(transaction_, shop_.id, kept);
}

void ScanIntake::deny(KeptScan& kept, const Scan& scan) {
  kept.booking = booking_of(scan);
  kept.outcome = ScanOutcome::applied;
  kept.sentence = "Written down.";
  insert_scan(transaction_, shop_.id, kept);
  record(transaction_, shop_.id, "device " + device_.name, "scan.denied",
         kept.booking.empty() ? device_.id.text() : kept.booking.text(),
         {{"device", device_.id.text()}, {"seq", kept.seq}, {"reason", scan.reason}}, now_, random_);
}

void ScanIntake::pick_up(KeptScan& kept, const Scan& scan) {
  kept.booking = booking_of(scan);
  if (!device_.hands_over) return reject(kept, "This device was enrolled to look, not to hand over.");
  if (kept.booking.empty())
    return reject(kept, "The token is not of this shop. Only what its QR codes say opens a booking.");
  std::vector<LineToScan> lines;
  for (auto& line : load_lines_to_scan(transaction_, shop_.id, kept.booking)) {
    if (find_line(scan, line.position)) lines.push_back(std::move(line));
  }
  if (lines.size() != scan.lines.size()) return reject(kept, "The booking has no such line.");
  const Venue* venue = nullptr;
  for (const LineToScan& line : lines) {
    if (line.fulfilment == "DIGITAL")
      return reject(kept, "What is digital is opened by its link, not handed over.");
    venue = venue_named(venues_, line.location);
    if (venue && venue->id == device_.venue) continue;
    tell(ConflictKind::other_venue, kept.seq,
         fmt::format("Booking {} is picked up elsewhere: {}.{}", line.code,
                     line.location.empty() ? "no place is named" : line.location,
                     payment_.left_out(kept, scan)),
         "", kept.booking);
    return reject(kept, "The line is picked up at another venue; hand it over there, or at the counter.");
  }
  if (!venue) return reject(kept, "The record names no line.");
  kept.outcome = ScanOutcome::applied;
  kept.sentence = "Handed over.";
  insert_scan(transaction_, shop_.id, kept);
  flag_old_token(kept, scan);
  const std::string goods = hand_over(kept, scan, lines, *venue);
  const std::string money = take_money(kept, scan, lines.front().code);
  if (goods.empty() && money.empty()) return;
  kept.outcome = ScanOutcome::conflict;
  kept.sentence = goods.empty() || money.empty() ? goods + money : goods + " " + money;
  store_outcome(transaction_, shop_.id, kept);
}

// Answers what is wrong with it.
std::string ScanIntake::hand_over(const KeptScan& kept, const Scan& scan,
                                  const std::vector<LineToScan>& lines, const Venue& venue) {
  std::string sentences;
  for (const LineToScan& line : lines) {
    const std::int64_t units = find_line(scan, line.position)->units;
    const auto done = handover_.hand_over(line, venue, device_,
                                          {device_.id, kept.seq, kept.happened_at, kept.online, units});
    if (done.surplus == 0) continue;
    flags_.push_back(done.kind);
    sentences += (sentences.empty() ? "" : " ") + done.sentence;
  }
  return sentences;
}

std::string ScanIntake::take_money(const KeptScan& kept, const Scan& scan, const std::string& code) {
  std::string sentence = payment_.take(device_, kept, scan, code);
  if (!sentence.empty()) flags_.push_back(ConflictKind::overpaid);
  return sentence;
}

// The device had not heard yet that somebody else holds the booking. What it gave away is gone all the same.
void ScanIntake::flag_old_token(const KeptScan& kept, const Scan& scan) {
  const auto passed_on = passed_on_at(transaction_, scan.token);
  if (!passed_on || kept.happened_at < *passed_on) return;
  tell(ConflictKind::passed_on, kept.seq, "It was handed to who had passed the booking on before.", "",
       kept.booking);
}

void ScanIntake::sell(KeptScan& kept, const Scan& scan) {
  if (!device_.sells) return reject(kept, "This device was not enrolled to sell.");
  const auto leases = sale_.leases_of(device_, scan);
  if (!leases) return reject(kept, leases.error().message);
  kept.outcome = ScanOutcome::applied;
  insert_scan(transaction_, shop_.id, kept);
  const SoldByDevice sold = sale_.sell(device_, kept, scan, *leases);
  kept.booking = sold.booking;
  kept.sentence = sold.sentence;
  if (sold.too_many > 0) kept.outcome = ScanOutcome::conflict;
  flags_.insert(flags_.end(), sold.flags.begin(), sold.flags.end());
  store_sale_outcome(transaction_, shop_.id, kept);
}

void ScanIntake::take_back(KeptScan& kept, const Scan& scan) {
  if (!device_.sells) return reject(kept, "This device was not enrolled to sell.");
  if (scan.takes_back >= kept.seq) return reject(kept, "\"of\" is the number of a sale before this record.");
  const auto done = sale_.take_back(device_, kept, scan.takes_back);
  if (!done) return reject(kept, done.error().message);
  kept.booking = done->booking;
  kept.outcome = ScanOutcome::applied;
  kept.sentence = done->sentence;
  insert_scan(transaction_, shop_.id, kept);
}

// The booking whose token it is; empty where the token is not ours.
Id ScanIntake::booking_of(const Scan& scan) const {
  const auto claim = read_token(scan.token);
  return claim && claim->shop == shop_.id && is_signed_by(shop_, *claim) ? claim->booking : Id{};
}

// Somebody of the shop is told. `text`: of a record that is not kept among the others.
void ScanIntake::tell(ConflictKind kind, std::int64_t seq, std::string sentence, std::string text,
                      const Id& booking) {
  ScanConflict conflict;
  conflict.device = device_.id;
  conflict.seq = seq;
  conflict.kind = kind;
  conflict.booking = booking;
  conflict.sentence = std::move(sentence);
  // A database keeps no text that is none.
  if (is_utf8(text) && text.find('\0') == std::string::npos && text.size() <= kLongestScan)
    conflict.record = std::move(text);
  flag(transaction_, shop_.id, std::move(conflict), now_, random_);
  flags_.push_back(kind);
}

}  // namespace timeshelf::commerce
