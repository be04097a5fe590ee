// A draft: which event, what differs, and how long it may take to see something.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Slot } from '../../api/client';
import { FormDialog } from '../lists/form';
import { given } from '../lists/given';
import { useSlotName } from '../lists/slots';
import { useAnswer } from '../parts/answer';
import { Field } from '../parts/field';
import { PictureField } from '../parts/picture';
import type { Dashboard } from '../state';
import { earlyBird } from './early_bird';
import { kinds, orders, type Experiment, type Kind } from './facts';
import { SlotsField } from './slots';
import { useWords } from './speech';

interface Props {
  app: Dashboard;
  /** Null for a new one. */
  draft: Experiment | null;
  slots: readonly Slot[];
  close: () => void;
  done: (written: Experiment) => void;
}

interface Written {
  name: string;
  title: string;
  story: string;
  image: string;
  ladder: string;
  order: string;
}

const empty: Omit<Written, 'name'> = { title: '', story: '', image: '', ladder: '', order: orders[0] };
const letters = ['B', 'C', 'D', 'E'];
const shares = [100, 50, 20, 10] as const;
const longest = 120; // days; few events are on sale for longer

/** Of each event its next date, soonest first. */
export function eventsOf(slots: readonly Slot[], now: number): Slot[] {
  const coming = slots.filter((slot) => Date.parse(slot.starts_at) > now);
  const seen = new Set<string>();
  return coming.filter((slot) => !seen.has(slot.summary) && seen.add(slot.summary));
}

/** "3" and "3,5" of 100 as of 10,000; nothing for what is no number. */
export function ofTenThousand(text: string): number {
  const number = Math.round(Number(text.replace(',', '.')) * 100);
  return Number.isFinite(number) ? number : 0;
}

export function DraftForm({ app, draft, slots, close, done }: Props): JSX.Element {
  const { words, locale } = useWords();
  const slotName = useSlotName();
  const events = eventsOf(slots, Date.now());
  const [name, setName] = useState(draft?.name ?? '');
  const [slot, setSlot] = useState(draft?.slot ?? '');
  const [several, setSeveral] = useState((draft?.slots.length ?? 0) > 0);
  const [chosen, setChosen] = useState<string[]>(draft?.slots ?? []);
  const [kind, setKind] = useState<Kind>(draft?.kind ?? 'picture');
  const [control, setControl] = useState(draft?.variants[0]?.name ?? words.control);
  const [others, setOthers] = useState<Written[]>(draft
    ? draft.variants.slice(1).map((one) => ({ name: one.name, title: one.title ?? '', story: one.story ?? '', image: one.image ?? '', ladder: one.ladder ?? '', order: one.order ?? orders[0] }))
    : [{ name: words.variantNumber('B'), ...empty }]);
  const [share, setShare] = useState(draft ? String(draft.share / 100) : '100');
  const [effect, setEffect] = useState(draft ? String(draft.effect / 100) : '3');
  const [days, setDays] = useState(String(draft?.window_days ?? 7));
  const [rate, setRate] = useState('8');
  const [aDay, setADay] = useState('40');
  const change = (at: number, part: Partial<Written>): void => setOthers(others.map((one, place) => (place === at ? { ...one, ...part } : one)));
  const percent = new Intl.NumberFormat(locale, { style: 'percent' });
  // Only what the kind is about goes along, whatever was typed for another one before.
  const partOf = (one: Written) => ({
    picture: { image: one.image.trim() },
    words: { title: one.title.trim(), story: one.story.trim() },
    ladder: { ladder: one.ladder.trim() },
    order: { order: one.order as (typeof orders)[number] },
  })[kind] as Partial<{ title: string; story: string; image: string; ladder: string; order: (typeof orders)[number] }>;
  const overSlots = kind === 'ladder' && several;
  const part = slots.filter((one) => (overSlots ? chosen.includes(one.id) : one.id === slot));
  const send = async (): Promise<void> => {
    const body = {
      name: name.trim(), kind, ...(overSlots ? { slots: chosen } : kind !== 'order' && { slot }), share: Math.round(Number(share) * 100), effect: ofTenThousand(effect), window_days: Number(days),
      variants: [{ name: control.trim() }, ...others.map((one) => ({ name: one.name.trim(), ...given(partOf(one)) }))],
    };
    done(draft
      ? await app.client.put('/api/v1/shops/{shop}/experiments/{experiment}', { shop: app.shop.slug, experiment: draft.id }, body)
      : await app.client.post('/api/v1/shops/{shop}/experiments', { shop: app.shop.slug }, body));
  };
  const fields = ['name', 'slot', 'slots', 'share', 'effect', 'window_days', ...others.flatMap((_, at) => ['', '.name', '.title', '.story', '.image', '.ladder', '.order'].map((part) => `variants[${at + 1}]${part}`))];
  return (
    <FormDialog title={draft ? words.changeDraft : words.newExperiment} act={words.writeDraft} close={close} send={send} fields={fields}>
      {(wrong) => (
        <>
          <Field label={words.experimentName} error={wrong('name')}>
            {(tied) => <input {...tied} required maxLength={120} value={name} onInput={(event) => setName(event.currentTarget.value)} />}
          </Field>
          {kind !== 'order' && !overSlots && <Field label={words.experimentEvent} help={words.experimentEventHelp} error={wrong('slot')}>
            {(tied) => (
              <select {...tied} required value={slot} onChange={(event) => setSlot(event.currentTarget.value)}>
                <option value="">{words.chooseEvent}</option>
                {draft?.slot && !events.some((one) => one.id === draft.slot) && <option value={draft.slot}>{draft.summary}</option>}
                {events.map((one) => <option key={one.id} value={one.id}>{slotName(one)}</option>)}
              </select>
            )}
          </Field>}
          <Field label={words.whatDiffers} help={kind === 'ladder' ? words.ladderIsBySlot : kind === 'order' ? words.orderIsOfTheDay : undefined}>
            {(tied) => (
              <select {...tied} value={kind} onChange={(event) => setKind(event.currentTarget.value as Kind)}>
                {kinds.map((one) => <option key={one} value={one}>{words[`experimentKind:${one}`]}</option>)}
              </select>
            )}
          </Field>
          {kind === 'ladder' && (
            <fieldset>
              <legend>{words.whichSlots}</legend>
              <label class="check"><input type="radio" name="which" checked={!several} onChange={() => setSeveral(false)} /> {words.slotsOfOneEvent}</label>
              <label class="check"><input type="radio" name="which" checked={several} onChange={() => setSeveral(true)} /> {words.slotsOfSeveral}</label>
            </fieldset>
          )}
          {overSlots && <SlotsField app={app} chosen={chosen} change={setChosen} error={wrong('slots')} />}
          <fieldset>
            <legend>{words.variantNumber('A')}</legend>
            <Field label={words.variantName} error={wrong('variants[0].name')}>
              {(tied) => <input {...tied} required maxLength={120} value={control} onInput={(event) => setControl(event.currentTarget.value)} />}
            </Field>
          </fieldset>
          {others.map((one, at) => (
            <fieldset key={at}>
              <legend>{words.variantNumber(letters[at] ?? '')}</legend>
              <VariantFields app={app} kind={kind} bird={earlyBird(part)} priced={part.length > 0} variant={one} change={(part) => change(at, part)} wrong={(part) => wrong(`variants[${at + 1}]${part}`)} />
              {others.length > 1 && (
                <button type="button" class="plain" onClick={() => setOthers(others.filter((_, place) => place !== at))}>{words.leaveVariantOut(one.name)}</button>
              )}
            </fieldset>
          ))}
          {others.length < letters.length && (
            <p><button type="button" class="plain" onClick={() => setOthers([...others, { name: words.variantNumber(letters[others.length] ?? ''), ...empty }])}>{words.addVariant}</button></p>
          )}
          {kind !== 'ladder' && (
            <>
              <Field label={words.takesPart} error={wrong('share')}>
                {(tied) => (
                  <select {...tied} value={share} onChange={(event) => setShare(event.currentTarget.value)}>
                    {[...new Set([...shares.map(String), share])].map((one) => <option key={one} value={one}>{words.percentOfVisitors(percent.format(Number(one) / 100))}</option>)}
                  </select>
                )}
              </Field>
              <Field label={words.effectToSee} help={words.effectHelp} error={wrong('effect')}>
                {(tied) => <input {...tied} required inputMode="decimal" value={effect} onInput={(event) => setEffect(event.currentTarget.value)} />}
              </Field>
              <Field label={words.countsFor} help={words.countsForHelp} error={wrong('window_days')}>
                {(tied) => <input {...tied} required type="number" inputMode="numeric" min={1} max={30} value={days} onInput={(event) => setDays(event.currentTarget.value)} />}
              </Field>
              <Field label={words.rateNow} help={words.rateHelp}>
                {(tied) => <input {...tied} inputMode="decimal" value={rate} onInput={(event) => setRate(event.currentTarget.value)} />}
              </Field>
              <Field label={words.visitorsADay}>
                {(tied) => <input {...tied} type="number" inputMode="numeric" min={1} value={aDay} onInput={(event) => setADay(event.currentTarget.value)} />}
              </Field>
              <Need app={app} rate={ofTenThousand(rate)} effect={ofTenThousand(effect)} visitors={Math.max(1, Math.round((Number(aDay) * Number(share)) / 100))} variants={others.length + 1} />
            </>
          )}
        </>
      )}
    </FormDialog>
  );
}

interface VariantProps {
  app: Dashboard;
  kind: Kind;
  /** A ladder for who books early, or '' where there is no price to begin from. */
  bird: string;
  /** What takes part is chosen. */
  priced: boolean;
  variant: Written;
  change: (part: Partial<Written>) => void;
  wrong: (part: string) => string | undefined;
}

function VariantFields({ app, kind, bird, priced, variant, change, wrong }: VariantProps): JSX.Element {
  const { words } = useWords();
  return (
    <>
      <Field label={words.variantName} error={wrong('.name') ?? wrong('')}>
        {(tied) => <input {...tied} required maxLength={120} value={variant.name} onInput={(event) => change({ name: event.currentTarget.value })} />}
      </Field>
      {kind === 'picture' && <PictureField app={app} value={variant.image} change={(image) => change({ image })} error={wrong('.image')} />}
      {kind === 'words' && (
        <>
          <Field label={words.variantTitle} error={wrong('.title')}>
            {(tied) => <input {...tied} maxLength={200} required={!variant.story} value={variant.title} onInput={(event) => change({ title: event.currentTarget.value })} />}
          </Field>
          <Field label={words.variantStory} error={wrong('.story')}>
            {(tied) => <textarea {...tied} rows={4} value={variant.story} onInput={(event) => change({ story: event.currentTarget.value })} />}
          </Field>
        </>
      )}
      {kind === 'order' && (
        <Field label={words.variantOrder} error={wrong('.order')}>
          {(tied) => (
            <select {...tied} value={variant.order} onChange={(event) => change({ order: event.currentTarget.value })}>
              {orders.map((one) => <option key={one} value={one}>{words[`order:${one}`]}</option>)}
            </select>
          )}
        </Field>
      )}
      {kind === 'ladder' && (
        <Field label={words.variantLadder} help={words.variantLadderHelp} error={wrong('.ladder')}>
          {(tied) => <textarea {...tied} required rows={3} spellcheck={false} value={variant.ladder} onInput={(event) => change({ ladder: event.currentTarget.value })} />}
        </Field>
      )}
      {kind === 'ladder' && bird && (
        <p><button type="button" class="plain" onClick={() => change({ name: words.earlyBird, ladder: bird })}>{words.writeEarlyBird}</button></p>
      )}
      {kind === 'ladder' && priced && !bird && (
        <p class="soft">{words.nothingInCommon}</p>
      )}
    </>
  );
}

/** How many visitors it takes; nothing while the numbers are being typed. */
function Need({ app, ...plan }: { app: Dashboard; rate: number; effect: number; visitors: number; variants: number }): JSX.Element | null {
  const { words, locale } = useWords();
  const asked = useAnswer(async () => (plan.rate < 1 || plan.rate > 9_999 || plan.effect < 10 || plan.effect > 5_000 ? null
    : app.client.get('/api/v1/shops/{shop}/experiment-plan', { shop: app.shop.slug }, plan)), [plan.rate, plan.effect, plan.visitors, plan.variants]);
  if (!asked.value || asked.reason !== undefined) return null;
  const { visitors, days } = asked.value;
  return (
    <div class="need" role="status">
      <p>{words.needs(new Intl.NumberFormat(locale, { maximumSignificantDigits: 2 }).format(visitors), days)}</p>
      {days > longest && <p class="notice">{words.needsTooLong}</p>}
    </div>
  );
}
