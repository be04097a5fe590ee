// Where to go: beside the view on a desk, below it on a phone.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { LanguageSelect } from '../words/select';
import { Dialog } from './parts/dialog';
import { speakFromNowOn, speech, useWords } from './speech';
import type { Dashboard } from './state';
import { views, type ViewEntry } from './views';

const inBar = 4; // of a phone; the others are behind "More"

export function Navigation({ app }: { app: Dashboard }): JSX.Element {
  const { words } = useWords();
  const [open, setOpen] = useState(false);
  const seen = views.filter((view) => app.may(view.least));
  return (
    <>
      <a class="brand" href={app.router.address('today')}>{app.shop.name}</a>
      <nav class="side" aria-label={words.views}>
        <Groups app={app} entries={seen} id="side" />
        <Elsewhere app={app} id="side" />
      </nav>
      <nav class="bottom" aria-label={words.views}>
        <Links app={app} entries={seen.slice(0, inBar)} />
        <button type="button" aria-haspopup="dialog" onClick={() => setOpen(true)}>{words.more}</button>
      </nav>
      {open && (
        <Dialog title={words.views} close={() => setOpen(false)}>
          <div onClick={(event) => event.target instanceof HTMLAnchorElement && setOpen(false)}>
            <Groups app={app} entries={seen} id="more" />
            <Elsewhere app={app} id="more" />
          </div>
        </Dialog>
      )}
    </>
  );
}

interface LinksProps {
  app: Dashboard;
  entries: readonly ViewEntry[];
}

/** All that somebody may see, each list below its name. */
function Groups({ app, entries, id }: LinksProps & { id: string }): JSX.Element {
  const { words } = useWords();
  return (
    <>
      {[...new Set(entries.map(({ group }) => group))].map((group) => (
        <div class="group" key={group}>
          <p class="soft" id={`${id}-${group}`}>{words[group]}</p>
          <Links app={app} entries={entries.filter((entry) => entry.group === group)} label={`${id}-${group}`} />
        </div>
      ))}
    </>
  );
}

function Links({ app, entries, label }: LinksProps & { label?: string }): JSX.Element {
  const { words } = useWords();
  const { view } = app.router.place.value;
  return (
    <ul class="views" aria-labelledby={label}>
      {entries.map(({ path, word }) => (
        <li key={path}><a href={app.router.address(path)} aria-current={view === path ? 'page' : undefined}>{words[word]}</a></li>
      ))}
    </ul>
  );
}

/** What is no view: pages of the server, the language, and the way out. */
function Elsewhere({ app, id }: { app: Dashboard; id: string }): JSX.Element {
  const { words } = useWords();
  return (
    <div class="elsewhere">
      <ul class="views">
        {app.may('staff') && <li><a href={`${app.prefix}/pickup`}>{words.pickup}</a></li>}
        <li><a href={`${app.prefix}/s/${app.shop.slug}`}>{words.storefront}</a></li>
      </ul>
      <p class="field">
        <label for={`language-${id}`}>{words.language}</label>
        {speech.value && <LanguageSelect id={`language-${id}`} language={speech.value.language} choose={speakFromNowOn} />}
      </p>
      <form method="post" action={`${app.prefix}/dashboard/logout`}>
        <p class="soft">{words.signedInAs(app.user.name)}</p>
        <button type="submit" class="plain">{words.signOut}</button>
      </form>
    </div>
  );
}
