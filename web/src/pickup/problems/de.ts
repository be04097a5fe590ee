// Was der Server ablehnt, auf Deutsch.
import { counter } from '../../words/plural';
import type { ProblemWords } from './say';

const count = counter('de');

export const de: ProblemWords = {
  refused: 'Das Geschäft hat das abgelehnt, auf Englisch:',
  kinds: {
    'unknown-enrolment': 'Dieser Code meldet kein Gerät an: Er ist vertippt, schon verwendet oder abgelaufen. Frag, wer das Geschäft führt, nach einem neuen.',
    'too-many-attempts': 'Zu viele falsche Codes. Warte eine Minute und versuch es noch einmal.',
    'unknown-shop': 'Ein Geschäft mit diesem Namen gibt es hier nicht. Prüf den Link.',
    'sold-out': (remaining) => (remaining > 0 ? count(remaining, { one: 'Nur noch # ist frei. Übernimm weniger.', other: 'Nur noch # sind frei. Übernimm weniger.' }) : 'Davon ist nichts mehr frei.'),
    'not-on-sale': 'Das ist hier nicht zu verkaufen, oder nicht mehr. Wähl etwas anderes.',
    'records-first': 'Ein Teil von dem, was dieses Gerät aufgeschrieben hat, ist noch nicht beim Geschäft. Sobald er da ist, geht die Ware zurück.',
    'may-not-sell': 'Dieses Gerät darf nicht verkaufen. Bitte, wer das Geschäft führt, es mit Verkauf neu anzumelden.',
    'device-revoked': 'Das Geschäft hat dieses Gerät gesperrt. Melde es neu an.',
    'unknown-lease': 'Das Geschäft kennt diese Leihe nicht mehr. Zurückzugeben ist nichts mehr.',
  },
};
