// What the shop's own people see without script: signing in, and the dashboard.
#pragma once
#include <array>

#include "server/pages/messages/message.hpp"

namespace timeshelf::server::pages {

inline constexpr std::array kStaffMessages = {
    Message{"signIn", "Sign in", "Anmelden", "Iniciar sesión"},
    Message{"forStaff", "The dashboard is for the people who run the shop.",
            "Die Übersicht ist für die Leute, die das Geschäft führen.",
            "El panel es para quienes llevan la tienda."},
    Message{"userName", "User name", "Benutzername", "Nombre de usuario"},
    Message{"password", "Password", "Passwort", "Contraseña"},
    Message{"tooManyPasswords", "Too many wrong passwords. Wait a minute, then try again.",
            "Zu viele falsche Passwörter. Warte eine Minute und versuch es dann noch einmal.",
            "Demasiadas contraseñas equivocadas. Espera un minuto e inténtalo de nuevo."},
    Message{"wrongPassword", "User name or password is wrong.", "Benutzername oder Passwort ist falsch.",
            "El nombre de usuario o la contraseña no es correcto."},
    Message{"noShopOfUser", "This user belongs to no shop.", "Dieser Benutzer gehört zu keinem Geschäft.",
            "Este usuario no pertenece a ninguna tienda."},
    Message{"dashboardTitle", "Dashboard · {shop}", "Übersicht · {shop}", "Panel · {shop}"},
    Message{"storefront", "Storefront", "Schaufenster", "Escaparate"},
    Message{"onYourSite", "On your site", "Auf deiner Website", "En tu web"},
    Message{"signOut", "Sign out", "Abmelden", "Cerrar sesión"},
    Message{"today", "Today", "Heute", "Hoy"},
    Message{"noSlotToday", "No slot today.", "Heute kein Termin.", "Hoy no hay ninguna cita."},
    Message{"nextDays", "Next 60 days", "Die nächsten 60 Tage", "Próximos 60 días"},
    Message{"slots", "Slots", "Termine", "Citas"},
    Message{"nothingComing",
            "No slot is coming up. Put an event into a shelf with any calendar app; lines after "
            "<code>#shelf</code> in its description say what it sells.",
            "Es steht kein Termin an. Lege mit irgendeiner Kalender-App einen Eintrag in ein Regal; die "
            "Zeilen nach <code>#shelf</code> in seiner Beschreibung sagen, was er verkauft.",
            "No hay ninguna cita a la vista. Pon un evento en un estante con cualquier aplicación de "
            "calendario; las líneas después de <code>#shelf</code> en su descripción dicen qué vende."},
    Message{"shifts", "Shifts", "Schichten", "Turnos de trabajo"},
    Message{"noShifts",
            "No shift yet: the first booking of a slot makes them. Staff find theirs in the calendar "
            "<code>{shift_calendar}</code>, and accept or decline there.",
            "Noch keine Schicht: Die erste Buchung eines Termins macht sie. Das Team findet seine im "
            "Kalender <code>{shift_calendar}</code> und sagt dort zu oder ab.",
            "Aún no hay turnos de trabajo: los crea la primera reserva de una cita. El equipo encuentra los "
            "suyos en el calendario <code>{shift_calendar}</code>, y allí los acepta o rechaza."},
    Message{"latest", "Latest", "Zuletzt", "Lo último"},
    Message{"bookings", "Bookings", "Buchungen", "Reservas"},
    Message{"noBookings", "Nobody has booked yet.", "Noch hat niemand gebucht.",
            "Todavía no ha reservado nadie."},
    Message{"latestBookings", "Latest bookings", "Letzte Buchungen", "Últimas reservas"},
    Message{"code", "Code", "Code", "Código"},
    Message{"customer", "Customer", "Kundschaft", "Cliente"},
    Message{"when", "When", "Wann", "Cuándo"},
    Message{"slotColumn", "Slot", "Termin", "Cita"},
    Message{"stateColumn", "State", "Stand", "Estado"},
    Message{"leftColumn", "Left", "Übrig", "Quedan"},
    Message{"someLeftOf", "<strong>{offer_remaining}</strong> of {offer_allotted} {offer_name}",
            "<strong>{offer_remaining}</strong> von {offer_allotted} {offer_name}",
            "<strong>{offer_remaining}</strong> de {offer_allotted} {offer_name}"},
    Message{"priceless", "no price", "ohne Preis", "sin precio"},
    Message{"slotsToday", "Slots today", "Termine heute", "Citas de hoy"},
    Message{"slotsOfNextDays", "Slots of the next 60 days", "Termine der nächsten 60 Tage",
            "Citas de los próximos 60 días"},
    Message{"shiftsOfNextDays", "Shifts of the next 60 days", "Schichten der nächsten 60 Tage",
            "Turnos de trabajo de los próximos 60 días"},
    Message{"forCustomers", "For your customers", "Für deine Kundschaft", "Para tu clientela"},
    Message{"feeds", "Feeds", "Kalender zum Abonnieren", "Calendarios para suscribirse"},
    Message{"noFeeds",
            "No calendar of yours has a feed. Set the calendar’s <code>feed</code> property to "
            "<code>open</code> or <code>secret</code>.",
            "Keiner deiner Kalender lässt sich abonnieren. Setze die Eigenschaft <code>feed</code> des "
            "Kalenders auf <code>open</code> oder <code>secret</code>.",
            "A ninguno de tus calendarios se puede suscribir nadie. Pon la propiedad <code>feed</code> del "
            "calendario en <code>open</code> o <code>secret</code>."},
    Message{"forYourself", "For yourself", "Für dich selbst", "Para ti"},
    Message{"yourCalendarApp", "Your calendar app", "Deine Kalender-App", "Tu aplicación de calendario"},
    Message{"addAccount",
            "Add a CalDAV account to Apple Calendar, Thunderbird, DAVx5 or another app. Its shelf is where "
            "you put slots on sale.",
            "Richte in Apple Kalender, Thunderbird, DAVx5 oder einer anderen App ein CalDAV-Konto ein. In "
            "sein Regal legst du, was in den Verkauf kommt.",
            "Añade una cuenta CalDAV a Calendario de Apple, Thunderbird, DAVx5 u otra aplicación. En su "
            "estante pones a la venta las citas."},
    Message{"server", "Server", "Server", "Servidor"},
    Message{"appPassword", "an app password, one for each device: <code>timeshelf token --help</code>",
            "ein App-Passwort, eines für jedes Gerät: <code>timeshelf token --help</code>",
            "una contraseña de aplicación, una por dispositivo: <code>timeshelf token --help</code>"},
    Message{"fullAddress", "If the app asks for the full address",
            "Falls die App nach der ganzen Adresse fragt", "Si la aplicación pide la dirección completa"},
    Message{"who", "Who", "Wer", "Quién"},
    Message{"giveItTo", "Give it to", "Vergeben an", "Asignar a"},
    Message{"whoWorksAt", "Who works at {shift_summary}, {shift_when}",
            "Wer arbeitet bei {shift_summary}, {shift_when}",
            "Quién trabaja en {shift_summary}, {shift_when}"},
    Message{"whoseTurn", "Whose turn it is", "Wer an der Reihe ist", "A quien le toque"},
    Message{"ask", "Ask", "Fragen", "Preguntar"},
    Message{"doneWithout", "Done without", "Nicht nötig", "Sin nadie"},
    Message{"uncovered", "Uncovered", "Unbesetzt", "Sin cubrir"},
    Message{"accepted", "Accepted", "Zugesagt", "Aceptado"},
    Message{"maybe", "Maybe", "Vielleicht", "Quizá"},
    Message{"asked", "Asked", "Gefragt", "Preguntado"}};

}  // namespace timeshelf::server::pages
