// One SKU of one slot: the picture, the sentences behind the number, and the plan.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { writeDate } from '../../words/write';
import { useAnswer } from '../parts/answer';
import { Field } from '../parts/field';
import { useSending } from '../parts/sending';
import { tell } from '../parts/told';
import { Trouble } from '../parts/trouble';
import type { Dashboard } from '../state';
import type { Forecast } from './decide';
import { Drawn } from './drawn';
import { useNumbers, useSkuName } from './numbers';
import { useWords } from './speech';

interface Props {
  app: Dashboard;
  chosen: Forecast;
  /** The plan is another one now. */
  changed: () => void;
}

export function Detail({ app, chosen, changed }: Props): JSX.Element {
  const { words, locale } = useWords();
  const name = useSkuName()(chosen);
  const asked = useAnswer(() => app.client.get('/api/v1/shops/{shop}/slots/{slot}/curve', { shop: app.shop.slug, slot: chosen.slot }, { sku: chosen.sku }), []);
  const slot = `${chosen.summary}, ${writeDate(new Date(chosen.starts_at), 'dayTime', locale, chosen.time_zone)}`;
  return (
    <section class="panel forecast-of">
      <h2>{name}: {slot}</h2>
      {asked.reason !== undefined && <Trouble reason={asked.reason} again={asked.again} />}
      {!asked.value && asked.reason === undefined && <p class="soft" aria-busy="true">{words.loading}</p>}
      {asked.value && <Drawn label={words.curveLabel(slot, name)} days={words.daysBefore} usual={words['line:usual']} points={asked.value.points} there={asked.value.forecast.there} />}
      <div class="forecast-parts">
        <Reasons one={asked.value?.forecast ?? chosen} />
        <Plan app={app} one={asked.value?.forecast ?? chosen} changed={() => { asked.again(); changed(); }} />
      </div>
    </section>
  );
}

function Reasons({ one }: { one: Forecast }): JSX.Element {
  const { words, locale } = useWords();
  const { whole, tenth, percent } = useNumbers();
  const { made_of: made, record } = one;
  const soldOut = made.past.filter(({ sold_out_at }) => sold_out_at !== null).length;
  const basis = made.likeness === 'none' ? words['basis:none'](tenth(made.prior_mean)) : words[`basis:${made.likeness}`](made.past.length, soldOut);
  return (
    <div>
      <h3>{words.madeOf}</h3>
      <ul class="reasons">
        {one.standstill !== null && <li>{words[`standstill:${one.standstill}`]}</li>}
        <li>{basis}</li>
        {made.likeness !== 'none' && <li>{words.weight(tenth(made.usual_mean), percent(made.own_weight))}</li>}
        {made.doubt >= 0.05 && <li>{words.doubt(percent(made.doubt))}</li>}
        {one.standstill === null && <li>{words.passed(percent(made.time_passed))} {words.eightOfTen(whole(one.demand.low), whole(one.demand.high))}</li>}
        <li>{words.sellThrough(percent(one.sell_through))}</li>
        <li>{record ? words.recordOf(record.forecasts, record.slots, percent(record.within_range), percent(record.off_by)) : words.recordNone}</li>
      </ul>
      {made.past.length > 0 && (
        <details class="how">
          <summary>{words.pastOnes}</summary>
          <ul class="reasons">
            {made.past.map((past) => (
              <li key={past.slot}>{past.summary}, {writeDate(new Date(past.starts_at), 'dayOfYear', locale, one.time_zone)}: {words.ofThere(whole(past.booked), whole(past.there))}</li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

function Plan({ app, one, changed }: { app: Dashboard; one: Forecast; changed: () => void }): JSX.Element {
  const { words } = useWords();
  const [text, setText] = useState(one.plan === null ? '' : String(one.plan));
  const [error, setError] = useState<string>();
  const { busy, reason, send } = useSending();
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const units = text.trim() === '' ? 0 : Number(text);
    const wrong = !Number.isInteger(units) || units < 0 || units > 1_000_000;
    setError(wrong ? words.wrongPlan : undefined);
    if (wrong) return;
    await send(async () => {
      await app.client.put('/api/v1/shops/{shop}/slots/{slot}/plan', { shop: app.shop.slug, slot: one.slot }, { sku: one.sku, units });
      tell(units > 0 ? words.planSaved : words.planGone);
      changed();
    });
  };
  return (
    <form class="plan" onSubmit={(event) => void save(event)}>
      <Field label={words.plan} help={words.planHelp} error={error}>
        {(tied) => <input {...tied} inputMode="numeric" autoComplete="off" maxLength={7} value={text} onInput={(event) => setText(event.currentTarget.value)} />}
      </Field>
      {reason !== undefined && <Trouble reason={reason} />}
      <button type="submit" disabled={busy}>{words.savePlan}</button>
    </form>
  );
}
