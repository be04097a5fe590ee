// The dashboard comes alive: what the server rendered makes room for the views (views.ts).
import { render } from 'preact';
import { Frame } from './frame';
import { Navigation } from './navigation';
import { speakFirst } from './speech';
import { Dashboard, type Embedded } from './state';
import './style.css';

async function start(room: HTMLElement, bar: HTMLElement, embedded: Embedded): Promise<void> {
  const app = new Dashboard(embedded, location.pathname);
  await speakFirst();
  app.router.start();
  for (const element of document.querySelectorAll('.without-script')) element.remove();
  bar.replaceChildren();
  document.documentElement.classList.add('app');
  render(<Navigation app={app} />, bar);
  render(<Frame app={app} />, room);
}

const room = document.getElementById('dashboard');
const bar = document.querySelector<HTMLElement>('.bar');
const embedded = document.getElementById('embedded')?.textContent;
if (room && bar && embedded) void start(room, bar, JSON.parse(embedded) as Embedded);
