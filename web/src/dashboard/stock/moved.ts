import type { components } from '../../api/schema';

type Movement = components['schemas']['StockMovements']['movements'][number];

/** By how much the books moved. A count says what is there, and beside that how far it moved them; a sale that a later count had seen moved nothing. */
export const movedBy = ({ kind, units, adjusted }: Pick<Movement, 'kind' | 'units' | 'adjusted'>): number => (kind === 'count' ? adjusted : units + adjusted);
