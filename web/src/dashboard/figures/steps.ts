// The steps of ladders that units were sold at.
import type { components } from '../../api/schema';

type Step = Pick<components['schemas']['StepSales'], 'tier' | 'price'>;
type Day = components['schemas']['SalesByDay']['days'][number];

const keyOf = (step: Step): string => `${step.price.currency} ${step.price.minor} ${step.tier ?? ''}`;

/** Each once, cheapest first: where a ladder rises they stand in the order in which they were sold. */
export function stepsOf(days: readonly Day[]): Step[] {
  const steps = new Map(days.flatMap((day) => day.steps).map((step) => [keyOf(step), step]));
  return [...steps.values()].sort((a, b) => a.price.minor - b.price.minor || keyOf(a).localeCompare(keyOf(b)));
}

export function unitsAt(day: Day, step: Step): number {
  return day.steps.find((one) => keyOf(one) === keyOf(step))?.units ?? 0;
}
