#include "commerce/calendar_words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace timeshelf::commerce {
namespace {

constexpr CalendarWords kEnglish{
    .language = "en",
    .live = {.sold_out = "SOLD OUT",
             .cancelled = "CANCELLED",
             .closed = "CLOSED",
             .soon = "soon",
             .left = {"{number} left", "{number} left"},
             .places_left = {"{number} place left", "{number} places left"},
             .to_preorder = {"{number} to preorder", "{number} to preorder"},
             .moment = "{day:02} {short_month} {time}",
             .euro = "€{amount}",
             .dollar = "${amount}",
             .pound = "£{amount}",
             .other_currency = "{amount} {currency}",
             .price_until = " until {moment}, then {price}",
             .one_each = "Places: {left}, one for each booking",
             .as_of = "As of {moment} ({zone}). Book: {link}",
             .book = "Book"},
    .staff =
        {.shifts = "Shifts",
         .tasks = "Shift tasks",
         .uncovered = "UNCOVERED",
         .shift = "Shift: {slot}",
         .bookings = {"{number} booking", "{number} bookings"},
         .people = {"{number} person", "{number} people"},
         .needed = "{bookings}, {people} needed.",
         .called_off = "{person} had accepted this shift. It is called off: {bookings}, {people} needed.",
         .nobody = "Nobody has this shift yet. Add yourself as an attendee who accepts, and it is yours.",
         .put_back = "{person} deleted this entry. It is back, because the shift is still needed: decline it "
                     "instead.",
         .set_up = "Set up: {slot}",
         .prepare = "Prepare {number} x {sku}: {slot}",
         .prepare_more = "Prepare {number} more x {sku}: {slot}",
         .hand_over = {"Hand over {number} item: {slot}", "Hand over {number} items: {slot}"},
         .hand_over_more = {"Hand over {number} more item: {slot}", "Hand over {number} more items: {slot}"},
         .overruled = "Before the shop changed it, {line} said: {value}"},
    .order = {.goods = "{units} x {sku}",
              .goods_from = "{units} x {sku} from {supplier}",
              .title = "Order {goods}: {slot}",
              .because = "Wanted: about {demand:.0f} ({low:.0f} to {high:.0f}), there: {there:.0f}.",
              .to_do = "{cost} in all. Complete this to order it; delete it to do without.",
              .last_day = "Last day to order {goods}",
              .last_day_text = "{cost} in all. Complete the to-do beside this to order it. Deleting this day "
                               "changes nothing.",
              .expected = "Expected: {goods}",
              .expected_text = "{cost} in all. It is on its way until the dashboard is told that it came.",
              .part_text = " Come by now: {received}.",
              .came = "Came: {received} of {goods}",
              .came_text = "{cost} in all. It is in stock.",
              .missing_text = " Not come, and not expected any more: {missing}.",
              .not_ordered = "Not ordered: {goods}",
              .not_ordered_text = "Nothing is to be done.",
              .subject = "Order {goods}?",
              .letter = "Hello,\n\nby the forecast, this will run out:\n\n  {slot}\n  {when}\n\n"
                        "There is a draft to order {goods} for {cost}. It comes in time if it is ordered by "
                        "{order_by}.\n"
                        "Approve or decline it, with what the number is made of:\n{link}"}};

constexpr CalendarWords kGerman{
    .language = "de",
    .live = {.sold_out = "AUSVERKAUFT",
             .cancelled = "ABGESAGT",
             .closed = "GESCHLOSSEN",
             .soon = "demnächst",
             .left = {"noch {number}", "noch {number}"},
             .places_left = {"noch {number} Platz", "noch {number} Plätze"},
             .to_preorder = {"{number} vorzubestellen", "{number} vorzubestellen"},
             .moment = "{day:02}.{month:02}. {time}",
             .euro = "{amount} €",
             .dollar = "{amount} $",
             .pound = "{amount} £",
             .other_currency = "{amount} {currency}",
             .price_until = " bis {moment}, dann {price}",
             .one_each = "Plätze: {left}, einer für jede Buchung",
             .as_of = "Stand {moment} ({zone}). Buchen: {link}",
             .book = "Buchen"},
    .staff = {.shifts = "Schichten",
              .tasks = "Aufgaben der Schichten",
              .uncovered = "UNBESETZT",
              .shift = "Schicht: {slot}",
              .bookings = {"{number} Buchung", "{number} Buchungen"},
              .people = {"{number} Person", "{number} Personen"},
              .needed = "{bookings}, {people} gebraucht.",
              .called_off =
                  "{person} hatte diese Schicht zugesagt. Sie fällt weg: {bookings}, {people} gebraucht.",
              .nobody = "Diese Schicht hat noch niemand. Trag dich als Person ein, die zusagt, und es ist "
                        "deine.",
              .put_back = "{person} hat diesen Eintrag gelöscht. Er ist wieder da, weil die Schicht noch "
                          "gebraucht wird: Sag sie stattdessen ab.",
              .set_up = "Aufbauen: {slot}",
              .prepare = "{number} x {sku} vorbereiten: {slot}",
              .prepare_more = "{number} x {sku} zusätzlich vorbereiten: {slot}",
              .hand_over = {"{number} Stück übergeben: {slot}", "{number} Stück übergeben: {slot}"},
              .hand_over_more = {"{number} Stück zusätzlich übergeben: {slot}",
                                 "{number} Stück zusätzlich übergeben: {slot}"},
              .overruled = "Bevor das Geschäft es geändert hat, stand in {line}: {value}"},
    .order = {.goods = "{units} x {sku}",
              .goods_from = "{units} x {sku} von {supplier}",
              .title = "{goods} bestellen: {slot}",
              .because = "Gewünscht: etwa {demand:.0f} ({low:.0f} bis {high:.0f}), da: {there:.0f}.",
              .to_do = "Insgesamt {cost}. Hak es ab, dann ist es bestellt; lösche es, dann nicht.",
              .last_day = "Letzter Tag, um {goods} zu bestellen",
              .last_day_text = "Insgesamt {cost}. Hak die Aufgabe daneben ab, dann ist es bestellt. Diesen "
                               "Tag zu löschen ändert nichts.",
              .expected = "Erwartet: {goods}",
              .expected_text = "Insgesamt {cost}. Es ist unterwegs, bis auf der Übersicht steht, dass es "
                               "gekommen ist.",
              .part_text = " Schon gekommen: {received}.",
              .came = "Gekommen: {received} von {goods}",
              .came_text = "Insgesamt {cost}. Es ist im Bestand.",
              .missing_text = " Nicht gekommen und nicht mehr erwartet: {missing}.",
              .not_ordered = "Nicht bestellt: {goods}",
              .not_ordered_text = "Es ist nichts zu tun.",
              .subject = "{goods} bestellen?",
              .letter = "Hallo,\n\nnach der Prognose geht das hier aus:\n\n  {slot}\n  {when}\n\n"
                        "Es gibt einen Entwurf, {goods} für {cost} zu bestellen. Es kommt rechtzeitig, wenn "
                        "es bis {order_by} bestellt ist.\n"
                        "Bestelle es oder lehne es ab, mit dem, woraus sich die Zahl ergibt:\n{link}"}};

constexpr CalendarWords kSpanish{
    .language = "es",
    .live = {.sold_out = "AGOTADO",
             .cancelled = "CANCELADO",
             .closed = "CERRADO",
             .soon = "próximamente",
             .left = {"queda {number}", "quedan {number}"},
             .places_left = {"queda {number} plaza", "quedan {number} plazas"},
             .to_preorder = {"{number} por encargo", "{number} por encargo"},
             .moment = "{day:02}/{month:02} {time}",
             .euro = "{amount} €",
             .dollar = "{amount} $",
             .pound = "{amount} £",
             .other_currency = "{amount} {currency}",
             .price_until = " hasta el {moment}, después {price}",
             .one_each = "Plazas: {left}, una por reserva",
             .as_of = "A {moment} ({zone}). Reservar: {link}",
             .book = "Reservar"},
    .staff = {.shifts = "Turnos",
              .tasks = "Tareas de los turnos",
              .uncovered = "SIN CUBRIR",
              .shift = "Turno: {slot}",
              .bookings = {"{number} reserva", "{number} reservas"},
              .people = {"{number} persona", "{number} personas"},
              .needed = "{bookings}, se necesita: {people}.",
              .called_off =
                  "{person} había aceptado este turno. Se suprime: {bookings}, se necesita: {people}.",
              .nobody = "Nadie tiene aún este turno. Añádete como asistente que acepta y es tuyo.",
              .put_back = "{person} ha borrado esta entrada. Vuelve a estar porque el turno sigue haciendo "
                          "falta: recházalo.",
              .set_up = "Montar: {slot}",
              .prepare = "Preparar {number} x {sku}: {slot}",
              .prepare_more = "Preparar {number} más de {sku}: {slot}",
              .hand_over = {"Entregar {number} artículo: {slot}", "Entregar {number} artículos: {slot}"},
              .hand_over_more = {"Entregar {number} artículo más: {slot}",
                                 "Entregar {number} artículos más: {slot}"},
              .overruled = "Antes de que la tienda lo cambiara, {line} decía: {value}"},
    .order = {
        .goods = "{units} x {sku}",
        .goods_from = "{units} x {sku} de {supplier}",
        .title = "Pedir {goods}: {slot}",
        .because = "Se desea: unas {demand:.0f} (de {low:.0f} a {high:.0f}), hay: {there:.0f}.",
        .to_do = "{cost} en total. Complétalo para pedirlo; bórralo para prescindir de ello.",
        .last_day = "Último día para pedir {goods}",
        .last_day_text = "{cost} en total. Completa la tarea de al lado para pedirlo. Borrar este día no "
                         "cambia nada.",
        .expected = "Se espera: {goods}",
        .expected_text = "{cost} en total. Está en camino hasta que en el panel se diga que ha llegado.",
        .part_text = " Ya han llegado: {received}.",
        .came = "Ha llegado: {received} de {goods}",
        .came_text = "{cost} en total. Está en existencias.",
        .missing_text = " No ha llegado y ya no se espera: {missing}.",
        .not_ordered = "No pedido: {goods}",
        .not_ordered_text = "No hay nada que hacer.",
        .subject = "¿Pedir {goods}?",
        .letter = "Hola:\n\nsegún la previsión, esto se agotará:\n\n  {slot}\n  {when}\n\n"
                  "Hay un borrador para pedir {goods} por {cost}. Llega a tiempo si se pide antes del "
                  "{order_by}.\n"
                  "Apruébalo o recházalo, con aquello de lo que sale el número:\n{link}"}};

}  // namespace

std::string Counted::of(std::int64_t number) const {
  return fmt::format(fmt::runtime(for_number(number)), fmt::arg("number", number));
}

const std::array<const CalendarWords*, 3>& all_calendar_words() {
  static constexpr std::array<const CalendarWords*, 3> kAll{&kEnglish, &kGerman, &kSpanish};
  return kAll;
}

const CalendarWords& calendar_words(std::string_view language) {
  const auto& all = all_calendar_words();
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const CalendarWords* words) { return words->language == language; });
  return found == all.end() ? kEnglish : **found;
}

std::string left_text(const Slot& slot, const LiveWords& words) {
  const std::int64_t units = units_left(slot);
  const bool made_to_order = !slot.offers.empty() && std::all_of(slot.offers.begin(), slot.offers.end(),
                                                                 [](const Offer& o) { return o.preorder; });
  if (made_to_order) return words.to_preorder.of(units);
  if (!slot.seats_remaining || *slot.seats_remaining >= units) return words.left.of(units);
  return words.places_left.of(*slot.seats_remaining);
}

}  // namespace timeshelf::commerce
