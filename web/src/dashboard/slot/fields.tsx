// The editor's groups of fields.
import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import type { Money } from '../../api/client';
import { venueIn } from '../../calendar/venue';
import { Field } from '../parts/field';
import { PictureField } from '../parts/picture';
import { useWords } from '../speech';
import type { Dashboard } from '../state';
import type { Words } from '../words/en';
import { wayKinds, type Draft, type Way, type WayKind } from './draft';
import { EarlyFields } from './early_fields';
import { MomentField } from './moment_field';
import { PriceFields } from './price_fields';
import { WindowFields } from './window_fields';

export interface Sellable {
  sku: string;
  name: string;
  base_price: Money;
}
export interface FieldsProps {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  /** What is wrong with a field, by the name that the server has for it. */
  wrong: (field: string) => string | undefined;
}

export function What({ app, draft, change, wrong, venues }: FieldsProps & { app: Dashboard; venues: readonly string[] }): JSX.Element {
  const { words } = useWords();
  return (
    <section class="panel">
      <h2>{words.what}</h2>
      <Field label={words.name} error={wrong('summary')}>
        {(tied) => <input {...tied} value={draft.summary} required maxLength={200} onInput={(event) => change({ summary: event.currentTarget.value })} />}
      </Field>
      <Field label={words.story} help={words.storyHelp} error={wrong('story')}>
        {(tied) => <textarea {...tied} rows={5} value={draft.story} onInput={(event) => change({ story: event.currentTarget.value })} />}
      </Field>
      <PlaceField draft={draft} change={change} wrong={wrong} venues={venues} />
      <PictureField app={app} value={draft.image} change={(image) => change({ image })} error={wrong('image')} />
    </section>
  );
}

/** Anything may be written; the shop's venues are offered, and it says which of them counts. */
function PlaceField({ draft, change, wrong, venues }: FieldsProps & { venues: readonly string[] }): JSX.Element {
  const { words } = useWords();
  const list = useId();
  const place = draft.location.trim();
  const venue = venueIn(place, venues);
  const help = venues.length === 0 || place === '' ? words.placeHelp : venue ? words.placeIs(venue) : words.placeIsNone;
  return (
    <Field label={words.place} help={help} error={wrong('location')}>
      {(tied) => (
        <>
          <input {...tied} list={list} value={draft.location} maxLength={200} onInput={(event) => change({ location: event.currentTarget.value })} />
          <datalist id={list}>{venues.map((name) => <option key={name} value={name} />)}</datalist>
        </>
      )}
    </Field>
  );
}

/** `fixed`: why its times are not changed here. */
export function WhenFields({ draft, change, wrong, fixed }: FieldsProps & { fixed: string | null }): JSX.Element {
  const { words } = useWords();
  const zones = typeof Intl.supportedValuesOf === 'function' ? Intl.supportedValuesOf('timeZone') : [];
  return (
    <section class="panel">
      <h2>{words.when}</h2>
      {fixed && <p class="soft">{fixed}</p>}
      <div class="row">
        <Field label={words.begins} error={wrong('starts')}>
          {(tied) => <input {...tied} type="datetime-local" required disabled={fixed !== null} value={draft.starts} onInput={(event) => event.currentTarget.value && change({ starts: event.currentTarget.value })} />}
        </Field>
        <Field label={words.ends} error={wrong('ends')}>
          {(tied) => <input {...tied} type="datetime-local" required disabled={fixed !== null} value={draft.ends} onInput={(event) => event.currentTarget.value && change({ ends: event.currentTarget.value })} />}
        </Field>
      </div>
      <Field label={words.zone} error={wrong('time_zone')}>
        {(tied) => (
          <select {...tied} disabled={fixed !== null} value={draft.zone} onChange={(event) => change({ zone: event.currentTarget.value })}>
            {(zones.includes(draft.zone) ? zones : [draft.zone, ...zones]).map((zone) => <option key={zone}>{zone}</option>)}
          </select>
        )}
      </Field>
    </section>
  );
}

export function Sold({ draft, change, wrong, products, currency, productsAt }: FieldsProps & { products: readonly Sellable[]; currency: string; productsAt: string }): JSX.Element {
  const { words } = useWords();
  const nameOf = (sku: string): string => products.find((product) => product.sku === sku)?.name ?? sku;
  const free = products.filter(({ sku }) => !draft.goods.some((goods) => goods.sku === sku));
  const priced = [...(draft.seats.trim() !== '' || draft.prices.some(({ sku }) => sku === 'SEAT') ? ['SEAT'] : []), ...draft.goods.map(({ sku }) => sku)];
  const put = (at: number, part: Partial<Draft['goods'][number]>): void => change({ goods: draft.goods.map((one, each) => (each === at ? { ...one, ...part } : one)) });
  return (
    <section class="panel">
      <h2>{words.sold}</h2>
      <Field label={words.seats} help={words.seatsHelp} error={wrong('terms.seats')}>
        {(tied) => <input {...tied} class="short" inputMode="numeric" value={draft.seats} onInput={(event) => change({ seats: event.currentTarget.value })} />}
      </Field>
      <ul class="goods">
        {draft.goods.map(({ sku, units, preorder }, at) => (
          <li key={sku}>
            <div class="row">
              <Field label={`${nameOf(sku)}: ${words.unitsSetAside}`} error={wrong(`goods[${at}]`)}>
                {(tied) => <input {...tied} class="short" inputMode="numeric" value={units} onInput={(event) => put(at, { units: event.currentTarget.value })} />}
              </Field>
              <label class="choice"><input type="checkbox" checked={preorder} onChange={(event) => put(at, { preorder: event.currentTarget.checked })} /> {words.preorder}</label>
              <button type="button" class="plain" aria-label={words.removeProduct(nameOf(sku))} onClick={() => change(withoutGoods(draft, sku))}>×</button>
            </div>
            {!preorder && (
              <Field label={words.thresholdOf(nameOf(sku))} help={words.thresholdHelp} error={wrong(`threshold.${sku}`)}>
                {(tied) => <input {...tied} class="short" inputMode="numeric" value={draft.thresholds[sku] ?? ''} onInput={(event) => change({ thresholds: { ...draft.thresholds, [sku]: event.currentTarget.value } })} />}
              </Field>
            )}
          </li>
        ))}
      </ul>
      {wrong('terms.stock') && <p class="error">{wrong('terms.stock')}</p>}
      {free.length > 0 && (
        <Field label={words.addProduct}>
          {(tied) => (
            <select {...tied} value="" onChange={(event) => event.currentTarget.value && change({ goods: [...draft.goods, { sku: event.currentTarget.value, units: '', preorder: false }] })}>
              <option value="">–</option>
              {free.map(({ sku, name }) => <option key={sku} value={sku}>{name} ({sku})</option>)}
            </select>
          )}
        </Field>
      )}
      {products.length === 0 && <p class="soft">{words.noProducts} <a href={productsAt}>{words.addFirstProduct}</a></p>}
      <Field label={words.limitField} help={words.limitHelp} error={wrong('terms.limit')}>
        {(tied) => <input {...tied} class="short" inputMode="numeric" value={draft.limit} onInput={(event) => change({ limit: event.currentTarget.value })} />}
      </Field>
      <h3>{words.prices}</h3>
      <p class="soft">{words.pricesHow}</p>
      {wrong('terms.prices') && <p class="error">{wrong('terms.prices')}</p>}
      {priced.map((sku) => (
        <PriceFields key={sku} sku={sku} name={sku === 'SEAT' ? words.seat : nameOf(sku)} costs={products.find((product) => product.sku === sku)?.base_price} currency={currency} draft={draft} change={change} wrong={wrong} />
      ))}
    </section>
  );
}

/** With all that is said of them. */
function withoutGoods({ goods, prices, thresholds }: Draft, sku: string): Partial<Draft> {
  return { goods: goods.filter((one) => one.sku !== sku), prices: prices.filter((step) => step.sku !== sku), thresholds: { ...thresholds, [sku]: '' } };
}

const wayWord = (kind: WayKind, words: Words): string =>
  ({ PICKUP: words.pickupWay, DELIVERY: words.deliveryWay, 'SAME-DAY': words.sameDayWay, DIGITAL: words.digitalWay })[kind];

export function Ways({ draft, change, wrong }: FieldsProps): JSX.Element {
  const { words } = useWords();
  const put = (kind: WayKind, part: Partial<Way>): void => change({ ways: { ...draft.ways, [kind]: { ...draft.ways[kind], ...part } } });
  return (
    <section class="panel">
      <h2>{words.ways}</h2>
      {wrong('terms.fulfilment') && <p class="error">{wrong('terms.fulfilment')}</p>}
      {wayKinds.map((kind) => {
        const { on, fee, cutOff } = draft.ways[kind];
        const name = wayWord(kind, words);
        const delivered = kind === 'DELIVERY' || kind === 'SAME-DAY';
        return (
          <div key={kind}>
            <label class="choice"><input type="checkbox" checked={on} onChange={(event) => put(kind, { on: event.currentTarget.checked })} /> {name}</label>
            {on && delivered && (
              <div class="within">
                <Field label={words.fee(name)} help={words.feeHelp} error={wrong(`fee.${kind}`)}>
                  {(tied) => <input {...tied} class="short" inputMode="decimal" value={fee} onInput={(event) => put(kind, { fee: event.currentTarget.value })} />}
                </Field>
                <MomentField label={words.cutOff(name)} value={cutOff} starts={draft.starts} change={(moment) => put(kind, { cutOff: moment })} />
              </div>
            )}
          </div>
        );
      })}
      <WindowFields draft={draft} change={change} wrong={wrong} />
    </section>
  );
}

export function Bookable({ draft, change, wrong }: FieldsProps): JSX.Element {
  const { words } = useWords();
  return (
    <section class="panel">
      <h2>{words.booking}</h2>
      <MomentField label={words.opens} value={draft.opens} starts={draft.starts} otherwise={words.opensAtOnce} change={(opens) => change({ opens })} error={wrong('terms.opens')} />
      <EarlyFields draft={draft} change={change} wrong={wrong} />
      <MomentField label={words.closes} value={draft.closes} starts={draft.starts} otherwise={words.closesAtBegin} change={(closes) => change({ closes })} error={wrong('terms.closes')} />
      <MomentField label={words.cancelUntil} value={draft.cancel} starts={draft.starts} otherwise={words.cancelRule} change={(cancel) => change({ cancel })} error={wrong('terms.cancel')} />
      <Field label={words.dropField} help={words.dropHelp} error={wrong('terms.drop')}>
        {(tied) => <input {...tied} value={draft.drop} maxLength={64} onInput={(event) => change({ drop: event.currentTarget.value })} />}
      </Field>
      <Field label={words.queueField} help={words.queueHelp} error={wrong('terms.queue')}>
        {(tied) => <input {...tied} class="short" inputMode="numeric" value={draft.queue} onInput={(event) => change({ queue: event.currentTarget.value })} />}
      </Field>
      <Field label={words.bundleField} help={words.bundleHelp} error={wrong('terms.bundle')}>
        {(tied) => <input {...tied} value={draft.bundle} maxLength={64} onInput={(event) => change({ bundle: event.currentTarget.value })} />}
      </Field>
      <label class="choice"><input type="checkbox" checked={draft.cancelled} onChange={(event) => change({ cancelled: event.currentTarget.checked })} /> <span>{words.calledOff}<span class="help soft">{words.calledOffHelp}</span></span></label>
    </section>
  );
}
