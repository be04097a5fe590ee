// A device that belongs to no shop yet.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Problem } from '../../api/client';
import { readLink } from '../enrolment';
import { sayProblem, type Said } from '../problems/say';
import { speech, useWords } from '../speech';
import type { Pickup } from '../state';
import { Mistake } from './mistake';
import { Camera } from './scanner';

export function Enrol({ app }: { app: Pickup }): JSX.Element {
  const { words } = useWords();
  const [text, setText] = useState(app.link.value);
  const [mistake, setMistake] = useState<Said | null>(null);
  const [busy, setBusy] = useState(false);

  const enrol = async (from: string): Promise<void> => {
    const read = readLink(from);
    if (!read) return setMistake({ sentence: words.noLink });
    setMistake(null);
    setBusy(true);
    try {
      await app.enrol(read);
      app.forgetLink(); // the code is used up
    } catch (reason) {
      if (reason instanceof Problem) setMistake(await sayProblem(reason, speech.value?.language, words.noNetworkToEnrol));
      else setMistake({ sentence: globalThis.crypto?.subtle ? words.failed : words.noKeys });
    } finally {
      setBusy(false);
    }
  };

  return (
    <section class="panel narrow">
      <h1>{words.enrolTitle}</h1>
      <p>{words.enrolWhy}</p>
      <p class="soft">{words.enrolHow}</p>
      <Mistake said={mistake} />
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
