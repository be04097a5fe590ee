#include "server/api/drop_report_words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace timeshelf::server::api {
namespace {

using enum commerce::AdviceKind;

const ReportWords kEnglish{
    .still_runs = "It is not over yet: this is how it stands.",
    .next_time = "What to do next time",
    .nothing_to_do = "Nothing stands out. Do it again.",
    .seats = "Seats",
    .goods = "What was sold",
    .offered = "Offered",
    .sold = "Sold",
    .left = "Left",
    .handed_over = "Handed over",
    .missed = "Not picked up",
    .returned = "Came back",
    .waited_for = "Waited for in vain",
    .sold_through = "Sold through",
    .revenue = "What it brought",
    .what = "What",
    .step = "Step",
    .price = "Price",
    .way = "Way",
    .units = "Units",
    .amount = "Revenue",
    .delivery = "Delivery",
    .pickup = "Pickup",
    .same_day = "Same-day delivery",
    .digital = "Download",
    .funnel = "From looking to having",
    .views = "Looks at the pages",
    .holds = "Holds",
    .bookings = "Bookings",
    .picked = "Handed over, at least in part",
    .expired = "Holds that ran out",
    .cancelled = "Bookings that were cancelled",
    .not_picked = "Bookings that were not picked up",
    .walk_ups = "Sold at the counter without a booking before, and in none of these numbers",
    .waiting = "Joined the waiting list",
    .served = "Got a place from it",
    .staff = "Staff",
    .hours = "Hours worked",
    .shifts = "Shifts",
    .uncovered = "Shifts that had nobody",
    .per_hour = "Bookings handed over in an hour",
    .slots = "Slots",
    .slot = "Slot",
    .when = "When",
    .called_off = "Called off",
    .taken = "Taken so far",
    .given_back = "Given back",
    .forecast = "Forecast a week before",
    .forecast_was = "Expected (10–90 %)",
    .became = "Booked",
    .sold_out = "sold out",
    .mood = "What people said",
    .messages = "Messages",
    .mean_mood = "Mood, from -1 to 1",
    .experiments = "Experiments meanwhile",
    .runs_on = "It still runs.",
    .kept = "Kept",
    .advice = {{offer_more, "{what}: sold out, and people waited for {units} more. Offer more."},
               {raise_price,
                "{what}: sold out, and nobody had to wait. It may bear a higher price, or a few more."},
               {offer_less, "{what}: {units} of {of} were left. Offer fewer, or begin with a lower step."},
               {ask_for_payment,
                "{units} of {of} bookings were not picked up. Ask for payment in advance, or send a reminder "
                "the day before."},
               {cover_shifts, "{units} of {of} shifts had nobody. Publish earlier, or ask helpers."},
               {shorten_checkout,
                "{units} of {of} holds ran out before they were confirmed. Are prices and ways of payment "
                "clear before somebody holds?"},
               {show_better,
                "Of {of} looks at the pages, {units} became holds. Try another picture, text or first "
                "price."}},
    .decimal_mark = '.',
    .currency_first = true,
    .date = "{:%d/%m/%Y %H:%M}"};

const ReportWords kGerman{
    .still_runs = "Sie läuft noch: So steht es gerade.",
    .next_time = "Was beim nächsten Mal zu tun ist",
    .nothing_to_do = "Nichts fällt auf. Mach es wieder so.",
    .seats = "Plätze",
    .goods = "Was verkauft wurde",
    .offered = "Angeboten",
    .sold = "Verkauft",
    .left = "Übrig",
    .handed_over = "Übergeben",
    .missed = "Nicht abgeholt",
    .returned = "Kam zurück",
    .waited_for = "Vergeblich gewartet",
    .sold_through = "Abverkauf",
    .revenue = "Was es einbrachte",
    .what = "Was",
    .step = "Stufe",
    .price = "Preis",
    .way = "Weg",
    .units = "Stück",
    .amount = "Umsatz",
    .delivery = "Lieferung",
    .pickup = "Abholung",
    .same_day = "Lieferung am selben Tag",
    .digital = "Download",
    .funnel = "Vom Ansehen zum Haben",
    .views = "Blicke auf die Seiten",
    .holds = "Reservierungen",
    .bookings = "Buchungen",
    .picked = "Übergeben, mindestens zum Teil",
    .expired = "Abgelaufene Reservierungen",
    .cancelled = "Stornierte Buchungen",
    .not_picked = "Nicht abgeholte Buchungen",
    .walk_ups = "Am Stand ohne Buchung verkauft und in keiner dieser Zahlen",
    .waiting = "Auf der Warteliste",
    .served = "Kamen von ihr zum Zug",
    .staff = "Personal",
    .hours = "Gearbeitete Stunden",
    .shifts = "Schichten",
    .uncovered = "Schichten ohne jemanden",
    .per_hour = "Je Stunde übergebene Buchungen",
    .slots = "Termine",
    .slot = "Termin",
    .when = "Wann",
    .called_off = "Abgesagt",
    .taken = "Bisher eingenommen",
    .given_back = "Zurückgegeben",
    .forecast = "Vorhersage eine Woche vorher",
    .forecast_was = "Erwartet (10–90 %)",
    .became = "Gebucht",
    .sold_out = "ausverkauft",
    .mood = "Was die Leute sagten",
    .messages = "Nachrichten",
    .mean_mood = "Stimmung, von -1 bis 1",
    .experiments = "Experimente in der Zeit",
    .runs_on = "Es läuft noch.",
    .kept = "Behalten",
    .advice = {{offer_more, "{what}: ausverkauft, und auf weitere {units} wurde gewartet. Biete mehr an."},
               {raise_price,
                "{what}: ausverkauft, und niemand musste warten. Ein höherer Preis ist vielleicht drin, oder "
                "ein paar mehr."},
               {offer_less,
                "{what}: {units} von {of} blieben übrig. Biete weniger an, oder beginne mit einer "
                "niedrigeren Stufe."},
               {ask_for_payment,
                "{units} von {of} Buchungen wurden nicht abgeholt. Lass im Voraus bezahlen, oder erinnere am "
                "Tag davor."},
               {cover_shifts,
                "{units} von {of} Schichten hatten niemanden. Veröffentliche früher, oder frag Aushilfen."},
               {shorten_checkout,
                "{units} von {of} Reservierungen liefen ab, ehe sie bestätigt waren. Sind Preise und "
                "Zahlungsarten vorher klar?"},
               {show_better,
                "Aus {of} Blicken auf die Seiten wurden {units} Reservierungen. Versuch ein anderes Bild, "
                "einen anderen Text oder Einstiegspreis."}},
    .decimal_mark = ',',
    .currency_first = false,
    .date = "{:%d.%m.%Y %H:%M}"};

const ReportWords kSpanish{
    .still_runs = "Aún no ha terminado: así va por ahora.",
    .next_time = "Qué hacer la próxima vez",
    .nothing_to_do = "Nada llama la atención. Repítelo así.",
    .seats = "Plazas",
    .goods = "Lo que se vendió",
    .offered = "Ofrecido",
    .sold = "Vendido",
    .left = "Sobró",
    .handed_over = "Entregado",
    .missed = "Sin recoger",
    .returned = "Devuelto",
    .waited_for = "Esperado en vano",
    .sold_through = "Parte vendida",
    .revenue = "Lo que dejó",
    .what = "Qué",
    .step = "Escalón",
    .price = "Precio",
    .way = "Vía",
    .units = "Unidades",
    .amount = "Ingresos",
    .delivery = "Envío",
    .pickup = "Recogida",
    .same_day = "Envío en el día",
    .digital = "Descarga",
    .funnel = "De mirar a tener",
    .views = "Visitas a las páginas",
    .holds = "Retenciones",
    .bookings = "Reservas",
    .picked = "Entregadas, al menos en parte",
    .expired = "Retenciones que caducaron",
    .cancelled = "Reservas canceladas",
    .not_picked = "Reservas sin recoger",
    .walk_ups = "Vendido en el puesto sin reserva previa, y en ninguna de estas cifras",
    .waiting = "En la lista de espera",
    .served = "Lo consiguieron",
    .staff = "Personal",
    .hours = "Horas trabajadas",
    .shifts = "Turnos de trabajo",
    .uncovered = "Turnos de trabajo sin nadie",
    .per_hour = "Reservas entregadas por hora",
    .slots = "Turnos",
    .slot = "Turno",
    .when = "Cuándo",
    .called_off = "Anulado",
    .taken = "Cobrado hasta ahora",
    .given_back = "Devuelto",
    .forecast = "Previsión una semana antes",
    .forecast_was = "Esperado (10–90 %)",
    .became = "Reservado",
    .sold_out = "agotado",
    .mood = "Lo que dijo la gente",
    .messages = "Mensajes",
    .mean_mood = "Ánimo, de -1 a 1",
    .experiments = "Experimentos mientras tanto",
    .runs_on = "Sigue en marcha.",
    .kept = "Se quedó",
    .advice = {{offer_more, "{what}: agotado, y hubo gente esperando {units} más. Ofrece más."},
               {raise_price,
                "{what}: agotado, y nadie tuvo que esperar. Quizá admita un precio más alto, o unas unidades "
                "más."},
               {offer_less,
                "{what}: quedaron {units} de {of}. Ofrece menos, o empieza con un escalón más bajo."},
               {ask_for_payment,
                "{units} de {of} reservas no se recogieron. Pide el pago por adelantado, o manda un "
                "recordatorio el día antes."},
               {cover_shifts,
                "{units} de {of} turnos de trabajo quedaron sin nadie. Publica antes, o pide ayuda."},
               {shorten_checkout,
                "{units} de {of} retenciones caducaron antes de confirmarse. ¿Están claros antes los precios "
                "y las formas de pago?"},
               {show_better,
                "De {of} visitas a las páginas, {units} acabaron en retención. Prueba otra imagen, otro "
                "texto u otro precio inicial."}},
    .decimal_mark = ',',
    .currency_first = false,
    .date = "{:%d/%m/%Y %H:%M}"};

std::string_view sign_of(const Currency& currency) {
  if (currency.code() == "EUR") return "€";
  if (currency.code() == "USD") return "$";
  if (currency.code() == "GBP") return "£";
  return currency.code();
}

}  // namespace

const ReportWords& report_words(std::string_view language) {
  return language == "de" ? kGerman : language == "es" ? kSpanish : kEnglish;
}

std::string money_text(const Money& money, const ReportWords& words) {
  std::string amount = money.decimal();
  std::replace(amount.begin(), amount.end(), '.', words.decimal_mark);
  const std::string_view sign = sign_of(money.currency);
  if (words.currency_first && sign != money.currency.code()) return fmt::format("{}{}", sign, amount);
  return fmt::format("{}\u00a0{}", amount, sign);
}

std::string percent_text(std::int64_t part, std::int64_t whole) {
  return whole > 0 ? fmt::format("{}\u00a0%", (part * 100 + whole / 2) / whole) : "–";
}

}  // namespace timeshelf::server::api
