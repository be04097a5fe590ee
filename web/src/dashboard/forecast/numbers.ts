// Figures as estimates are written: no more digits than they are worth.
import { useWords as useListWords } from '../lists/speech';
import type { Forecast } from './decide';
import { useWords } from './speech';

export function useNumbers(): { whole: (value: number) => string; tenth: (value: number) => string; percent: (value: number) => string } {
  const { locale } = useWords();
  return {
    whole: (value) => new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }).format(value),
    tenth: (value) => new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(value),
    percent: (value) => new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(value),
  };
}

/** What a forecast is of, for people. */
export function useSkuName(): (one: Pick<Forecast, 'sku' | 'name'>) => string {
  const { words } = useListWords();
  return ({ sku, name }) => (sku === 'SEAT' ? words.seat : name);
}
