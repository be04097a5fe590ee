// What is around every page, and where a page leads on to.
#pragma once
#include <array>

#include "server/pages/messages/message.hpp"

namespace timeshelf::server::pages {

inline constexpr std::array kFrameMessages = {
    Message{"language", "Language", "Sprache", "Idioma"},
    Message{"skip", "Skip to the content", "Zum Inhalt", "Ir al contenido"},
    Message{"footer", "Prices and what is left are as of this moment; booking checks them again.",
            "Preise und Bestände gelten in diesem Augenblick; beim Buchen werden sie noch einmal geprüft.",
            "Los precios y lo que queda son los de este momento; al reservar se comprueban de nuevo."},
    Message{"dashboard", "Dashboard of the shop", "Übersicht des Geschäfts", "Panel de la tienda"},
    Message{"toTheStart", "To the start", "Zum Anfang", "Al inicio"},
    Message{"backToShop", "Back to the shop", "Zurück zum Geschäft", "Volver a la tienda"},
    Message{"backToSlot", "Back to the slot", "Zurück zum Termin", "Volver a la cita"},
    Message{"backToList", "Back", "Zurück", "Volver"},
    Message{"backToCheckout", "Back to the checkout", "Zurück zur Buchung", "Volver a completar la reserva"},
    Message{"backToBooking", "Back to the booking", "Zurück zur Buchung", "Volver a la reserva"},
    Message{"chooseAgain", "Choose again", "Noch einmal wählen", "Elegir de nuevo"},
    Message{"seeWhatThereIs", "See what there is", "Sehen, was es gibt", "Ver qué hay"},
    Message{"seeWhatThereIsNow", "See what there is now", "Sehen, was es jetzt gibt", "Ver qué hay ahora"},
    Message{"somethingWentWrong", "That did not work", "Das hat nicht geklappt", "No ha funcionado"},
    Message{"runOut", "The time has run out", "Die Zeit ist abgelaufen", "Se acabó el tiempo"},
    Message{"openThePage", "Open the page", "Seite öffnen", "Abrir la página"},
    Message{"backToChoice", "Back to the choice", "Zurück zur Auswahl", "Volver a la elección"},
    Message{"backToDashboard", "Back to the dashboard", "Zurück zur Übersicht", "Volver al panel"},
    Message{"shops", "Shops", "Geschäfte", "Tiendas"},
    Message{
        "noShops", "There is no shop here yet. <code>timeshelf shop --help</code> says how to open one.",
        "Hier gibt es noch kein Geschäft. <code>timeshelf shop --help</code> sagt, wie man eines eröffnet.",
        "Aquí todavía no hay ninguna tienda. <code>timeshelf shop --help</code> dice cómo abrir una."},
    Message{"pickupApp", "Pickup", "Ausgabe", "Entrega"},
    Message{"pickupNeedsScript",
            "This page hands goods over where no network is, and needs script for that. Allow it and load "
            "the page again.",
            "Diese Seite gibt Waren aus, wo kein Netz ist, und braucht dafür JavaScript. Erlaube es und lade "
            "die Seite neu.",
            "Esta página entrega la mercancía donde no hay red, y para eso necesita JavaScript. Permítelo y "
            "vuelve a cargarla."},
    Message{"day", "{weekday} {day} {month}", "{weekday}., {day}. {month}", "{weekday}, {day} de {month}"},
    Message{"dayOfYear", "{weekday} {day} {month} {year}", "{weekday}., {day}. {month} {year}",
            "{weekday}, {day} de {month} de {year}"},
    Message{"shortWeekdays", "Sun Mon Tue Wed Thu Fri Sat", "So Mo Di Mi Do Fr Sa",
            "dom lun mar mié jue vie sáb"},
    Message{"timeOfCity", "{city} time", "Ortszeit {city}", "hora de {city}"},
    Message{"minutes", "{number} minute|{number} minutes", "{number} Minute|{number} Minuten",
            "{number} minuto|{number} minutos"},
    Message{"seconds", "{number} second|{number} seconds", "{number} Sekunde|{number} Sekunden",
            "{number} segundo|{number} segundos"}};

}  // namespace timeshelf::server::pages
