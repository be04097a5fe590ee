// The pages from a slot to its QR code come alive: what the server rendered makes room for the same in the visitor's language.
import { effect } from '@preact/signals';
import { render } from 'preact';
import { goOn, readBegun } from './begun';
import { App, LanguageChoice } from './app';
import { startClock } from './clock';
import type { Page } from './page';
import { ready } from './rare';
import { speakFirst, speech } from './speech';
import './style.css';
import { embeddedIn, show, visit } from './visit';
import { busy } from './views/parts';
import type { Words } from './words/en';

// What the layout says around the page.
function speakAround(): void {
  const words = speech.value?.words;
  if (!words) return;
  for (const element of document.querySelectorAll<HTMLElement>('[data-word]')) {
    const message = words[element.dataset['word'] as keyof Words];
    if (typeof message === 'string') element.textContent = message;
  }
}

async function start(room: HTMLElement, first: Page): Promise<void> {
  show(first);
  await Promise.all([speakFirst(), ready(first)]);
  startClock();
  readBegun(room);
  room.replaceChildren();
  render(<App />, room);
  goOn();
  const bar = document.querySelector('.bar');
  if (bar) render(<LanguageChoice />, bar.appendChild(document.createElement('div')));
  effect(speakAround);
  effect(() => room.setAttribute('aria-busy', String(busy.value)));
  const { hash } = location;
  if (hash) document.getElementById(hash.slice(1))?.scrollIntoView();
  addEventListener('popstate', () => void visit(location.href, 'replace').catch(() => location.reload()));
  // A page that comes back as it was left may show what is long over.
  addEventListener('pageshow', (event) => event.persisted && location.reload());
}

const room = document.getElementById('content');
const embedded = embeddedIn(document);
if (room && embedded) void start(room, JSON.parse(embedded) as Page);
