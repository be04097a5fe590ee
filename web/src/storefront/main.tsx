// The shop's page comes alive: what the server rendered makes room for the calendar, which follows what can be booked.
import { effect } from '@preact/signals';
import { render } from 'preact';
import { follow } from '../live/follow';
import { recall, speakFirst } from '../words/language';
import { Calendar, LanguageChoice } from './calendar';
import { speakAround } from './shell';
import { Shop, type Embedded } from './state';
import './style.css';

// Links for members end in "#member=TOKEN" (members/panel.tsx). It leaves the address, so that nobody shares it unaware.
async function admitMember(shop: Shop): Promise<void> {
  const token = /^#member=(.*)$/.exec(location.hash)?.[1] ?? null;
  if (token !== null) history.replaceState(history.state, '', location.pathname + location.search);
  if (token !== null || recall('timeshelf-members')) await (await import('../members/panel')).openToMember(shop, token);
}

async function start(room: HTMLElement, embedded: Embedded): Promise<void> {
  const shop = new Shop(embedded, location.pathname);
  await speakFirst();
  for (const element of document.querySelectorAll('.without-script')) element.remove();
  render(<Calendar shop={shop} />, room);
  const bar = document.querySelector('.bar');
  if (bar) render(<LanguageChoice />, bar.appendChild(document.createElement('div')));
  effect(() => speakAround(shop));

  const beat = (): void => void setTimeout(beat, shop.tick(shop.time()));
  beat();
  follow(shop.liveAddress, embedded.mark, {
    moved: (news) => shop.moved(news),
    reread: () => shop.reread(),
    connected: (yes) => (shop.connected.value = yes),
  });
  // Who comes back from the checkout sees what is held there (holding/keep.ts).
  if (recall('timeshelf-holds')) (await import('./held')).showHeldAbove(room, shop);
  await admitMember(shop);
  addEventListener('hashchange', () => void admitMember(shop)); // a link that is followed on the page itself
  // Who has told this device what suits them sees it marked (preferences/keep.ts).
  if (recall('timeshelf-preferences')) await (await import('../preferences/panel')).startMarking(shop);
}

const room = document.getElementById('calendar');
const embedded = document.getElementById('embedded')?.textContent;
if (room && embedded) void start(room, JSON.parse(embedded) as Embedded);
