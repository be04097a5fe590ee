// A device that belongs to no shop yet.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Problem } from '../../api/client';
import { readLink } from '../enrolment';
import { useWords } from '../speech';
import type { Pickup } from '../state';
import { Camera } from './scanner';

export function Enrol({ app, link }: { app: Pickup; link: string }): JSX.Element {
  const { words } = useWords();
  const [text, setText] = useState(link);
  const [mistake, setMistake] = useState('');
  const [busy, setBusy] = useState(false);

  const enrol = async (from: string): Promise<void> => {
    const read = readLink(from);
    if (!read) return setMistake(words.noLink);
    setMistake('');
    setBusy(true);
    try {
      await app.enrol(read);
      history.replaceState(history.state, '', location.pathname + location.search); // the code is used up
    } catch (reason) {
      if (reason instanceof Problem) setMistake(reason.status === 0 ? words.noNetworkToEnrol : reason.message);
      else setMistake(globalThis.crypto?.subtle ? words.failed : words.noKeys);
    } finally {
      setBusy(false);
    }
  };

  return (
    <section class="panel narrow">
      <h1>{words.enrolTitle}</h1>
      <p>{words.enrolWhy}</p>
      <p class="soft">{words.enrolHow}</p>
      {mistake && <p class="notice bad" role="alert">{mistake}</p>}
      <form class="fields" onSubmit={(event) => (event.preventDefault(), void enrol(text))}>
        <label for="link">{words.linkOrCode}</label>
        <input id="link" value={text} onInput={(event) => setText(event.currentTarget.value)} aria-describedby="link-example"
          autocomplete="off" autocapitalize="none" spellcheck={false} required />
        <p class="soft" id="link-example">{words.linkExample}</p>
        <button type="submit" disabled={busy}>{busy ? words.enrolling : words.enrol}</button>
      </form>
      <Camera open={words.scanLink} found={(scanned) => (setText(scanned), void enrol(scanned))} />
    </section>
  );
}
