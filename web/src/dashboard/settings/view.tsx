// What the shop says once for all that it sells; owners change it.
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Problem } from '../../api/client';
import type { components } from '../../api/schema';
import { languages } from '../../words/languages';
import { useWords } from '../lists/speech';
import '../lists/style.css';
import { useAnswer } from '../parts/answer';
import { confirm } from '../parts/confirm';
import { Edited } from '../parts/edited';
import { Field } from '../parts/field';
import { useSending } from '../parts/sending';
import { tell } from '../parts/told';
import { sentenceOf, Trouble } from '../parts/trouble';
import type { Dashboard } from '../state';
import type { ViewProps } from '../views';

type Settings = components['schemas']['Settings'];
type Wanted = components['schemas']['SettingsRequest'];
/** As it stands in the fields. */
type Typed = Omit<Required<Wanted>, 'cancel_before_hours'> & { cancel_before_hours: string };

const spoken = ['en', 'de', 'es'] as const satisfies readonly Settings['language'][];
const roundings = ['half-up', 'half-even', 'down'] as const;

export function View({ app }: ViewProps): JSX.Element {
  const { words } = useWords();
  const asked = useAnswer(() => app.client.get('/api/v1/shops/{shop}/settings', { shop: app.shop.slug }), []);
  if (asked.reason !== undefined) return <Trouble reason={asked.reason} again={asked.again} />;
  if (!asked.value) return <p class="soft" aria-busy="true">{words.loading}</p>;
  const { currency, time_zone, slug } = asked.value;
  return (
    <>
      <Changeable app={app} settings={asked.value} put={asked.put} again={asked.again} />
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

function wantedOf({ name, language, tax_included, tax_rounding, cancel_before_hours }: Settings): Required<Wanted> {
  return { name, language, tax_included, tax_rounding, cancel_before_hours };
}

function typedOf(wanted: Required<Wanted>): Typed {
  return { ...wanted, cancel_before_hours: String(wanted.cancel_before_hours) };
}

/** What is written while something is on its way stays: the answer takes the place only of what was sent. */
function Changeable({ app, settings, put, again }: { app: Dashboard; settings: Settings; put: (settings: Settings) => void; again: () => void }): JSX.Element {
  const { words } = useWords();
  const owns = app.may('owner');
  const stored = wantedOf(settings);
  const [edits, setEdits] = useState<Partial<Typed>>({});
  const { busy, reason, send, setReason } = useSending();
  const typed = { ...typedOf(stored), ...edits };
  const wanted = { ...typed, cancel_before_hours: Number(typed.cancel_before_hours) };
  const edit = (part: Partial<Typed>): void => setEdits((before) => ({ ...before, ...part }));
  const changed = JSON.stringify(wanted) !== JSON.stringify(stored);
  useEffect(() => {
    app.router.guard = changed ? () => confirm({ title: words.unsaved, text: words.unsavedText, act: words.leave, refrain: words.stay, danger: true }) : null;
    return () => void (app.router.guard = null);
  }, [changed, words]);
  const wrong = (field: string): string | undefined => (reason instanceof Problem && reason.document?.field === field ? sentenceOf(reason, words.unreachable) : undefined);
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    await send(async () => {
      put(await app.client.put('/api/v1/shops/{shop}/settings', { shop: app.shop.slug }, wanted, { 'If-Match': settings.etag }));
      setEdits((now) => Object.fromEntries(Object.entries(now).filter(([name, value]) => value !== edits[name as keyof Typed])));
      tell(words.settingsStored);
    });
  };
  const reload = (): void => {
    setReason(undefined);
    setEdits({});
    again();
  };
  return (
    <form class="panel" onSubmit={(event) => void save(event)}>
      {!owns && <p class="notice">{words.onlyOwners}</p>}
      <Field label={words.shopName} error={wrong('name')}>
        {(tied) => <input {...tied} required maxLength={200} disabled={!owns} value={typed.name} onInput={(event) => edit({ name: event.currentTarget.value })} />}
      </Field>
      <Field label={words.shopLanguage} help={words.shopLanguageHelp} error={wrong('language')}>
        {(tied) => (
          <select {...tied} disabled={!owns} value={typed.language} onChange={(event) => edit({ language: event.currentTarget.value as 'en' })}>
            {spoken.map((one) => <option key={one} value={one}>{languages[one].name}</option>)}
          </select>
        )}
      </Field>
      <Field label={words.taxHow} help={words.settingsFuture} error={wrong('tax_included')}>
        {(tied) => (
          <select {...tied} disabled={!owns} value={String(typed.tax_included)} onChange={(event) => edit({ tax_included: event.currentTarget.value === 'true' })}>
            <option value="true">{words.taxIncluded}</option>
            <option value="false">{words.taxOnTop}</option>
          </select>
        )}
      </Field>
      <Field label={words.rounding} error={wrong('tax_rounding')}>
        {(tied) => (
          <select {...tied} disabled={!owns} value={typed.tax_rounding} onChange={(event) => edit({ tax_rounding: event.currentTarget.value as 'down' })}>
            {roundings.map((one) => <option key={one} value={one}>{words[`rounding:${one}`]}</option>)}
          </select>
        )}
      </Field>
      <Field label={words.cancelRule} help={words.cancelRuleHelp} error={wrong('cancel_before_hours')}>
        {(tied) => <input {...tied} type="number" inputMode="numeric" required min={0} max={10_000} step={1} disabled={!owns} value={typed.cancel_before_hours} onInput={(event) => edit({ cancel_before_hours: event.currentTarget.value })} />}
      </Field>
      {reason !== undefined && !(reason instanceof Problem && reason.document?.field) && <Trouble reason={reason} />}
      <Edited reason={reason} reload={reload} />
      {owns && <div class="buttons"><button type="submit" disabled={!changed || busy}>{words.save}</button></div>}
    </form>
  );
}
