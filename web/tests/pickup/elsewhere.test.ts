import { describe, expect, it } from 'vitest';
import { elsewhereOf, type ServersBooking } from '../../src/pickup/elsewhere';
import type { Manifest } from '../../src/pickup/manifest';

const manifest = {
  venue: { id: 'v', name: 'Kiln Street', time_zone: 'Europe/Berlin' }, from: '2026-11-29T22:00:00Z', to: '2026-12-01T22:00:00Z',
} as Manifest;
const now = Date.parse('2026-11-30T10:00:00Z');
const line = (day: string, more: object = {}): object => ({
  quantity: 1, handed_over: 0, fulfilment: 'PICKUP', window: null, location: 'Kiln Street, Berlin', time_zone: 'Europe/Berlin',
  starts_at: `${day}T17:00:00Z`, ends_at: `${day}T19:00:00Z`, ...more,
});
const said = (lines: object[], state = 'confirmed') => elsewhereOf('t', { state, lines } as ServersBooking, manifest, now);

describe('a booking that the device did not take along', () => {
  it('is for another day', () => {
    expect(said([line('2026-12-02')])).toEqual({ kind: 'other-time', token: 't', starts: Date.parse('2026-12-02T17:00:00Z'), zone: 'Europe/Berlin', place: 'Kiln Street, Berlin' });
    const window = { starts_at: '2026-12-02T18:00:00Z', ends_at: '2026-12-02T18:30:00Z' };
    expect(said([line('2026-12-02', { window })])).toMatchObject({ starts: Date.parse(window.starts_at) });
  });
  it('what is to come goes before what is over, and what was handed over is neither', () => {
    const days = [line('2026-11-20'), line('2026-12-09'), line('2026-12-05'), line('2026-12-03', { handed_over: 1 })];
    expect(said(days)).toMatchObject({ starts: Date.parse('2026-12-05T17:00:00Z') });
    expect(said(days.slice(0, 1))).toMatchObject({ kind: 'other-time', starts: Date.parse('2026-11-20T17:00:00Z') });
  });
  it('is for another place, unless something of it is for this one', () => {
    const away = line('2026-11-30', { location: 'Market hall' });
    expect(said([away])).toMatchObject({ kind: 'other-place', place: 'Market hall' });
    expect(said([away, line('2026-12-02')])).toMatchObject({ kind: 'other-time' });
  });
  it('is cancelled, handed over, or nothing that is picked up', () => {
    expect(said([line('2026-12-02')], 'cancelled').kind).toBe('cancelled');
    expect(said([line('2026-12-02', { handed_over: 1 })]).kind).toBe('handed-over');
    expect(said([line('2026-12-02', { fulfilment: 'DELIVERY' }), line('2026-12-02', { fulfilment: 'DIGITAL' })]).kind).toBe('not-picked-up');
  });
});
