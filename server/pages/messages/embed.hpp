// The page of lines to copy into one's own site (web/src/embed/words, without the prefix).
#pragma once
#include <array>

#include "server/pages/messages/message.hpp"

namespace timeshelf::server::pages {

inline constexpr std::array kEmbedMessages = {
    Message{"embedToShop", "All slots", "Alle Termine", "Todas las citas"},
    Message{"embedTitle", "Show it on your own site", "Auf der eigenen Website zeigen",
            "Muéstrelo en su propia web"},
    Message{
        "embedLead",
        "Copy a line into the page of your site where it should appear. What is left and what it costs stays "
        "up to date by itself, and “Book” leads here. No cookies, no tracking.",
        "Kopieren Sie eine Zeile in die Seite Ihrer Website, auf der es erscheinen soll. Was noch da ist und "
        "was es kostet, ändert sich von selbst, und „Buchen“ führt hierher. Ohne Cookies, ohne Tracking.",
        "Copie una línea en la página de su web donde deba aparecer. Lo que queda y lo que cuesta se "
        "actualiza solo, y «Reservar» trae hasta aquí. Sin cookies ni rastreo."},
    Message{"embedCalendar", "What comes next", "Die nächsten Termine", "Lo que viene"},
    Message{"embedCalendarHow",
            "The next dates, as a list. Say with days and most how far it looks ahead and how many it shows.",
            "Was als Nächstes kommt, als Liste. Mit days und most sagen Sie, wie weit sie vorausschaut und "
            "wie viele Termine sie zeigt.",
            "Las próximas citas, en una lista. Con days y most indica cuántos días mira hacia delante y "
            "cuántas citas muestra."},
    Message{"embedOneSlot", "One slot", "Ein Termin", "Una sola cita"},
    Message{"embedOneSlotHow",
            "A card for a single slot: for an article, a newsletter’s page, the page of a workshop.",
            "Eine Karte für einen einzelnen Termin: für einen Artikel, die Seite zum Newsletter, die Seite "
            "eines Workshops.",
            "Una tarjeta para una cita: para un artículo, la página de un boletín o la de un taller."},
    Message{"embedChoose", "Slot", "Termin", "Cita"},
    Message{"embedShow", "Show", "Zeigen", "Mostrar"},
    Message{"embedBadges", "A picture of it", "Als Bild", "Como imagen"},
    Message{
        "embedBadgesHow",
        "Where a site takes no scripts: a small picture that says what is left. It is a minute old at most.",
        "Wo eine Website keine Skripte zulässt: ein kleines Bild, das sagt, was noch da ist. Es ist "
        "höchstens eine Minute alt.",
        "Para las webs que no admiten scripts: una imagen pequeña que dice lo que queda. Tiene como mucho un "
        "minuto."},
    Message{"embedPreview", "This is how it looks", "So sieht es aus", "Así se ve"},
    Message{"embedLine", "The line to copy", "Die Zeile zum Kopieren", "La línea que hay que copiar"},
    Message{"embedStrict", "If your site has a Content-Security-Policy",
            "Wenn Ihre Website eine Content-Security-Policy hat",
            "Si su web tiene una Content-Security-Policy"},
    Message{"embedStrictHow", "Allow this address for scripts, connections and pictures:",
            "Erlauben Sie diese Adresse für Skripte, Verbindungen und Bilder:",
            "Permita esta dirección para scripts, conexiones e imágenes:"},
    Message{"embedNothing", "Nothing is on sale at the moment, so there is no slot to choose.",
            "Im Augenblick ist nichts im Verkauf, deshalb gibt es keinen Termin zur Auswahl.",
            "No hay nada a la venta en este momento, así que no hay ninguna cita que elegir."}};

}  // namespace timeshelf::server::pages
