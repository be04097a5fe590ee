import type { Words } from './en';

export const es: Words = {
  title: 'Lo que le conviene',
  private: 'Sus preferencias se quedan en este dispositivo. Nadie se entera de ellas, tampoco la tienda.',
  notKept: 'Este navegador no guarda nada: sus preferencias valen hasta que deje esta página.',
  times: 'Hora del día',
  morning: 'Por la mañana',
  afternoon: 'Por la tarde',
  evening: 'Por la noche',
  venues: 'Lugares',
  things: 'Cosas y tallas',
  best: 'Lo mejor para usted',
  nothing: 'Ahora mismo nada de lo disponible le conviene.',
};
