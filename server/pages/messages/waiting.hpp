// The waiting list of what is sold out, and the line of a drop.
#pragma once
#include <array>

#include "server/pages/messages/message.hpp"

namespace timeshelf::server::pages {

inline constexpr std::array kWaitingMessages = {
    Message{"waitsBadge", "On the waiting list", "Auf der Warteliste", "En la lista de espera"},
    Message{"waitsTitle", "You are in line", "Sie stehen auf der Liste", "Está en la lista"},
    Message{"offeredBadge", "Yours if you want it", "Ihres, wenn Sie wollen", "Suyo si lo quiere"},
    Message{"offeredTitle", "It is held for you", "Es ist für Sie festgehalten", "Está apartado para usted"},
    Message{"takenTitle", "You took it", "Sie haben es genommen", "Lo ha aceptado"},
    Message{"takenStory", "The link to your booking is in the letter that confirmed it.",
            "Der Link zu Ihrer Buchung steht in der Bestätigung.",
            "El enlace a su reserva está en la carta que la confirmó."},
    Message{"passedBadge", "Passed on", "Weitergegeben", "Pasó a otra persona"},
    Message{"passedTitle", "It went to the next", "Es ging an die nächste Person",
            "Pasó a la siguiente persona"},
    Message{"declinedStory", "You did not want it this time. Thank you for saying so.",
            "Diesmal wollten Sie es nicht. Danke, dass Sie es gesagt haben.",
            "Esta vez no lo quiso. Gracias por decirlo."},
    Message{"lapsedStory", "We did not hear from you in time. You can join again.",
            "Wir haben nicht rechtzeitig von Ihnen gehört. Sie können sich wieder eintragen.",
            "No supimos de usted a tiempo. Puede volver a apuntarse."},
    Message{"leftBadge", "Left the list", "Nicht mehr auf der Liste", "Fuera de la lista"},
    Message{"leftTitle", "You left the list", "Sie haben die Liste verlassen", "Ha dejado la lista"},
    Message{"leftStory", "You can join again; your place will be at the end.",
            "Sie können sich wieder eintragen, dann am Ende der Liste.",
            "Puede volver a apuntarse; estará al final."},
    Message{"listClosedBadge", "List closed", "Liste geschlossen", "Lista cerrada"},
    Message{"listClosedTitle", "The list is closed", "Die Liste ist geschlossen", "La lista está cerrada"},
    Message{"listClosedStory", "Nothing became free in time, or it was called off.",
            "Es wurde nichts rechtzeitig frei, oder es wurde abgesagt.",
            "No quedó nada libre a tiempo, o se canceló."},
    Message{"nobodyAhead", "Nobody is ahead of you.", "Niemand ist vor Ihnen.", "No hay nadie delante."},
    Message{"ahead", "One person is ahead of you.|{people} people are ahead of you.",
            "Eine Person ist vor Ihnen.|{people} Personen sind vor Ihnen.",
            "Hay una persona delante.|Hay {people} personas delante."},
    Message{"whoCanBeGivenAll", "Whoever can be given all that they wait for is asked first.",
            "Gefragt wird zuerst, wer alles bekommen kann, worauf er wartet.",
            "Se pregunta primero a quien se le puede dar todo lo que espera."},
    Message{"weWrite",
            "We write to {email} when it is your turn. Keep this page’s address: it is your place in line.",
            "Wir schreiben an {email}, sobald Sie an der Reihe sind. Bewahren Sie die Adresse dieser Seite "
            "auf: Sie ist Ihr Platz auf der Liste.",
            "Escribiremos a {email} cuando le toque. Guarde la dirección de esta página: es su lugar en la "
            "lista."},
    Message{"leaveList", "Leave the list", "Liste verlassen", "Dejar la lista"},
    Message{"offerStands", "Held for you until {when}. After that it goes to the next.",
            "Für Sie festgehalten bis {when}. Danach geht es an die nächste Person.",
            "Apartado para usted hasta el {when}. Después pasa a la siguiente persona."},
    Message{"takeIt", "Book it for {name}", "Für {name} buchen", "Reservarlo para {name}"},
    Message{"passItOn", "No, pass it on", "Nein, weitergeben", "No, que pase a otra persona"},
    Message{"seeHowItStands", "See how it stands now", "Sehen, wie es jetzt steht", "Ver cómo está ahora"},
    Message{"lineBadge", "There is a line", "Es gibt eine Schlange", "Hay cola"},
    Message{
        "lineStory",
        "More people want this than can be served at once. All who come before it opens are drawn in random "
        "order then, so being first gains nothing; who comes later is served in order.",
        "Mehr Leute wollen es, als auf einmal bedient werden können. Wer vor der Öffnung kommt, nimmt an "
        "einer Auslosung teil, früher da zu sein bringt also nichts; wer später kommt, ist der Reihe nach "
        "dran.",
        "Lo quiere más gente de la que se puede atender a la vez. Quienes lleguen antes de la apertura "
        "entran en un sorteo, así que llegar primero no da ventaja; quien llega después espera su turno."},
    Message{"placeUsedUp", "Place used up", "Platz verbraucht", "Turno agotado"},
    Message{"placeUsedUpStory", "Your place was good for a few holds. Take another one.",
            "Ihr Platz hat für einige Male gereicht. Nehmen Sie einen neuen.",
            "Su turno valía para unas pocas veces. Tome otro."},
    Message{"yourTurn", "Your turn", "Sie sind dran", "Le toca"},
    Message{"yourTurnStory", "You are in. Choose what you want below.",
            "Sie sind drin. Wählen Sie unten, was Sie möchten.", "Ya ha entrado. Elija abajo lo que quiera."},
    Message{"youHaveAPlace", "You have a place", "Sie haben einen Platz", "Tiene un turno"},
    Message{"drawnAt", "It opens {when}. Then the order of all who are here is drawn.",
            "Geöffnet wird {when}. Dann wird die Reihenfolge aller ausgelost, die da sind.",
            "Se abre el {when}. Entonces se sortea el orden de quienes estén aquí."},
    Message{"youAreInLine", "You are in line", "Sie stehen in der Schlange", "Está en la cola"},
    Message{"takesAbout", "It takes about {time}.", "Es dauert etwa {time}.", "Falta más o menos {time}."},
    Message{"allTaken", "Everything is taken at the moment. What is not paid for in time comes back.",
            "Im Augenblick ist alles vergeben. Was nicht rechtzeitig gebucht wird, kommt zurück.",
            "Ahora mismo está todo ocupado. Lo que no se complete a tiempo vuelve."},
    Message{"takeAPlace", "Take a place in the line", "In der Schlange anstellen", "Ponerse en la cola"},
    Message{"onePlaceEach",
            "One place for each browser, kept in a cookie: reloading or more windows gain nothing. It is "
            "good for a few holds of one customer.",
            "Ein Platz je Browser, in einem Cookie gemerkt: Neu laden oder mehr Fenster bringen nichts. Er "
            "reicht für einige Male einer Person.",
            "Un turno por navegador, guardado en una cookie: recargar o abrir más ventanas no da ventaja. "
            "Vale para unas pocas veces de una persona."},
    Message{"standing", "{people} in line.",
            "{people} Person in der Schlange.|{people} Personen in der Schlange.",
            "{people} persona en la cola.|{people} personas en la cola."},
    Message{"looksByItself", "This page looks again by itself. You can close it: your place stays yours.",
            "Diese Seite schaut von selbst wieder nach. Sie können sie schließen: Ihr Platz bleibt Ihrer.",
            "Esta página vuelve a mirar sola. Puede cerrarla: su turno sigue siendo suyo."},
    Message{"choose", "Choose", "Auswählen", "Elegir"}};

}  // namespace timeshelf::server::pages
