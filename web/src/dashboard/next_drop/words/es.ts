import { counter } from '../../../words/plural';
import type { NextDropWords } from './en';

const count = counter('es');

export const es: NextDropWords = {
  'none:no-drop-is-over': 'Todavía no hay nada de lo que aprender. En cuanto termine un lanzamiento, aquí se propondrá el siguiente: qué, cuánto, cuándo, a qué precios y por qué.',
  'none:nothing-is-worth': 'Según las cifras, nada de lo que vendió el último lanzamiento merece ofrecerse otra vez. Mira su informe.',
  'none:no-day': 'Todos los días alrededor del habitual están ocupados. Haz sitio en el calendario y vuelve a mirar.',
  after: (drop) => `Según el modelo de ${drop} y de todo lo vendido antes. Cambia lo que quieras; nada está a la venta hasta que lo publiques.`,
  howItWent: 'Cómo fue aquel',
  dropName: 'Nombre del lanzamiento',
  dropNameHelp: 'Letras, cifras y guiones: aparece en direcciones.',
  firstDay: 'Primer día',
  onShelf: 'En el estante',
  slotTitle: 'Título',
  unitsOffered: 'Unidades',
  firstPrice: 'Primer precio',
  lastPrice: 'Último precio',
  why: 'Por qué',
  include: (what) => `Ofrecer ${what}`,
  seats: 'Plazas',
  draft: 'Poner el borrador en el calendario',
  nothingChosen: 'Elige al menos una cosa que ofrecer.',
  badPrice: 'Escribe un precio como 22 o 22,50.',
  badUnits: 'Escribe un número entero desde 1.',
  drafted: (slots) => count(slots, { one: 'Hay una cita en borrador, fuera de venta. Edítala y ponla a la venta.', other: 'Hay # citas en borrador, fuera de venta. Edítalas y ponlas a la venta.' }),

  'reason:expected': (units, of) => `Se piden de ${units} a ${of}, ocho de cada diez veces.`,
  'reason:judged': (units, of) => (of > 0 ? `De ${count(of, { one: '# previsión anterior', other: '# previsiones anteriores' })}, el ${units} % acabó dentro de su margen (lo correcto es el 80 %).` : 'Aún no se ha podido juzgar ninguna previsión anterior.'),
  'reason:sold-out': (units, of) => (units > 0 ? `Los ${of} se agotaron ${count(units, { one: '# día', other: '# días' })} antes.` : `Los ${of} se agotaron antes de empezar.`),
  'reason:waited': (units) => `Hubo gente esperando ${units} más.`,
  'reason:left': (units, of) => `Sobraron ${units} de ${of}.`,
  'reason:wished': (units) => count(units, { one: '# mensaje pide más.', other: '# mensajes piden más.' }),
  'reason:margin': (_, __, money) => `Cada uno cuesta ${money}: tantos merecen la pena.`,
  'reason:no-margin': () => 'Nadie dijo cuánto cuesta uno; con estos basta siete de cada diez veces.',
  'reason:little-past': (units) => count(units, { one: 'Solo hay # cita de la que aprender.', other: 'Solo hay # citas de las que aprender.' }),
  'reason:dearer': (_, __, money) => `El último precio fue ${money}: admite más.`,
  'reason:cheaper': (_, __, money) => `El primer precio fue ${money}: empieza más bajo.`,
  'reason:usual-gap': (units, of) => `${units} días después del anterior; lo habitual son ${of}.`,
  'reason:people-free': (units, of) => `${count(units, { one: '# persona tiene', other: '# personas tienen' })} tiempo, y hacen falta ${of}.`,
  'reason:people-lacking': (units, of) => `Solo ${count(units, { one: '# persona tiene', other: '# personas tienen' })} tiempo, y hacen falta ${of}.`,
};
