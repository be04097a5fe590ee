// The page that stands where a payment provider's would be.
#pragma once
#include <array>

#include "server/pages/messages/message.hpp"

namespace timeshelf::server::pages {

inline constexpr std::array kPretendedMessages = {
    Message{"pretendedFooter", "This page stands where a payment provider’s would be.",
            "Diese Seite steht, wo sonst die eines Zahlungsanbieters wäre.",
            "Esta página está donde estaría la de un proveedor de pagos."},
    Message{"pretendedTitle", "Pay {total} (pretended)", "{total} bezahlen (nur gespielt)",
            "Pagar {total} (de mentira)"},
    Message{
        "onlyPretended",
        "This payment is only pretended, for trying things out: no card is asked for, and no money moves.",
        "Diese Zahlung ist nur gespielt, zum Ausprobieren: Nach keiner Karte wird gefragt, und kein Geld "
        "bewegt sich.",
        "Este pago es de mentira, para probar: no se pide ninguna tarjeta y no se mueve dinero."},
    Message{"youPay", "You pay", "Sie zahlen", "Usted paga"},
    Message{"payByCard", "Pay by card", "Mit Karte bezahlen", "Pagar con tarjeta"},
    Message{"madeUpCard", "Card (made up)", "Karte (erfunden)", "Tarjeta (inventada)"},
    Message{"pay", "Pay {total}", "{total} bezahlen", "Pagar {total}"},
    Message{"cancelPayment", "Cancel", "Abbrechen", "Cancelar"},
    Message{"sumPaid", "{total} paid", "{total} bezahlt", "{total} pagados"},
    Message{"someWentBack", "{given_back} of it went back.", "{given_back} davon gingen zurück.",
            "{given_back} de ello volvieron."},
    Message{"paymentOver", "This page is over", "Diese Seite ist abgelaufen", "Esta página ha terminado"},
    Message{"paymentOverStory", "Nothing was paid, and nothing can be paid here any more.",
            "Es wurde nichts bezahlt, und hier kann nichts mehr bezahlt werden.",
            "No se pagó nada, y aquí ya no se puede pagar."}};

}  // namespace timeshelf::server::pages
