// What the shop gives out: codes, and titles and prices of bundles.
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { components } from '../../api/schema';
import { writeDate, writeMoney } from '../../words/write';
import { given } from '../lists/given';
import { useNames } from '../lists/names';
import { More, rowsAtOnce, usePages } from '../lists/pages';
import { useSlotName, useSlots } from '../lists/slots';
import { useWords } from '../lists/speech';
import '../lists/style.css';
import { List } from '../parts/list';
import { tell } from '../parts/told';
import type { Dashboard } from '../state';
import type { ViewProps } from '../views';
import { BundleForm } from './bundle';
import { CodeForm } from './code';
import { MemberLink } from './link';

export type Code = components['schemas']['Code'];
export type Bundle = components['schemas']['Bundle'];

export function View({ app }: ViewProps): JSX.Element {
  return (
    <>
      <Codes app={app} />
      <Bundles app={app} />
    </>
  );
}

function Codes({ app }: { app: Dashboard }): JSX.Element {
  const { words, locale } = useWords();
  const { products, nameOf } = useNames(app);
  const slots = useSlots(app);
  const slotName = useSlotName();
  const manages = app.may('manager');
  const pages = usePages<Code>(async (cursor, limit = rowsAtOnce) => {
    const page = await app.client.get('/api/v1/shops/{shop}/codes', { shop: app.shop.slug }, given({ cursor, limit }));
    return { rows: page.codes, next: page.next };
  }, []);
  const [open, setOpen] = useState<Code | 'new' | null>(null);
  const [linked, setLinked] = useState('');
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 });
  const worth = (code: Code): string => [
    code.rate !== null ? words.off(percent.format(code.rate / 10_000)) : code.sum ? words.off(writeMoney(code.sum, locale)) : '',
    code.audience ? words.opensFor(code.audience) : '',
  ].filter(Boolean).join(', ');
  const onlyFor = (code: Code): string => {
    const slot = slots.find((one) => one.id === code.slot);
    return [code.sku ? nameOf(code.sku) : '', slot ? slotName(slot) : code.slot ?? ''].filter(Boolean).join(', ');
  };
  const day = (at: number): string => writeDate(new Date(at), 'dayOfYear', locale, app.shop.time_zone);
  // The end is the first moment at which it is not valid any more; people name the day before.
  const valid = (code: Code): string =>
    [code.valid_from ? `${words.from} ${day(Date.parse(code.valid_from))}` : '', code.valid_until ? `${words.until} ${day(Date.parse(code.valid_until) - 1)}` : ''].filter(Boolean).join(', ') || words.always;
  const used = (code: Code): string => (code.limit === null ? '–' : `${code.used + code.held} / ${code.limit}`);
  return (
    <section class="panel">
      <div class="head-of">
        <h2>{words.codesHeading}</h2>
        {manages && <button type="button" onClick={() => setOpen('new')}>{words.makeCode}</button>}
      </div>
      {pages.rows && (
        <List label={words.codesHeading} file="codes" rows={pages.rows} rest={pages.rest} keyOf={(code) => code.code} empty={words.noCodes}
          columns={[
            { name: words.code, heading: true, text: (code) => code.code, show: (code) => <span class="code">{code.code}</span> },
            { name: words.worth, text: worth, show: worth },
            { name: words.onlyFor, text: onlyFor, show: (code) => onlyFor(code) || words.everything },
            { name: words.uses, text: used, show: used },
            { name: words.when, text: valid, show: valid },
            { name: words.state, text: (code) => (code.active ? words.isActive : words.isOff),
              show: (code) => <span class={`badge ${code.active ? 'open' : ''}`}>{code.active ? words.isActive : words.isOff}</span> },
            ...(manages ? [{ name: words.acts, show: (code: Code) => (
              <>
                <button type="button" class="plain" aria-label={words.changeCode(code.code)} onClick={() => setOpen(code)}>{words.change}</button>
                {code.audience && code.active && <button type="button" class="plain" aria-label={words.memberLinkOf(code.code)} onClick={() => setLinked(code.code)}>{words.memberLink}</button>}
              </>
            ) }] : []),
          ]} />
      )}
      <More pages={pages} />
      {linked && <MemberLink app={app} code={linked} close={() => setLinked('')} />}
      {open && <CodeForm app={app} code={open === 'new' ? null : open} products={products} slots={slots} close={() => setOpen(null)}
        done={(code) => { tell(words.codeStored(code)); pages.again(); }} />}
    </section>
  );
}

function Bundles({ app }: { app: Dashboard }): JSX.Element {
  const { words, locale } = useWords();
  const manages = app.may('manager');
  const pages = usePages<Bundle>(async (cursor, limit = rowsAtOnce) => {
    const page = await app.client.get('/api/v1/shops/{shop}/bundles', { shop: app.shop.slug }, given({ cursor, limit }));
    return { rows: page.bundles, next: page.next };
  }, []);
  const [open, setOpen] = useState<Bundle | 'new' | null>(null);
  return (
    <section class="panel">
      <div class="head-of">
        <h2>{words.bundlesHeading}</h2>
        {manages && <button type="button" onClick={() => setOpen('new')}>{words.makeBundle}</button>}
      </div>
      {pages.rows && (
        <List label={words.bundlesHeading} file="bundles" rows={pages.rows} rest={pages.rest} keyOf={(bundle) => bundle.bundle} empty={words.noBundles}
          columns={[
            { name: words.bundle, heading: true, text: (bundle) => bundle.bundle, show: (bundle) => bundle.bundle },
            { name: words.bundleTitle, text: (bundle) => bundle.title ?? '', show: (bundle) => bundle.title ?? '–' },
            { name: words.price, text: (bundle) => bundle.price?.amount ?? '', show: (bundle) => (bundle.price ? writeMoney(bundle.price, locale) : '–') },
            { name: words.state, text: (bundle) => (bundle.active ? words.isActive : words.isOff),
              show: (bundle) => <span class={`badge ${bundle.active ? 'open' : ''}`}>{bundle.active ? words.isActive : words.isOff}</span> },
            ...(manages ? [{ name: words.acts, show: (bundle: Bundle) => (
              <button type="button" class="plain" aria-label={words.changeCode(bundle.bundle)} onClick={() => setOpen(bundle)}>{words.change}</button>
            ) }] : []),
          ]} />
      )}
      <More pages={pages} />
      {open && <BundleForm app={app} bundle={open === 'new' ? null : open} close={() => setOpen(null)}
        done={(name) => { tell(words.codeStored(name)); pages.again(); }} />}
    </section>
  );
}
