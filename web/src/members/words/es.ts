import type { Words } from './en';

export const es: Words = {
  member: (audience, until) => `Aquí reserva antes que los demás, como ${audience}, hasta el ${until}.`,
  onThisDevice: 'Solo lo sabe este dispositivo, hasta que aparte algo.',
  forget: 'Olvidarlo en este dispositivo',
  notTheirs: 'Este enlace no lo ha hecho la tienda, o llegó cortado. Pida a la tienda que se lo envíe de nuevo.',
  over: (until) => `Este enlace valía hasta el ${until}. Pida uno nuevo a la tienda.`,
  notKept: 'Este navegador no guarda nada para este sitio, así que el enlace no puede abrir nada aquí. Permítale guardar datos y abra el enlace de nuevo.',
};
