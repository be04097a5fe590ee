#include "commerce/experiments/experiment_words.hpp"

namespace timeshelf::commerce {
namespace {

constexpr ExperimentWords kEnglish{
    .no_visitors = "Nobody has seen it yet, so there is nothing to say.",
    .sample_ratio =
        "Do not believe these figures: the variants were not seen by as many as they should have been, and "
        "that is not chance. Find out why before you begin another experiment.",
    .too_few = "It is too early to say anything: wait for more visitors and bookings.",
    .undecided = "No difference has shown so far. That does not say that there is none.",
    .more =
        "{name}: {amount} more of 100 visitors book than of those who see {control}, between {low} and "
        "{high}; chance alone brings such a difference {odds}.",
    .fewer =
        "{name}: {amount} fewer of 100 visitors book than of those who see {control}, between {low} and "
        "{high}; chance alone brings such a difference {odds}.",
    .ladders_early =
        "{slots} slots take part. Each counts once it is over, and not every ladder has one yet.",
    .ladders_alike =
        "With {over} slots of {control} and {of_name} of {name} that are over, no difference in takings has "
        "shown that the way the ladders were dealt would not bring as well.",
    .ladders_more =
        "A slot with {name} takes in {amount} more, on average, than one with {control}: other ways to deal "
        "the ladders would show as much {odds}.",
    .ladders_less =
        "A slot with {name} takes in {amount} less, on average, than one with {control}: other ways to deal "
        "the ladders would show as much {odds}.",
    .rarest = "less than once in 10,000",
    .often = "more often than not",
    .once_in = "once in {times:.0f}",
    .decimal_mark = '.'};

constexpr ExperimentWords kGerman{
    .no_visitors = "Noch hat es niemand gesehen, darum gibt es nichts zu sagen.",
    .sample_ratio =
        "Glaub diesen Zahlen nicht: Die Varianten wurden nicht von so vielen gesehen, wie es sein müsste, "
        "und das ist kein Zufall. Finde den Grund, bevor du ein weiteres Experiment beginnst.",
    .too_few = "Es ist zu früh, etwas zu sagen: Warte auf mehr Besuche und Buchungen.",
    .undecided = "Bisher hat sich kein Unterschied gezeigt. Das heißt nicht, dass es keinen gibt.",
    .more =
        "{name}: Von 100, die es sehen, buchen {amount} mehr als bei {control}, zwischen {low} und "
        "{high}; der Zufall allein bringt so einen Unterschied {odds}.",
    .fewer =
        "{name}: Von 100, die es sehen, buchen {amount} weniger als bei {control}, zwischen {low} und "
        "{high}; der Zufall allein bringt so einen Unterschied {odds}.",
    .ladders_early =
        "{slots} Termine machen mit. Jeder zählt, sobald er vorbei ist, und noch hat nicht jede "
        "Staffel einen.",
    .ladders_alike =
        "Mit {over} vergangenen Terminen zu {control} und {of_name} zu {name} hat sich kein "
        "Unterschied in den Einnahmen gezeigt, den nicht auch das Los gebracht hätte.",
    .ladders_more =
        "Ein Termin mit {name} nimmt im Mittel {amount} mehr ein als einer mit {control}: Ein anderes Los "
        "brächte so viel {odds}.",
    .ladders_less =
        "Ein Termin mit {name} nimmt im Mittel {amount} weniger ein als einer mit {control}: Ein anderes Los "
        "brächte so viel {odds}.",
    .rarest = "seltener als einmal in 10.000 Fällen",
    .often = "öfter als jedes zweite Mal",
    .once_in = "einmal in {times:.0f} Fällen",
    .decimal_mark = ','};

constexpr ExperimentWords kSpanish{
    .no_visitors = "Nadie lo ha visto todavía, así que no hay nada que decir.",
    .sample_ratio =
        "No te fíes de estas cifras: las variantes no las vio tanta gente como debía, y eso no es "
        "casualidad. Averigua el motivo antes de empezar otro experimento.",
    .too_few = "Es demasiado pronto para decir algo: espera a tener más visitas y reservas.",
    .undecided = "Por ahora no se ha visto ninguna diferencia. Eso no quiere decir que no la haya.",
    .more =
        "{name}: de cada 100 visitantes reservan {amount} más que con {control}, entre {low} y {high}; el "
        "azar por sí solo da una diferencia así {odds}.",
    .fewer =
        "{name}: de cada 100 visitantes reservan {amount} menos que con {control}, entre {low} y {high}; "
        "el azar por sí solo da una diferencia así {odds}.",
    .ladders_early =
        "Participan {slots} fechas. Cada una cuenta cuando ha pasado, y todavía no todas las "
        "escalas tienen una.",
    .ladders_alike =
        "Con {over} fechas pasadas de {control} y {of_name} de {name} no se ha visto ninguna "
        "diferencia de ingresos que no hubiera podido dar el sorteo.",
    .ladders_more =
        "Una fecha con {name} ingresa de media {amount} más que una con {control}: otro sorteo daría tanto "
        "{odds}.",
    .ladders_less =
        "Una fecha con {name} ingresa de media {amount} menos que una con {control}: otro sorteo daría tanto "
        "{odds}.",
    .rarest = "menos de una vez en 10.000",
    .often = "más veces que no",
    .once_in = "una vez en {times:.0f}",
    .decimal_mark = ','};

}  // namespace

const ExperimentWords& experiment_words(std::string_view language) {
  return language == "de" ? kGerman : language == "es" ? kSpanish : kEnglish;
}

}  // namespace timeshelf::commerce
