// What the shop says once for all that it sells; owners change it.
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Problem } from '../../api/client';
import type { components } from '../../api/schema';
import { useWords } from '../lists/speech';
import '../lists/style.css';
import { useAnswer } from '../parts/answer';
import { confirm } from '../parts/confirm';
import { Field } from '../parts/field';
import { tell } from '../parts/told';
import { Trouble } from '../parts/trouble';
import type { Dashboard } from '../state';
import type { ViewProps } from '../views';

type Settings = components['schemas']['Settings'];
type Wanted = components['schemas']['SettingsRequest'];

const roundings = ['half-up', 'half-even', 'down'] as const;

export function View({ app }: ViewProps): JSX.Element {
  const { words } = useWords();
  const asked = useAnswer(() => app.client.get('/api/v1/shops/{shop}/settings', { shop: app.shop.slug }), []);
  if (asked.reason !== undefined) return <Trouble reason={asked.reason} again={asked.again} />;
  if (!asked.value) return <p class="soft" aria-busy="true">{words.loading}</p>;
  const { currency, time_zone, slug } = asked.value;
  return (
    <>
      <Changeable app={app} settings={asked.value} put={asked.put} />
      <section class="panel">
        <h2>{words.fixed}</h2>
        <dl class="facts">
          <dt>{words.currency}</dt><dd>{currency}</dd>
          <dt>{words.timeZone}</dt><dd>{time_zone}</dd>
          <dt>{words.nameInAddresses}</dt><dd>{slug}</dd>
        </dl>
        <p class="fineprint">{words.fixedHelp} <code>timeshelf shop add NAME --currency {currency} --time-zone {time_zone}</code></p>
      </section>
    </>
  );
}

function Changeable({ app, settings, put }: { app: Dashboard; settings: Settings; put: (settings: Settings) => void }): JSX.Element {
  const { words } = useWords();
  const owns = app.may('owner');
  const stored: Wanted = {
    name: settings.name, tax_included: settings.tax_included, tax_rounding: settings.tax_rounding, cancel_before_hours: settings.cancel_before_hours,
  };
  const [wanted, setWanted] = useState(stored);
  const [hours, setHours] = useState(String(settings.cancel_before_hours));
  const [reason, setReason] = useState<unknown>();
  const changed = JSON.stringify({ ...wanted, cancel_before_hours: Number(hours) }) !== JSON.stringify(stored);
  useEffect(() => {
    app.router.guard = changed ? () => confirm({ title: words.unsaved, text: words.unsavedText, act: words.leave, refrain: words.stay, danger: true }) : null;
    return () => void (app.router.guard = null);
  }, [changed, words]);
  const wrong = (field: string): string | undefined => (reason instanceof Problem && reason.document?.field === field ? reason.message : undefined);
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    setReason(undefined);
    try {
      const after = await app.client.put('/api/v1/shops/{shop}/settings', { shop: app.shop.slug }, { ...wanted, cancel_before_hours: Number(hours) });
      put(after);
      setWanted({ name: after.name, tax_included: after.tax_included, tax_rounding: after.tax_rounding, cancel_before_hours: after.cancel_before_hours });
      tell(words.settingsStored);
    } catch (why) {
      setReason(why);
    }
  };
  return (
    <form class="panel" onSubmit={(event) => void save(event)}>
      {!owns && <p class="notice">{words.onlyOwners}</p>}
      <Field label={words.shopName} error={wrong('name')}>
        {(tied) => <input {...tied} required maxLength={200} disabled={!owns} value={wanted.name} onInput={(event) => setWanted({ ...wanted, name: event.currentTarget.value })} />}
      </Field>
      <Field label={words.taxHow} help={words.settingsFuture} error={wrong('tax_included')}>
        {(tied) => (
          <select {...tied} disabled={!owns} value={String(wanted.tax_included)} onChange={(event) => setWanted({ ...wanted, tax_included: event.currentTarget.value === 'true' })}>
            <option value="true">{words.taxIncluded}</option>
            <option value="false">{words.taxOnTop}</option>
          </select>
        )}
      </Field>
      <Field label={words.rounding} error={wrong('tax_rounding')}>
        {(tied) => (
          <select {...tied} disabled={!owns} value={wanted.tax_rounding} onChange={(event) => setWanted({ ...wanted, tax_rounding: event.currentTarget.value as 'down' })}>
            {roundings.map((one) => <option key={one} value={one}>{words[`rounding:${one}`]}</option>)}
          </select>
        )}
      </Field>
      <Field label={words.cancelRule} help={words.cancelRuleHelp} error={wrong('cancel_before_hours')}>
        {(tied) => <input {...tied} type="number" inputMode="numeric" required min={0} max={10_000} step={1} disabled={!owns} value={hours} onInput={(event) => setHours(event.currentTarget.value)} />}
      </Field>
      {reason !== undefined && !(reason instanceof Problem && reason.document?.field) && <Trouble reason={reason} />}
      {owns && <div class="buttons"><button type="submit" disabled={!changed}>{words.save}</button></div>}
    </form>
  );
}
