// Lo que el servidor rechaza, en español.
import { counter } from '../../words/plural';
import type { ProblemWords } from './say';

const count = counter('es');

export const es: ProblemWords = {
  refused: 'La tienda lo ha rechazado; dice, en inglés:',
  kinds: {
    'unknown-enrolment': 'Este código no registra ningún dispositivo: está mal escrito, ya se usó o ha caducado. Pida otro a quien lleva la tienda.',
    'too-many-attempts': 'Demasiados códigos equivocados. Espere un minuto e inténtelo de nuevo.',
    'unknown-shop': 'Aquí no hay ninguna tienda con ese nombre. Compruebe el enlace.',
    'sold-out': (remaining) => (remaining > 0 ? count(remaining, { one: 'Solo queda # libre. Tome menos.', other: 'Solo quedan # libres. Tome menos.' }) : 'Ya no queda nada libre.'),
    'not-on-sale': 'Esto no se vende aquí, o ya no. Elija otra cosa.',
    'records-first': 'Parte de lo que anotó este dispositivo aún no ha llegado a la tienda. En cuanto llegue, se devuelve.',
    'may-not-sell': 'Este dispositivo no puede vender. Pida a quien lleva la tienda que lo registre de nuevo, con venta.',
    'device-revoked': 'La tienda ha dado de baja este dispositivo. Regístrelo de nuevo.',
    'unknown-lease': 'La tienda ya no conoce este préstamo. No queda nada que devolver.',
  },
};
