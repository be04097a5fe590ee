// What customers are written, in each of the languages that they book in.
#include <gmock/gmock.h>

#include "commerce/invitations/attendee_entry.hpp"
#include "commerce/letters/letter_text.hpp"
#include "commerce/letters/mended_letter.hpp"
#include "commerce/payments/return_letter.hpp"
#include "commerce/waiting/waiting_letter.hpp"
#include "ical/component.hpp"
#include "tests/unit/letter_world.hpp"

namespace timeshelf::tests {
namespace {

using namespace commerce;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::array kLanguages{"en", "de", "es"};

BookingFacts booked_in(const std::string& language) {
  BookingFacts facts = booked();
  facts.booking.language = language;
  return facts;
}

/// All that a letter about a booking may say.
BookingFacts all_of_it(const std::string& language) {
  BookingFacts facts = booked_in(language);
  Booking& booking = facts.booking;
  const Slot& slot = facts.slots.front().slot;
  Line& mug = booking.lines.front();
  mug.window = PickupWindow{std::chrono::minutes(30), std::chrono::minutes(60), {}};
  mug.preorder = true;
  mug.tax = 575;
  booking.lines.push_back({slot.id, "SEAT", 1, euro(900), "", "PICKUP"});
  booking.lines.push_back({slot.id, "GLAZES", 1, euro(450), "", "DIGITAL"});
  booking.lines.back().claim = "claim";
  booking.fees.push_back({slot.id, "DELIVERY", "near", euro(650)});
  booking.fees.push_back({slot.id, "SAME-DAY", "near", euro(950)});
  booking.address = Address{"Zoë Ünal", "Weg 1", "10115", "Berlin", "DE", {}, {}};
  booking.total = euro(6550);
  facts.claims = "https://shop.example/d/";
  facts.balance = Balance{euro(6550), euro(6000), euro(500)};
  return facts;
}

TEST(LetterLanguages, a_booking_in_english) {
  EXPECT_EQ(booking_letter(all_of_it("en"), kNow).body,
            "Hello Zoë Ünal,\n\n"
            "your booking is confirmed.\n\n"
            "  Glaze evening\n"
            "  Friday 20 March 2026, 11:00–13:00 (Europe/Berlin)\n"
            "  Kiln Street 4\n"
            "  2 x Mug, blue, 36.00 EUR, pickup 11:30–12:00, preordered: it is made for you\n"
            "  1 x Seat, 9.00 EUR\n"
            "  1 x GLAZES, 4.50 EUR, digital\n"
            "    Yours to open, once: https://shop.example/d/claim\n"
            "  delivery, 6.50 EUR\n"
            "  same-day delivery, 9.50 EUR\n\n"
            "  Delivered to: Zoë Ünal, Weg 1, 10115 Berlin, DE\n"
            "  Total: 65.50 EUR, 5.75 EUR tax included\n"
            "  Paid: 60.00 EUR\n"
            "  On its way back to you: 5.00 EUR\n"
            "  Still to pay, to the shop: 10.50 EUR\n"
            "  Your code: abcd2345\n\n"
            "The QR code to show when you come, and a button to cancel, are here:\n"
            "https://shop.example/b/token\n\n"
            "Declining the invitation in your calendar cancels the booking, too.\n\n"
            "Studio\n");
}

TEST(LetterLanguages, a_booking_in_german) {
  const Letter letter = booking_letter(all_of_it("de"), kNow);
  EXPECT_EQ(letter.subject, "Gebucht: Glaze evening");
  EXPECT_EQ(letter.language, "de");
  EXPECT_EQ(letter.body,
            "Guten Tag Zoë Ünal,\n\n"
            "Ihre Buchung ist bestätigt.\n\n"
            "  Glaze evening\n"
            "  Freitag, 20. März 2026, 11:00–13:00 (Europe/Berlin)\n"
            "  Kiln Street 4\n"
            "  2 x Mug, blue, 36,00 EUR, Abholung 11:30–12:00, vorbestellt: Es wird für Sie angefertigt\n"
            "  1 x Platz, 9,00 EUR\n"
            "  1 x GLAZES, 4,50 EUR, digital\n"
            "    Für Sie zu öffnen, einmal: https://shop.example/d/claim\n"
            "  Lieferung, 6,50 EUR\n"
            "  Lieferung am selben Tag, 9,50 EUR\n\n"
            "  Lieferung an: Zoë Ünal, Weg 1, 10115 Berlin, DE\n"
            "  Summe: 65,50 EUR, darin 5,75 EUR Steuer\n"
            "  Bezahlt: 60,00 EUR\n"
            "  Auf dem Weg zurück zu Ihnen: 5,00 EUR\n"
            "  Noch an das Geschäft zu zahlen: 10,50 EUR\n"
            "  Ihr Code: abcd2345\n\n"
            "Den QR-Code zum Vorzeigen und einen Knopf zum Stornieren finden Sie hier:\n"
            "https://shop.example/b/token\n\n"
            "Auch wenn Sie die Einladung in Ihrem Kalender ablehnen, wird die Buchung storniert.\n\n"
            "Studio\n");
}

TEST(LetterLanguages, a_booking_in_spanish) {
  const Letter letter = booking_letter(all_of_it("es"), kNow);
  EXPECT_EQ(letter.subject, "Reservado: Glaze evening");
  EXPECT_EQ(letter.language, "es");
  EXPECT_EQ(letter.body,
            "Hola, Zoë Ünal:\n\n"
            "Su reserva está confirmada.\n\n"
            "  Glaze evening\n"
            "  viernes, 20 de marzo de 2026, 11:00–13:00 (Europe/Berlin)\n"
            "  Kiln Street 4\n"
            "  2 x Mug, blue, 36,00 EUR, recogida 11:30–12:00, por encargo: se hace para usted\n"
            "  1 x Plaza, 9,00 EUR\n"
            "  1 x GLAZES, 4,50 EUR, digital\n"
            "    Para abrirlo, una sola vez: https://shop.example/d/claim\n"
            "  entrega, 6,50 EUR\n"
            "  entrega el mismo día, 9,50 EUR\n\n"
            "  Entrega en: Zoë Ünal, Weg 1, 10115 Berlin, DE\n"
            "  Total: 65,50 EUR, 5,75 EUR de impuestos incluidos\n"
            "  Pagado: 60,00 EUR\n"
            "  En camino de vuelta a usted: 5,00 EUR\n"
            "  Queda por pagar a la tienda: 10,50 EUR\n"
            "  Su código: abcd2345\n\n"
            "Aquí están el código QR que mostrará al llegar y un botón para cancelar:\n"
            "https://shop.example/b/token\n\n"
            "Si rechaza la invitación en su calendario, también se cancela la reserva.\n\n"
            "Studio\n");
}

TEST(LetterLanguages, what_we_have_no_words_in_is_english) {
  const Letter letter = booking_letter(booked_in("fr"), kNow);
  EXPECT_EQ(letter.subject, "Booked: Glaze evening");
  EXPECT_EQ(letter.language, "en");
}

TEST(LetterLanguages, the_event_says_its_code_in_them_and_the_shop_its_own_words) {
  const auto event_in = [](const std::string& language) {
    const Letter letter = booking_letter(booked_in(language), kNow);
    return ical::parse(letter.calendar)->calendars.front().components.front();
  };
  EXPECT_EQ(event_in("en").value("DESCRIPTION"), "Booked. Your code: abcd2345");
  EXPECT_EQ(event_in("de").value("DESCRIPTION"), "Gebucht. Ihr Code: abcd2345");
  EXPECT_EQ(event_in("es").value("DESCRIPTION"), "Reservado. Su código: abcd2345");
  for (const auto* language : kLanguages) EXPECT_EQ(event_in(language).value("SUMMARY"), "Glaze evening");
}

/// The head and the first line behind the greeting.
std::string beginning(const Letter& letter) {
  const auto from = letter.body.find("\n\n") + 2;
  return letter.subject + "\n" + letter.body.substr(from, letter.body.find("\n\n", from) - from);
}

std::string occasion_in(const std::string& language, Occasion occasion) {
  BookingFacts facts = booked_in(language);
  facts.occasion = occasion;
  return beginning(booking_letter(facts, kNow));
}

TEST(LetterLanguages, every_occasion_in_german) {
  EXPECT_EQ(occasion_in("de", Occasion::cancelled), "Storniert: Glaze evening\nIhre Buchung ist storniert.");
  EXPECT_EQ(occasion_in("de", Occasion::changed),
            "Geändert: Glaze evening\nan Ihrer Buchung hat sich etwas geändert. So steht sie jetzt:");
  EXPECT_EQ(occasion_in("de", Occasion::left),
            "Nicht mehr gebucht: Glaze evening\n"
            "das gehört nicht mehr zu Ihrer Buchung. Wie sie jetzt steht, sagt der nächste Brief.");
  EXPECT_EQ(occasion_in("de", Occasion::passed_on),
            "Weitergegeben: Glaze evening\n"
            "Sie haben Ihre Buchung weitergegeben. Wer sie jetzt hat, hat einen eigenen QR-Code; Ihrer "
            "öffnet nichts mehr.");
  EXPECT_EQ(
      beginning(mended_letter(booked_in("de"), kNow)),
      "Geht an eine andere Adresse: Glaze evening\n"
      "die E-Mail-Adresse dieser Buchung wurde berichtigt. Was wir dazu schreiben, geht an die neue "
      "Adresse; im Kalender hier steht sie darum nicht mehr. Falls Sie nicht darum gebeten haben, sagen "
      "Sie uns bitte Bescheid.");
  EXPECT_EQ(occasion_in("de", Occasion::still_here),
            "Weiterhin gebucht: Glaze evening\n"
            "Ihr Kalender hat unsere Einladung abgelehnt, aber damit ließ sich die Buchung nicht stornieren. "
            "Sie besteht weiter:");
}

TEST(LetterLanguages, every_occasion_in_spanish) {
  EXPECT_EQ(occasion_in("es", Occasion::cancelled),
            "Reserva cancelada: Glaze evening\nSu reserva está cancelada.");
  EXPECT_EQ(occasion_in("es", Occasion::changed),
            "Reserva cambiada: Glaze evening\nAlgo ha cambiado en su reserva. Ahora está así:");
  EXPECT_EQ(occasion_in("es", Occasion::left),
            "Ya no está reservado: Glaze evening\n"
            "Esto ya no forma parte de su reserva. La próxima carta le dirá cómo está ahora.");
  EXPECT_EQ(occasion_in("es", Occasion::passed_on),
            "Reserva cedida: Glaze evening\n"
            "Ha cedido su reserva. Quien la tiene ahora tiene un código QR propio; el suyo ya no vale.");
  EXPECT_EQ(
      beginning(mended_letter(booked_in("es"), kNow)),
      "Va a otra dirección: Glaze evening\n"
      "Se ha corregido la dirección de correo de esta reserva. Lo que escribamos sobre ella irá a la "
      "dirección nueva; por eso ya no está en el calendario de aquí. Si usted no lo ha pedido, avísenos.");
  EXPECT_EQ(occasion_in("es", Occasion::still_here),
            "Sigue reservado: Glaze evening\n"
            "Su calendario rechazó nuestra invitación, pero con eso no se pudo cancelar la reserva. Sigue en "
            "pie:");
}

TEST(LetterLanguages, what_the_shop_called_off) {
  const auto called_off = [](const std::string& language) {
    BookingFacts facts = booked_in(language);
    facts.slots.front().slot.state = SlotState::cancelled;
    facts.occasion = Occasion::changed;
    return booking_letter(facts, kNow);
  };
  EXPECT_EQ(beginning(called_off("de")),
            "Abgesagt: Glaze evening\nes tut uns leid: Was Sie gebucht haben, ist abgesagt.");
  EXPECT_THAT(called_off("de").body, HasSubstr("  abgesagt\n"));
  EXPECT_THAT(called_off("de").body, HasSubstr("\nIhre Buchung: https://shop.example/b/token\n"));
  EXPECT_EQ(beginning(called_off("es")),
            "Cancelado: Glaze evening\nLo sentimos: lo que reservó se ha cancelado.");
  EXPECT_THAT(called_off("es").body, HasSubstr("  cancelado\n"));
  EXPECT_THAT(called_off("es").body, HasSubstr("\nSu reserva: https://shop.example/b/token\n"));
}

TEST(LetterLanguages, how_to_cancel_what_a_calendar_could_not) {
  const auto body = [](const std::string& language) {
    BookingFacts facts = booked_in(language);
    facts.occasion = Occasion::still_here;
    return booking_letter(facts, kNow).body;
  };
  EXPECT_THAT(body("de"),
              HasSubstr("\nZum Stornieren öffnen Sie Ihre Buchung, oder fragen Sie uns:\nhttps://"));
  EXPECT_THAT(body("es"), HasSubstr("\nPara cancelar, abra su reserva o pregúntenos:\nhttps://"));
}

Attendance attendance_in(const std::string& language) {
  const BookingFacts facts = booked_in(language);
  Attendance attendance;
  attendance.slot = facts.slots.front().slot;
  attendance.bookings = {facts.booking};
  attendance.shop = "Studio";
  attendance.language = language;
  return attendance;
}

std::string description(const Attendance& attendance) {
  const Emission entry = attendee_entry(attendance, kNow);
  const auto line = std::find_if(entry.lines.begin(), entry.lines.end(),
                                 [](const ical::Property& each) { return each.name() == "DESCRIPTION"; });
  return ical::unescape_text(line->value());
}

TEST(LetterLanguages, the_entry_in_a_calendar_here) {
  Attendance attendance = attendance_in("de");
  EXPECT_EQ(description(attendance), "Gebucht. Ihr Code: abcd2345");
  attendance.bookings.push_back(attendance.bookings.front());
  attendance.bookings.back().code = "bcde3456";
  attendance.answer = "DECLINED";
  EXPECT_EQ(description(attendance),
            "Gebucht. Ihr Code: abcd2345, bcde3456\n"
            "Sie haben abgelehnt, aber zum Stornieren aus einem Kalender ist es zu spät; darum besteht Ihre "
            "Buchung weiter. Öffnen Sie die Seite Ihrer Buchung, oder fragen Sie Studio.");
  attendance.bookings.clear();
  EXPECT_EQ(description(attendance), "Nicht mehr gebucht.");

  attendance = attendance_in("es");
  attendance.answer = "DECLINED";
  attendance.bookings.front().lines.push_back({slot(2).slot.id, "MUG", 1, euro(1800), "", "PICKUP"});
  EXPECT_EQ(description(attendance),
            "Reservado. Su código: abcd2345\n"
            "Rechazó la invitación, pero se reservó junto con otras citas, así que la reserva sigue en pie. "
            "Abra la "
            "página de su reserva o pregunte a Studio.");
  attendance.bookings.clear();
  EXPECT_EQ(description(attendance), "Ya no está reservado.");
}

WaitingFacts waiting_in(const std::string& language, WaitingOccasion occasion, std::int64_t ahead = 0) {
  WaitingFacts facts;
  facts.shop = studio();
  facts.slot = slot(0).slot;
  facts.entry.sku = "MUG";
  facts.entry.name = "Zoë Ünal";
  facts.entry.email = "zoe@example.com";
  facts.entry.quantity = 2;
  facts.entry.ahead = ahead;
  facts.entry.language = language;
  facts.occasion = occasion;
  facts.link = "https://shop.example/w/token";
  if (occasion == WaitingOccasion::closed) facts.closed = WaitingClosed::called_off;
  if (occasion == WaitingOccasion::offered) {
    facts.entry.offer =
        Hold{facts.slot.id, facts.shop.id, kNow, kNow + std::chrono::hours(4), {}, euro(3600)};
  }
  return facts;
}

TEST(LetterLanguages, who_waits_in_english) {
  EXPECT_EQ(waiting_letter(waiting_in("en", WaitingOccasion::joined)).body,
            "Hello Zoë Ünal,\n\n"
            "you wait for this. Nobody is ahead of you. Whoever can be given all that they wait for is asked "
            "first; we write to you when it is your turn.\n\n"
            "  Glaze evening\n"
            "  Friday 20 March 2026, 11:00–13:00 (Europe/Berlin)\n"
            "  Kiln Street 4\n"
            "  2 x Mug, blue\n\n"
            "How it stands, and the way out of the list:\nhttps://shop.example/w/token\n\n"
            "Studio\n");
  EXPECT_EQ(waiting_letter(waiting_in("en", WaitingOccasion::offered)).body,
            "Hello Zoë Ünal,\n\n"
            "what you wait for has become free, and it is held for you:\n\n"
            "  Glaze evening\n"
            "  Friday 20 March 2026, 11:00–13:00 (Europe/Berlin)\n"
            "  Kiln Street 4\n"
            "  2 x Mug, blue\n\n"
            "  Total: 36.00 EUR\n"
            "  Held until Sunday 1 March 2026, 17:00 (Europe/Berlin)\n\n"
            "Take it or pass it on, with one tap:\nhttps://shop.example/w/token\n\n"
            "After that it goes to the next.\n\n"
            "Studio\n");
}

TEST(LetterLanguages, who_waits_in_german) {
  const Letter joined = waiting_letter(waiting_in("de", WaitingOccasion::joined));
  EXPECT_EQ(joined.subject, "Auf der Warteliste: Glaze evening");
  EXPECT_EQ(joined.language, "de");
  EXPECT_EQ(joined.body,
            "Guten Tag Zoë Ünal,\n\n"
            "Sie stehen hierfür auf der Warteliste. Niemand ist vor Ihnen. Gefragt wird zuerst, wer alles "
            "bekommen kann, worauf er wartet; wir schreiben Ihnen, sobald Sie an der Reihe sind.\n\n"
            "  Glaze evening\n"
            "  Freitag, 20. März 2026, 11:00–13:00 (Europe/Berlin)\n"
            "  Kiln Street 4\n"
            "  2 x Mug, blue\n\n"
            "Wie es steht, und wie Sie die Liste verlassen:\nhttps://shop.example/w/token\n\n"
            "Studio\n");
  const Letter offered = waiting_letter(waiting_in("de", WaitingOccasion::offered));
  EXPECT_EQ(offered.subject, "Ihres, wenn Sie wollen: Glaze evening");
  EXPECT_EQ(offered.body,
            "Guten Tag Zoë Ünal,\n\n"
            "worauf Sie warten, ist frei geworden und für Sie festgehalten:\n\n"
            "  Glaze evening\n"
            "  Freitag, 20. März 2026, 11:00–13:00 (Europe/Berlin)\n"
            "  Kiln Street 4\n"
            "  2 x Mug, blue\n\n"
            "  Summe: 36,00 EUR\n"
            "  Festgehalten bis Sonntag, 1. März 2026, 17:00 (Europe/Berlin)\n\n"
            "Annehmen oder der nächsten Person überlassen, mit einem Tipp:\nhttps://shop.example/w/token\n\n"
            "Danach geht es an die nächste Person.\n\n"
            "Studio\n");
  EXPECT_EQ(beginning(waiting_letter(waiting_in("de", WaitingOccasion::lapsed))),
            "An die nächste Person gegangen: Glaze evening\n"
            "wir haben nicht rechtzeitig von Ihnen gehört, darum ging das an die nächste Person:");
  EXPECT_EQ(beginning(waiting_letter(waiting_in("de", WaitingOccasion::closed))),
            "Warteliste geschlossen: Glaze evening\n"
            "es tut uns leid: Das konnten Sie nicht bekommen. Es wurde abgesagt.");
}

TEST(LetterLanguages, who_waits_in_spanish) {
  const Letter joined = waiting_letter(waiting_in("es", WaitingOccasion::joined));
  EXPECT_EQ(joined.subject, "En la lista de espera: Glaze evening");
  EXPECT_EQ(joined.body,
            "Hola, Zoë Ünal:\n\n"
            "Está en la lista de espera para esto. No hay nadie delante. Se pregunta primero a quien se le "
            "puede dar todo lo que espera; le escribiremos cuando le toque.\n\n"
            "  Glaze evening\n"
            "  viernes, 20 de marzo de 2026, 11:00–13:00 (Europe/Berlin)\n"
            "  Kiln Street 4\n"
            "  2 x Mug, blue\n\n"
            "Cómo está, y cómo dejar la lista:\nhttps://shop.example/w/token\n\n"
            "Studio\n");
  const Letter offered = waiting_letter(waiting_in("es", WaitingOccasion::offered));
  EXPECT_EQ(offered.subject, "Suyo si lo quiere: Glaze evening");
  EXPECT_EQ(offered.body,
            "Hola, Zoë Ünal:\n\n"
            "Lo que esperaba ha quedado libre y está apartado para usted:\n\n"
            "  Glaze evening\n"
            "  viernes, 20 de marzo de 2026, 11:00–13:00 (Europe/Berlin)\n"
            "  Kiln Street 4\n"
            "  2 x Mug, blue\n\n"
            "  Total: 36,00 EUR\n"
            "  Apartado hasta el domingo, 1 de marzo de 2026, 17:00 (Europe/Berlin)\n\n"
            "Reservarlo o dejar que pase a otra persona, con un toque:\nhttps://shop.example/w/token\n\n"
            "Después pasa a la siguiente persona.\n\n"
            "Studio\n");
  EXPECT_EQ(beginning(waiting_letter(waiting_in("es", WaitingOccasion::lapsed))),
            "Pasó a la siguiente persona: Glaze evening\n"
            "No supimos de usted a tiempo, así que esto pasó a la siguiente persona:");
  EXPECT_EQ(beginning(waiting_letter(waiting_in("es", WaitingOccasion::closed))),
            "Lista de espera cerrada: Glaze evening\n"
            "Lo sentimos: no pudo ser para usted. Se ha cancelado.");
}

TEST(LetterLanguages, how_many_are_ahead) {
  const auto body = [](const std::string& language, std::int64_t ahead) {
    return waiting_letter(waiting_in(language, WaitingOccasion::joined, ahead)).body;
  };
  EXPECT_THAT(body("en", 1), HasSubstr("One person is ahead of you."));
  EXPECT_THAT(body("en", 3), HasSubstr("3 people are ahead of you."));
  EXPECT_THAT(body("de", 1), HasSubstr("Eine Person ist vor Ihnen."));
  EXPECT_THAT(body("de", 3), HasSubstr("3 Personen sind vor Ihnen."));
  EXPECT_THAT(body("es", 1), HasSubstr("Hay una persona delante."));
  EXPECT_THAT(body("es", 3), HasSubstr("Hay 3 personas delante."));
}

TEST(LetterLanguages, why_a_waiting_list_was_closed) {
  const auto body = [](const std::string& language, WaitingClosed why) {
    WaitingFacts facts = waiting_in(language, WaitingOccasion::closed);
    facts.closed = why;
    return waiting_letter(facts).body;
  };
  EXPECT_THAT(body("en", WaitingClosed::sales_over), HasSubstr("given to you. Booking has closed.\n"));
  EXPECT_THAT(body("en", WaitingClosed::off_sale), HasSubstr("It was taken off sale.\n"));
  EXPECT_THAT(body("en", WaitingClosed::has_enough), HasSubstr("more than one customer may have.\n"));
  EXPECT_THAT(body("de", WaitingClosed::sales_over), HasSubstr("bekommen. Es ist nicht mehr buchbar.\n"));
  EXPECT_THAT(body("de", WaitingClosed::off_sale), HasSubstr("Es wurde aus dem Verkauf genommen.\n"));
  EXPECT_THAT(body("de", WaitingClosed::has_enough), HasSubstr("mehr, als eine Person bekommen kann.\n"));
  EXPECT_THAT(body("es", WaitingClosed::sales_over), HasSubstr("usted. Ya no se puede reservar.\n"));
  EXPECT_THAT(body("es", WaitingClosed::off_sale), HasSubstr("Ya no está a la venta.\n"));
  EXPECT_THAT(body("es", WaitingClosed::has_enough), HasSubstr("más de lo que puede tener una persona.\n"));
}

ReturnFacts returned_in(const std::string& language, ReturnCause cause = ReturnCause::taken) {
  ReturnFacts facts{studio(), {}, {"2 x Mug, blue, Glaze evening"}, {euro(3600), cause}, kFrom, {}};
  facts.checkout.name = "Zoë Ünal";
  facts.checkout.email = "zoe@example.com";
  facts.checkout.total = euro(1800);
  facts.checkout.language = language;
  facts.link = "https://shop.example/s/studio";
  return facts;
}

TEST(LetterLanguages, money_that_goes_back_in_english) {
  const Letter letter = return_letter(returned_in("en"));
  EXPECT_EQ(letter.subject, "Your 36.00 EUR goes back to you");
  EXPECT_EQ(letter.body,
            "Hello Zoë Ünal,\n\n"
            "your payment of 36.00 EUR came, for this:\n\n"
            "  2 x Mug, blue, Glaze evening\n\n"
            "It could not be booked for you. The time to pay had run out before your payment came, and "
            "somebody else took it meanwhile.\n\n"
            "All of the 36.00 EUR goes back to you, the way you paid it. You need not do anything; a bank "
            "may take some days until you see it.\n\n"
            "What there is now:\nhttps://shop.example/s/studio\n\n"
            "Studio\n");
}

TEST(LetterLanguages, money_that_goes_back_in_german) {
  const Letter letter = return_letter(returned_in("de"));
  EXPECT_EQ(letter.subject, "Ihre 36,00 EUR gehen an Sie zurück");
  EXPECT_EQ(letter.language, "de");
  EXPECT_EQ(letter.body,
            "Guten Tag Zoë Ünal,\n\n"
            "Ihre Zahlung von 36,00 EUR ist angekommen, für das hier:\n\n"
            "  2 x Mug, blue, Glaze evening\n\n"
            "Es konnte nicht für Sie gebucht werden. Die Zeit zum Bezahlen war abgelaufen, bevor Ihre "
            "Zahlung kam, und inzwischen hat es jemand anders genommen.\n\n"
            "Die ganzen 36,00 EUR gehen so zurück, wie Sie bezahlt haben. Sie müssen nichts tun; bei einer "
            "Bank kann es einige Tage dauern.\n\n"
            "Was es jetzt gibt:\nhttps://shop.example/s/studio\n\n"
            "Studio\n");
}

TEST(LetterLanguages, money_that_goes_back_in_spanish) {
  const Letter letter = return_letter(returned_in("es"));
  EXPECT_EQ(letter.subject, "Se le devuelve su pago de 36,00 EUR");
  EXPECT_EQ(letter.body,
            "Hola, Zoë Ünal:\n\n"
            "Su pago de 36,00 EUR llegó, para esto:\n\n"
            "  2 x Mug, blue, Glaze evening\n\n"
            "No se pudo reservar para usted. El plazo para pagar había terminado antes de que llegara su "
            "pago, y mientras tanto se lo llevó otra persona.\n\n"
            "Los 36,00 EUR vuelven por donde los pagó. No tiene que hacer nada; un banco puede tardar unos "
            "días en mostrarlos.\n\n"
            "Qué hay ahora:\nhttps://shop.example/s/studio\n\n"
            "Studio\n");
}

TEST(LetterLanguages, why_money_goes_back) {
  const auto reason = [](const std::string& language, ReturnCause cause) {
    const ReturnFacts facts = returned_in(language, cause);
    return return_reason(facts.returned, facts.checkout, letter_words(language));
  };
  EXPECT_EQ(reason("en", ReturnCause::differs),
            "It could not be booked for you. 18.00 EUR was asked for, and 36.00 EUR came.");
  EXPECT_EQ(reason("de", ReturnCause::differs),
            "Es konnte nicht für Sie gebucht werden. Verlangt waren 18,00 EUR, gekommen sind 36,00 EUR.");
  EXPECT_EQ(reason("es", ReturnCause::differs),
            "No se pudo reservar para usted. Se pedían 18,00 EUR, y llegaron 36,00 EUR.");
  EXPECT_THAT(reason("de", ReturnCause::off_sale), HasSubstr("aus dem Verkauf genommen."));
  EXPECT_THAT(reason("de", ReturnCause::over_limit), HasSubstr("mehr, als eine Person haben kann."));
  EXPECT_THAT(reason("de", ReturnCause::not_owed), HasSubstr("schon beglichen oder storniert."));
  EXPECT_EQ(reason("de", ReturnCause::refused), "Es konnte nicht mehr für Sie gebucht werden.");
  EXPECT_THAT(reason("es", ReturnCause::off_sale), HasSubstr("dejó de estar a la venta."));
  EXPECT_THAT(reason("es", ReturnCause::over_limit), HasSubstr("más de lo que puede tener una persona."));
  EXPECT_THAT(reason("es", ReturnCause::not_owed), HasSubstr("estaba pagado o cancelado."));
  EXPECT_EQ(reason("es", ReturnCause::refused), "Ya no se pudo reservar para usted.");
}

TEST(LetterLanguages, sums_have_the_digits_of_their_currency_and_the_mark_of_the_language) {
  const auto text = [](std::int64_t minor, const char* currency, const char* language) {
    return money_text({minor, *Currency::parse(currency)}, letter_words(language));
  };
  EXPECT_EQ(text(1850, "EUR", "en"), "18.50 EUR");
  EXPECT_EQ(text(1850, "EUR", "de"), "18,50 EUR");
  EXPECT_EQ(text(1850, "JPY", "de"), "1850 JPY");
  EXPECT_EQ(text(1850, "KWD", "es"), "1,850 KWD");
}

TEST(LetterLanguages, every_day_and_month_has_a_name) {
  using namespace std::chrono;
  const auto day = [](year_month_day date, const char* language) {
    const std::string text = moment_text(Instant(sys_days(date)), "UTC", letter_words(language));
    return text.substr(0, text.find(", 00:00"));
  };
  for (const auto* language : kLanguages) {
    const LetterWords& words = letter_words(language);
    for (const auto& name : words.weekdays) EXPECT_FALSE(name.empty());
    for (const auto& name : words.months) EXPECT_FALSE(name.empty());
  }
  EXPECT_EQ(day(year{2026} / 11 / 1, "en"), "Sunday 1 November 2026");
  EXPECT_EQ(day(year{2026} / 12 / 2, "de"), "Mittwoch, 2. Dezember 2026");
  EXPECT_EQ(day(year{2027} / 1 / 2, "es"), "sábado, 2 de enero de 2027");
}

// A format that names what nobody gives throws, and a brace that is left names what somebody forgot.
TEST(LetterLanguages, no_letter_leaves_a_blank_to_fill) {
  for (const auto* language : kLanguages) {
    for (const Occasion occasion : {Occasion::booked, Occasion::cancelled, Occasion::changed, Occasion::left,
                                    Occasion::passed_on, Occasion::still_here}) {
      BookingFacts facts = all_of_it(language);
      facts.occasion = occasion;
      EXPECT_THAT(booking_letter(facts, kNow).body, Not(HasSubstr("{"))) << language;
    }
    for (const WaitingOccasion occasion : {WaitingOccasion::joined, WaitingOccasion::offered,
                                           WaitingOccasion::lapsed, WaitingOccasion::closed})
      EXPECT_THAT(waiting_letter(waiting_in(language, occasion)).body, Not(HasSubstr("{"))) << language;
    EXPECT_THAT(return_letter(returned_in(language)).body, Not(HasSubstr("{"))) << language;
  }
}

TEST(LetterLanguages, what_people_typed_is_never_taken_for_a_format) {
  for (const auto* language : kLanguages) {
    BookingFacts facts = all_of_it(language);
    facts.shop.name = facts.booking.customer_name = facts.slots.front().slot.summary = "{sum} {";
    const Letter letter = booking_letter(facts, kNow);
    EXPECT_THAT(letter.subject, HasSubstr("{sum} {")) << language;
    EXPECT_THAT(letter.body, HasSubstr("{sum} {")) << language;
    WaitingFacts waiting = waiting_in(language, WaitingOccasion::joined);
    waiting.entry.name = waiting.slot.summary = "{ahead} }";
    EXPECT_THAT(waiting_letter(waiting).body, HasSubstr("{ahead} }")) << language;
    ReturnFacts returned = returned_in(language);
    returned.wishes = {"2 x {why}"};
    EXPECT_THAT(return_letter(returned).body, HasSubstr("2 x {why}")) << language;
  }
}

}  // namespace
}  // namespace timeshelf::tests
