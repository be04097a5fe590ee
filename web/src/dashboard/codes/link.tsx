// A link for members: with it slots open early, and nobody has to type the code.
import type { JSX } from 'preact';
import { writeDate } from '../../words/write';
import { Copyable } from '../lists/copy';
import { useWords } from '../lists/speech';
import { useAnswer } from '../parts/answer';
import { Dialog } from '../parts/dialog';
import { Trouble } from '../parts/trouble';
import type { Dashboard } from '../state';

export function MemberLink({ app, code, close }: { app: Dashboard; code: string; close: () => void }): JSX.Element {
  const { words, locale } = useWords();
  const made = useAnswer(() => app.client.post('/api/v1/shops/{shop}/codes/{code}/tokens', { shop: app.shop.slug, code }, {}), []);
  return (
    <Dialog title={words.memberLinkOf(code)} close={close}>
      {made.reason !== undefined && <Trouble reason={made.reason} again={made.again} />}
      {!made.value && made.busy && <p class="soft" aria-busy="true">{words.loading}</p>}
      {made.value && (
        <>
          <p>{words.memberLinkStory(made.value.audience, writeDate(new Date(made.value.valid_until), 'dayOfYear', locale, app.shop.time_zone))}</p>
          <p><Copyable text={made.value.link} label={words.memberLink} /></p>
        </>
      )}
    </Dialog>
  );
}
