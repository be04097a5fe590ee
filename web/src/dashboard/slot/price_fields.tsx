// The ladder of one thing: its steps, and how the price goes.
import type { JSX } from 'preact';
import type { Money } from '../../api/client';
import { writeMoney } from '../../words/write';
import { Field } from '../parts/field';
import { useWords } from '../speech';
import { instantOf, momentAt } from './clock';
import type { Draft, DraftStep } from './draft';
import { MomentField } from './moment_field';
import { LadderPicture } from './picture';

interface Props {
  sku: string;
  name: string;
  /** Of the product itself. */
  costs: Money | undefined;
  currency: string;
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  wrong: (field: string) => string | undefined;
}

export function PriceFields({ sku, name, costs, currency, draft, change, wrong }: Props): JSX.Element {
  const { words, locale } = useWords();
  const steps = draft.prices.map((step, at) => ({ step, at })).filter(({ step }) => step.sku === sku);
  const put = (at: number, part: Partial<DraftStep>): void =>
    change({ prices: draft.prices.map((step, each) => (each === at ? { ...step, ...part } : step)) });
  const add = (): void => {
    const last = steps.at(-1);
    const step: DraftStep = { sku, currency: last?.step.currency ?? currency, amount: '', tier: '', until: { kind: 'none' }, sold: '' };
    const behind = last ? last.at + 1 : draft.prices.length;
    change({ prices: draft.prices.toSpliced(behind, 0, step) });
  };
  return (
    <fieldset class="prices">
      <legend>{name}</legend>
      {steps.length === 0 && <p class="soft">{sku === 'SEAT' ? words.noSeatSteps : words.noSteps(costs ? writeMoney(costs, locale) : '–')}</p>}
      <ol class="steps">
        {steps.map(({ step, at }, number) => (
          <li key={at} aria-label={words.stepOf(number + 1, name)}>
            <div class="row">
              <Field label={`${words.price} (${step.currency || currency})`} error={wrong(`terms.prices[${at}].amount`)}>
                {(tied) => <input {...tied} class="short" inputMode="decimal" value={step.amount} onInput={(event) => put(at, { amount: event.currentTarget.value })} />}
              </Field>
              <Field label={words.tier}>
                {(tied) => <input {...tied} value={step.tier} maxLength={64} onInput={(event) => put(at, { tier: event.currentTarget.value })} />}
              </Field>
              <Field label={words.untilSold} error={wrong(`terms.prices[${at}].quantity`)}>
                {(tied) => <input {...tied} class="short" inputMode="numeric" value={step.sold} onInput={(event) => put(at, { sold: event.currentTarget.value })} />}
              </Field>
            </div>
            <MomentField label={words.until} value={step.until} starts={draft.starts} change={(until) => put(at, { until })} error={wrong(`terms.prices[${at}].until`)} />
            <button type="button" class="plain" aria-label={words.removeStep(number + 1)} onClick={() => change({ prices: draft.prices.toSpliced(at, 1) })}>×</button>
          </li>
        ))}
      </ol>
      <button type="button" class="plain" onClick={add}>{words.addStep}<span class="hidden">: {name}</span></button>
      <Preview name={name} currency={currency} steps={steps.map(({ step }) => step)} draft={draft} />
    </fieldset>
  );
}

// A thing that is sold in several currencies has a ladder in each.
function Preview({ name, currency, steps, draft }: { name: string; currency: string; steps: readonly DraftStep[]; draft: Draft }): JSX.Element {
  const now = new Date();
  const opens = momentAt(draft.opens, draft.starts, draft.zone);
  const currencies = [...new Set(steps.map((step) => step.currency || currency))];
  return (
    <>
      {currencies.map((one) => (
        <LadderPicture key={one} name={name} currency={one} steps={steps.filter((step) => (step.currency || currency) === one)}
          begins={opens && opens > now ? opens : now} starts={draft.starts} slotStarts={instantOf(draft.starts, draft.zone)} zone={draft.zone} />
      ))}
    </>
  );
}
