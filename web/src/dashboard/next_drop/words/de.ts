import { counter } from '../../../words/plural';
import type { NextDropWords } from './en';

const count = counter('de');

export const de: NextDropWords = {
  'none:no-drop-is-over': 'Noch gibt es nichts, woraus sich lernen ließe. Sobald eine Aktion vorbei ist, wird hier die nächste vorgeschlagen: was, wie viel, wann, zu welchen Preisen und warum.',
  'none:nothing-is-worth': 'Von dem, was die letzte Aktion verkaufte, lohnt nach den Zahlen nichts ein zweites Mal. Sieh in ihren Bericht.',
  'none:no-day': 'Alle Tage um den üblichen herum sind belegt. Schaff Platz im Kalender und sieh dann wieder her.',
  after: (drop) => `Nach dem Vorbild von ${drop} und allem, was davor verkauft wurde. Ändere, was du willst; nichts ist im Verkauf, ehe du es veröffentlichst.`,
  howItWent: 'Wie jene gelaufen ist',
  dropName: 'Name der Aktion',
  dropNameHelp: 'Buchstaben, Ziffern und Bindestriche: Er steht in Adressen.',
  firstDay: 'Erster Tag',
  onShelf: 'In welchem Regal',
  slotTitle: 'Titel',
  unitsOffered: 'Stück',
  firstPrice: 'Erster Preis',
  lastPrice: 'Letzter Preis',
  why: 'Warum',
  include: (what) => `${what} anbieten`,
  seats: 'Plätze',
  draft: 'Entwurf in den Kalender legen',
  nothingChosen: 'Wähle wenigstens eines, das angeboten wird.',
  badPrice: 'Schreib einen Preis wie 22 oder 22,50.',
  badUnits: 'Schreib eine ganze Zahl ab 1.',
  drafted: (slots) => count(slots, { one: 'Ein Termin ist entworfen und nicht im Verkauf. Bearbeite ihn und gib ihn dann frei.', other: '# Termine sind entworfen und nicht im Verkauf. Bearbeite sie und gib sie dann frei.' }),

  'reason:expected': (units, of) => `${units} bis ${of} werden gewünscht, in acht von zehn Fällen.`,
  'reason:judged': (units, of) => (of > 0 ? `Von ${count(of, { one: '# früheren Prognose', other: '# früheren Prognosen' })} dazu endeten ${units} % innerhalb der Spanne (80 % sind richtig).` : 'Noch ließ sich keine frühere Prognose dazu beurteilen.'),
  'reason:sold-out': (units, of) => (units > 0 ? `Alle ${of} waren ${count(units, { one: '# Tag', other: '# Tage' })} vorher weg.` : `Alle ${of} waren vor dem Beginn weg.`),
  'reason:waited': (units) => `Auf weitere ${units} wurde gewartet.`,
  'reason:left': (units, of) => `${units} von ${of} blieben übrig.`,
  'reason:wished': (units) => count(units, { one: '# Nachricht wünscht mehr davon.', other: '# Nachrichten wünschen mehr davon.' }),
  'reason:margin': (_, __, money) => `Eines kostet ${money}: So viele lohnen sich.`,
  'reason:no-margin': () => 'Niemand hat gesagt, was eines kostet; so reicht es in sieben von zehn Fällen.',
  'reason:little-past': (units) => count(units, { one: 'Nur # Termin gibt es, um daraus zu lernen.', other: 'Nur # Termine gibt es, um daraus zu lernen.' }),
  'reason:dearer': (_, __, money) => `Der letzte Preis war ${money}: Mehr ist drin.`,
  'reason:cheaper': (_, __, money) => `Der erste Preis war ${money}: Beginne niedriger.`,
  'reason:usual-gap': (units, of) => `${units} Tage nach der vorigen; üblich sind ${of}.`,
  'reason:people-free': (units, of) => `${count(units, { one: '# Person hat', other: '# Personen haben' })} Zeit, ${of} werden gebraucht.`,
  'reason:people-lacking': (units, of) => `Nur ${count(units, { one: '# Person hat', other: '# Personen haben' })} Zeit, ${of} werden gebraucht.`,
};
