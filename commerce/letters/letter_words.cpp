#include "commerce/letters/letter_words.hpp"

#include "commerce/letters/mended_letter.hpp"

namespace timeshelf::commerce {
namespace {

constexpr LetterWords kEnglish{
    .language = "en",
    .decimal_mark = '.',
    .weekdays = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
    .months = {"January", "February", "March", "April", "May", "June", "July", "August", "September",
               "October", "November", "December"},
    .date = "{weekday} {day} {month} {year}",
    .hello = "Hello {name},",
    .seat = "Seat",
    .booking =
        {.booked = {"Booked", "your booking is confirmed."},
         .cancelled = {"Cancelled", "your booking is cancelled."},
         .changed = {"Changed", "something about your booking has changed. This is how it stands now:"},
         .called_off = {"Called off", "we are sorry: what you booked is called off."},
         .left = {"No longer booked",
                  "your booking does not include this any more. How it stands now comes with the next "
                  "letter."},
         .passed_on = {"Passed on",
                       "you passed your booking on. Its new holder has a QR code of their own; yours opens "
                       "nothing any more."},
         .still_here = {"Still booked",
                        "your calendar declined our invitation, but that could not cancel the booking. It "
                        "still stands:"},
         .pickup = "pickup",
         .delivery = "delivery",
         .same_day = "same-day delivery",
         .digital = "digital",
         .preordered = "preordered: it is made for you",
         .claim = "Yours to open, once: {link}",
         .off = "called off",
         .delivered_to = "Delivered to: {address}",
         .total = "Total: {sum}",
         .tax = "{sum} tax included",
         .paid = "Paid: {sum}",
         .returning = "On its way back to you: {sum}",
         .returning_to_payer = "On its way back to who paid it: {sum}",
         .owed = "Still to pay, to the shop: {sum}",
         .code = "Your code: {code}",
         .page = "Your booking: {link}",
         .to_cancel = "To cancel, open your booking, or ask us:\n{link}",
         .qr_code = "The QR code to show when you come, and a button to cancel, are here:\n{link}",
         .declining = "Declining the invitation in your calendar cancels the booking, too.",
         .in_calendar = "Booked. Your code: {code}",
         .no_longer = "No longer booked.",
         .declined_one_of_several =
             "You declined, but this was booked together with other times, so you are still booked. Open "
             "your booking's page, or ask {shop}.",
         .declined_late = "You declined, but it is too late to cancel from a calendar, so you are still "
                          "booked. Open your booking's page, or ask {shop}."},
    .waiting =
        {.joined_subject = "On the waiting list",
         .offered_subject = "Yours if you want it",
         .lapsed_subject = "Gone to the next",
         .closed_subject = "Waiting list closed",
         .nobody_ahead = "Nobody is ahead of you.",
         .one_ahead = "One person is ahead of you.",
         .many_ahead = "{people} people are ahead of you.",
         .joined =
             "you wait for this. {ahead} Whoever can be given all that they wait for is asked first; we "
             "write to you when it is your turn.\n\n"
             "{what}\n"
             "How it stands, and the way out of the list:\n{link}",
         .offered = "what you wait for has become free, and it is held for you:\n\n"
                    "{what}\n  Total: {total}\n  Held until {until}\n\n"
                    "Take it or pass it on, with one tap:\n{link}\n\n"
                    "After that it goes to the next.",
         .lapsed = "we did not hear from you in time, so this went to the next who waits:\n\n"
                   "{what}\n"
                   "You can join the list again.",
         .closed = "we are sorry: this could not be given to you. {why}\n\n"
                   "{what}\n"
                   "Nothing was booked.",
         .sales_over = "Booking has closed.",
         .called_off = "It was called off.",
         .off_sale = "It was taken off sale.",
         .has_enough = "With what you have already, it would be more than one customer may have."},
    .returned = {
        .subject = "Your {sum} goes back to you",
        .body = "your payment of {sum} came, for this:\n\n"
                "{wishes}\n"
                "{why}\n\n"
                "All of the {sum} goes back to you, the way you paid it. You need not do anything; a bank "
                "may take some days until you see it.\n\n"
                "What there is now:\n{link}",
        .taken = "It could not be booked for you. The time to pay had run out before your payment came, and "
                 "somebody else took it meanwhile.",
        .off_sale = "It could not be booked for you. It was taken off sale meanwhile.",
        .over_limit = "It could not be booked for you. It is more than one customer may have.",
        .refused = "It could not be booked for you any more.",
        .owed = "Nothing was owed for it any more: it had been settled or cancelled before.",
        .differs = "It could not be booked for you. {asked} was asked for, and {came} came."}};

constexpr LetterWords kGerman{
    .language = "de",
    .decimal_mark = ',',
    .weekdays = {"Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"},
    .months = {"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
               "November", "Dezember"},
    .date = "{weekday}, {day}. {month} {year}",
    .hello = "Guten Tag {name},",
    .seat = "Platz",
    .booking =
        {.booked = {"Gebucht", "Ihre Buchung ist bestätigt."},
         .cancelled = {"Storniert", "Ihre Buchung ist storniert."},
         .changed = {"Geändert", "an Ihrer Buchung hat sich etwas geändert. So steht sie jetzt:"},
         .called_off = {"Abgesagt", "es tut uns leid: Was Sie gebucht haben, ist abgesagt."},
         .left = {"Nicht mehr gebucht",
                  "das gehört nicht mehr zu Ihrer Buchung. Wie sie jetzt steht, sagt der nächste Brief."},
         .passed_on = {"Weitergegeben",
                       "Sie haben Ihre Buchung weitergegeben. Wer sie jetzt hat, hat einen eigenen QR-Code; "
                       "Ihrer öffnet nichts mehr."},
         .still_here = {"Weiterhin gebucht",
                        "Ihr Kalender hat unsere Einladung abgelehnt, aber damit ließ sich die Buchung nicht "
                        "stornieren. Sie besteht weiter:"},
         .pickup = "Abholung",
         .delivery = "Lieferung",
         .same_day = "Lieferung am selben Tag",
         .digital = "digital",
         .preordered = "vorbestellt: Es wird für Sie angefertigt",
         .claim = "Für Sie zu öffnen, einmal: {link}",
         .off = "abgesagt",
         .delivered_to = "Lieferung an: {address}",
         .total = "Summe: {sum}",
         .tax = "darin {sum} Steuer",
         .paid = "Bezahlt: {sum}",
         .returning = "Auf dem Weg zurück zu Ihnen: {sum}",
         .returning_to_payer = "Auf dem Weg zurück an die Person, die bezahlt hat: {sum}",
         .owed = "Noch an das Geschäft zu zahlen: {sum}",
         .code = "Ihr Code: {code}",
         .page = "Ihre Buchung: {link}",
         .to_cancel = "Zum Stornieren öffnen Sie Ihre Buchung, oder fragen Sie uns:\n{link}",
         .qr_code = "Den QR-Code zum Vorzeigen und einen Knopf zum Stornieren finden Sie hier:\n{link}",
         .declining = "Auch wenn Sie die Einladung in Ihrem Kalender ablehnen, wird die Buchung storniert.",
         .in_calendar = "Gebucht. Ihr Code: {code}",
         .no_longer = "Nicht mehr gebucht.",
         .declined_one_of_several =
             "Sie haben abgelehnt, aber es wurde zusammen mit anderen Terminen gebucht; darum besteht Ihre "
             "Buchung weiter. Öffnen Sie die Seite Ihrer Buchung, oder fragen Sie {shop}.",
         .declined_late = "Sie haben abgelehnt, aber zum Stornieren aus einem Kalender ist es zu spät; darum "
                          "besteht Ihre Buchung weiter. Öffnen Sie die Seite Ihrer Buchung, oder fragen Sie "
                          "{shop}."},
    .waiting = {.joined_subject = "Auf der Warteliste",
                .offered_subject = "Ihres, wenn Sie wollen",
                .lapsed_subject = "An die nächste Person gegangen",
                .closed_subject = "Warteliste geschlossen",
                .nobody_ahead = "Niemand ist vor Ihnen.",
                .one_ahead = "Eine Person ist vor Ihnen.",
                .many_ahead = "{people} Personen sind vor Ihnen.",
                .joined =
                    "Sie stehen hierfür auf der Warteliste. {ahead} Gefragt wird zuerst, wer alles bekommen "
                    "kann, worauf er wartet; wir schreiben Ihnen, sobald Sie an der Reihe sind.\n\n"
                    "{what}\n"
                    "Wie es steht, und wie Sie die Liste verlassen:\n{link}",
                .offered = "worauf Sie warten, ist frei geworden und für Sie festgehalten:\n\n"
                           "{what}\n  Summe: {total}\n  Festgehalten bis {until}\n\n"
                           "Annehmen oder der nächsten Person überlassen, mit einem Tipp:\n{link}\n\n"
                           "Danach geht es an die nächste Person.",
                .lapsed =
                    "wir haben nicht rechtzeitig von Ihnen gehört, darum ging das an die nächste Person:\n\n"
                    "{what}\n"
                    "Sie können sich wieder eintragen.",
                .closed = "es tut uns leid: Das konnten Sie nicht bekommen. {why}\n\n"
                          "{what}\n"
                          "Es wurde nichts gebucht.",
                .sales_over = "Es ist nicht mehr buchbar.",
                .called_off = "Es wurde abgesagt.",
                .off_sale = "Es wurde aus dem Verkauf genommen.",
                .has_enough = "Mit dem, was Sie schon haben, wäre es mehr, als eine Person bekommen kann."},
    .returned = {
        .subject = "Ihre {sum} gehen an Sie zurück",
        .body = "Ihre Zahlung von {sum} ist angekommen, für das hier:\n\n"
                "{wishes}\n"
                "{why}\n\n"
                "Die ganzen {sum} gehen so zurück, wie Sie bezahlt haben. Sie müssen nichts tun; bei einer "
                "Bank kann es einige Tage dauern.\n\n"
                "Was es jetzt gibt:\n{link}",
        .taken = "Es konnte nicht für Sie gebucht werden. Die Zeit zum Bezahlen war abgelaufen, bevor Ihre "
                 "Zahlung kam, und inzwischen hat es jemand anders genommen.",
        .off_sale = "Es konnte nicht für Sie gebucht werden. Es wurde inzwischen aus dem Verkauf genommen.",
        .over_limit = "Es konnte nicht für Sie gebucht werden. Es ist mehr, als eine Person haben kann.",
        .refused = "Es konnte nicht mehr für Sie gebucht werden.",
        .owed = "Dafür war nichts mehr zu zahlen: Es war schon beglichen oder storniert.",
        .differs = "Es konnte nicht für Sie gebucht werden. Verlangt waren {asked}, gekommen sind {came}."}};

constexpr LetterWords kSpanish{
    .language = "es",
    .decimal_mark = ',',
    .weekdays = {"domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado"},
    .months = {"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre",
               "octubre", "noviembre", "diciembre"},
    .date = "{weekday}, {day} de {month} de {year}",
    .hello = "Hola, {name}:",
    .seat = "Plaza",
    .booking =
        {.booked = {"Reservado", "Su reserva está confirmada."},
         .cancelled = {"Reserva cancelada", "Su reserva está cancelada."},
         .changed = {"Reserva cambiada", "Algo ha cambiado en su reserva. Ahora está así:"},
         .called_off = {"Cancelado", "Lo sentimos: lo que reservó se ha cancelado."},
         .left = {"Ya no está reservado",
                  "Esto ya no forma parte de su reserva. La próxima carta le dirá cómo está ahora."},
         .passed_on = {"Reserva cedida",
                       "Ha cedido su reserva. Quien la tiene ahora tiene un código QR propio; el suyo ya no "
                       "vale."},
         .still_here = {"Sigue reservado",
                        "Su calendario rechazó nuestra invitación, pero con eso no se pudo cancelar la "
                        "reserva. Sigue en pie:"},
         .pickup = "recogida",
         .delivery = "entrega",
         .same_day = "entrega el mismo día",
         .digital = "digital",
         .preordered = "por encargo: se hace para usted",
         .claim = "Para abrirlo, una sola vez: {link}",
         .off = "cancelado",
         .delivered_to = "Entrega en: {address}",
         .total = "Total: {sum}",
         .tax = "{sum} de impuestos incluidos",
         .paid = "Pagado: {sum}",
         .returning = "En camino de vuelta a usted: {sum}",
         .returning_to_payer = "En camino de vuelta a quien lo pagó: {sum}",
         .owed = "Queda por pagar a la tienda: {sum}",
         .code = "Su código: {code}",
         .page = "Su reserva: {link}",
         .to_cancel = "Para cancelar, abra su reserva o pregúntenos:\n{link}",
         .qr_code = "Aquí están el código QR que mostrará al llegar y un botón para cancelar:\n{link}",
         .declining = "Si rechaza la invitación en su calendario, también se cancela la reserva.",
         .in_calendar = "Reservado. Su código: {code}",
         .no_longer = "Ya no está reservado.",
         .declined_one_of_several = "Rechazó la invitación, pero se reservó junto con otras citas, así que "
                                    "la reserva sigue en pie. Abra la "
                                    "página de su reserva o pregunte a {shop}.",
         .declined_late =
             "Rechazó la invitación, pero es demasiado tarde para cancelar desde un calendario, así que la "
             "reserva sigue en pie. Abra la página de su reserva o pregunte a {shop}."},
    .waiting =
        {.joined_subject = "En la lista de espera",
         .offered_subject = "Suyo si lo quiere",
         .lapsed_subject = "Pasó a la siguiente persona",
         .closed_subject = "Lista de espera cerrada",
         .nobody_ahead = "No hay nadie delante.",
         .one_ahead = "Hay una persona delante.",
         .many_ahead = "Hay {people} personas delante.",
         .joined =
             "Está en la lista de espera para esto. {ahead} Se pregunta primero a quien se le puede dar "
             "todo lo que espera; le escribiremos cuando le toque.\n\n"
             "{what}\n"
             "Cómo está, y cómo dejar la lista:\n{link}",
         .offered = "Lo que esperaba ha quedado libre y está apartado para usted:\n\n"
                    "{what}\n  Total: {total}\n  Apartado hasta el {until}\n\n"
                    "Reservarlo o dejar que pase a otra persona, con un toque:\n{link}\n\n"
                    "Después pasa a la siguiente persona.",
         .lapsed = "No supimos de usted a tiempo, así que esto pasó a la siguiente persona:\n\n"
                   "{what}\n"
                   "Puede volver a apuntarse.",
         .closed = "Lo sentimos: no pudo ser para usted. {why}\n\n"
                   "{what}\n"
                   "No se ha reservado nada.",
         .sales_over = "Ya no se puede reservar.",
         .called_off = "Se ha cancelado.",
         .off_sale = "Ya no está a la venta.",
         .has_enough = "Con lo que ya tiene, sería más de lo que puede tener una persona."},
    .returned = {
        .subject = "Se le devuelve su pago de {sum}",
        .body = "Su pago de {sum} llegó, para esto:\n\n"
                "{wishes}\n"
                "{why}\n\n"
                "Los {sum} vuelven por donde los pagó. No tiene que hacer nada; un banco puede tardar unos "
                "días en mostrarlos.\n\n"
                "Qué hay ahora:\n{link}",
        .taken = "No se pudo reservar para usted. El plazo para pagar había terminado antes de que llegara "
                 "su pago, y mientras tanto se lo llevó otra persona.",
        .off_sale = "No se pudo reservar para usted. Mientras tanto dejó de estar a la venta.",
        .over_limit = "No se pudo reservar para usted. Es más de lo que puede tener una persona.",
        .refused = "Ya no se pudo reservar para usted.",
        .owed = "Ya no se debía nada por ello: estaba pagado o cancelado.",
        .differs = "No se pudo reservar para usted. Se pedían {asked}, y llegaron {came}."}};

constexpr BookingWords::Occasion kMendedEnglish{
    "Sent to another address",
    "the e-mail address of this booking was corrected. What we write about it goes to the new address, so it "
    "leaves the calendar here. If you did not ask for that, please tell us."};
constexpr BookingWords::Occasion kMendedGerman{
    "Geht an eine andere Adresse",
    "die E-Mail-Adresse dieser Buchung wurde berichtigt. Was wir dazu schreiben, geht an die neue Adresse; "
    "im Kalender hier steht sie darum nicht mehr. Falls Sie nicht darum gebeten haben, sagen Sie uns bitte "
    "Bescheid."};
constexpr BookingWords::Occasion kMendedSpanish{
    "Va a otra dirección",
    "Se ha corregido la dirección de correo de esta reserva. Lo que escribamos sobre ella irá a la dirección "
    "nueva; por eso ya no está en el calendario de aquí. Si usted no lo ha pedido, avísenos."};

}  // namespace

const LetterWords& letter_words(std::string_view language) {
  return language == "de" ? kGerman : language == "es" ? kSpanish : kEnglish;
}

const BookingWords::Occasion& mended_words(std::string_view language) {
  if (language == "de") return kMendedGerman;
  return language == "es" ? kMendedSpanish : kMendedEnglish;
}

}  // namespace timeshelf::commerce
