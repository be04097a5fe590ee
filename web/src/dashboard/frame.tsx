// Around every view: its heading, what was just done and can be undone, and what is asked.
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useAnswer } from './parts/answer';
import { Confirm } from './parts/confirm';
import { Told, told } from './parts/told';
import { Trouble } from './parts/trouble';
import { useWords } from './speech';
import type { Dashboard } from './state';
import { views, type ViewEntry } from './views';

export function Frame({ app }: { app: Dashboard }): JSX.Element {
  const { words } = useWords();
  const { view } = app.router.place.value;
  const entry = views.find(({ path }) => path === view);
  const title = entry ? words[entry.word] : words.title;
  const heading = useRef<HTMLHeadingElement>(null);
  const before = useRef(view);
  useEffect(() => {
    document.title = `${title} · ${app.shop.name}`;
    const skip = document.querySelector('.skip');
    if (skip) skip.textContent = words.skip;
  }, [title, words]);
  useEffect(() => {
    if (before.current === view) return;
    before.current = view;
    told.value = null;
    heading.current?.focus(); // so that a screen reader says where one has come
  }, [view]);
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>{title}</h1>
      {app.ended.value && <Ended app={app} />}
      <Told />
      {!entry && <p class="notice">{words.unknownView}</p>}
      {entry && !app.may(entry.least) && <p class="notice">{words.notYours(entry.least)}</p>}
      {entry && app.may(entry.least) && <Shown key={view} app={app} entry={entry} />}
      <Confirm />
    </>
  );
}

function Shown({ app, entry }: { app: Dashboard; entry: ViewEntry }): JSX.Element {
  const { words } = useWords();
  const { value, reason, again } = useAnswer(entry.load, []);
  if (reason) return <Trouble reason={reason} again={again} />;
  if (!value) return <p class="soft" aria-busy="true">{words.loading}</p>;
  return <value.View app={app} query={app.router.place.value.query} />;
}

function Ended({ app }: { app: Dashboard }): JSX.Element {
  const { words } = useWords();
  return (
    <div class="notice bad" role="alert">
      <p><strong>{words.ended}.</strong> {words.endedHow}</p>
      <a href={`${app.prefix}/dashboard`} target="_blank">{words.signIn}</a>
    </div>
  );
}
