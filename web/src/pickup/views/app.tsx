// The frame: how things stand, what is shown, and where to go.
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { ago, lengthOf, tolerable } from '../../words/ago';
import { readLink } from '../enrolment';
import { announcement, useWords } from '../speech';
import type { Done, Pickup, View } from '../state';
import type { Words } from '../words/en';
import { writeMoney } from '../../words/write';
import { Enrol } from './enrol';
import { Icon } from './icon';
import { Scanner } from './scanner';
import { LanguageChoice } from './language';
import { Later, loadLater } from './later';
import { VerdictView } from './verdict';

interface Props {
  app: Pickup;
  takeNewVersion: () => void;
}

export function App(props: Props): JSX.Element {
  const { app, takeNewVersion } = props;
  const { words } = useWords();
  return (
    <>
      <a class="skip" href="#content">{words.skip}</a>
      <header class="bar">
        <span class="brand">{app.device.value?.name ?? words.title}</span>
        {app.phase.value === 'ready' && <Standing app={app} />}
      </header>
      <main id="content" tabIndex={-1}>
        {app.newVersion.value && (
          <p class="notice">{words.newVersion} <button type="button" class="plain" onClick={takeNewVersion}>{words.takeNew}</button></p>
        )}
        <Content {...props} />
      </main>
      {app.phase.value === 'ready' && <Sections app={app} />}
      <p class="hidden" role="status">{announcement.value}</p>
    </>
  );
}

function Content({ app }: Props): JSX.Element | null {
  const { words } = useWords();
  switch (app.phase.value) {
    case 'starting':
      return null;
    case 'no-storage':
      return <section class="panel narrow"><h1>{words.noStorageTitle}</h1><p role="alert">{words.noStorage}</p></section>;
    case 'outdated':
      return (
        <section class="panel narrow">
          <h1>{words.outdatedTitle}</h1>
          <p role="alert">{words.outdated}</p>
          <div class="buttons"><button type="button" onClick={() => location.reload()}>{words.reload}</button></div>
        </section>
      );
    case 'not-enrolled':
      return <><Enrol app={app} key={app.link.value} /><div class="narrow"><LanguageChoice /></div></>;
    case 'ready':
      return <div class="narrow"><Warnings app={app} /><Shown app={app} /></div>;
  }
}

function Shown({ app }: { app: Pickup }): JSX.Element {
  const visit = app.visit.value;
  if (app.view.value === 'sell') return <><Last app={app} /><Later app={app} view="sell" /></>;
  if (app.view.value !== 'scan') return <Later app={app} view={app.view.value} />;
  if (visit) return <VerdictView app={app} visit={visit} />;
  return <><Last app={app} /><Scanner found={(text, since) => void app.look(text, since)} /></>;
}

function isGood(done: Done): boolean {
  return done.what === 'handed-over' || done.what === 'sold';
}

function sentenceOf(done: Done, words: Words, locale: string): string {
  switch (done.what) {
    case 'handed-over':
      return [words.handedOver(done.units), done.taken && words[`took:${done.taken.paid}`](writeMoney(done.taken.money, locale))].filter(Boolean).join(', ');
    case 'sold':
      return words.sold(done.total ? writeMoney(done.total, locale) : '');
    case 'taken-back':
      return words.takenBack;
    case 'turned-away':
      return words.turnedAway;
  }
}

function Last({ app }: { app: Pickup }): JSX.Element | null {
  const { words, locale } = useWords();
  const done = app.done.value;
  const sentence = done ? sentenceOf(done, words, locale) : '';
  useEffect(() => {
    if (sentence) announcement.value = sentence;
  }, [done]);
  if (!done) return null;
  return <p class={`last ${done.what}`}><Icon shape={isGood(done) ? 'yes' : 'no'} /> {sentence}</p>;
}

/** Whether there is a network, and how old is what is known. */
function Standing({ app }: { app: Pickup }): JSX.Element {
  const { words, locale } = useWords();
  const reach = app.reach.value;
  const manifest = app.manifest.value;
  const word = reach === 'unknown' ? words.connecting : reach === 'online' ? words.online : app.revoked.value ? words.ended : words.offline;
  return (
    <div class="standing">
      <span class={`badge ${reach === 'online' ? 'open' : reach === 'unknown' ? '' : 'low'}`}>{word}</span>
      <span class="soft">
        {manifest && words.asOf(ago(Date.parse(manifest.issued_at), app.now.value, locale, words.justNow))}{' '}
        {app.waiting.value > 0 ? words.wait(app.waiting.value) : words.allTold}
      </span>
    </div>
  );
}

function Warnings({ app }: { app: Pickup }): JSX.Element {
  const { words, locale } = useWords();
  const reach = app.reach.value;
  const manifest = app.manifest.value;
  const ahead = app.device.value?.ahead ?? 0;
  const known = manifest ? ago(Date.parse(manifest.issued_at), app.now.value, locale, words.justNow) : '';
  const sentences: (string | false)[] = [
    app.revoked.value && words.revoked,
    reach === 'unknown-device' && words.unknownDevice,
    reach === 'untrusted' && words.untrusted,
    reach === 'storage' && words.storageFull,
    !manifest && !app.revoked.value && words.nothingKnown,
    app.freshness.value === 'expired' && words.expired,
    app.freshness.value === 'old' && words.old(known),
    Math.abs(ahead) > tolerable && words.clockWrong(lengthOf(ahead, locale)),
  ];
  const told = sentences.filter((sentence) => sentence !== false);
  const gone = app.revoked.value || reach === 'unknown-device';
  return (
    <>
      {told.length > 0 && <div role="alert">{told.map((sentence) => <p class="notice" key={sentence}>{sentence}</p>)}</div>}
      {gone ? app.waiting.value === 0 && <Enrol app={app} key={app.link.value} /> : <Enrolled app={app} />}
    </>
  );
}

/** A link that enrols was opened on a device that is enrolled. */
function Enrolled({ app }: { app: Pickup }): JSX.Element | null {
  const { words } = useWords();
  const device = app.device.value;
  if (!device || !readLink(app.link.value)) return null;
  return (
    <div class="notice" role="alert">
      <p>{words.enrolledAlready(device.name, device.shop)}</p>
      <button type="button" class="plain" onClick={() => app.forgetLink()}>{words.understood}</button>
    </div>
  );
}

function Sections({ app }: { app: Pickup }): JSX.Element {
  const { words } = useWords();
  const sells = app.maySell.value || app.sales.value.length > 0;
  const views: readonly View[] = sells ? ['scan', 'sell', 'today', 'device'] : ['scan', 'today', 'device'];
  useEffect(loadLater, []);
  return (
    <nav class="sections" aria-label={words.sections}>
      {views.map((view) => (
        <button type="button" key={view} aria-current={app.view.value === view ? 'page' : undefined} onClick={() => app.go(view)}>
          {words[view]}
          {view === 'today' && app.troubles.value.length > 0 && <span class="badge cancelled">{app.troubles.value.length}</span>}
        </button>
      ))}
    </nav>
  );
}
