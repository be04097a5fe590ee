// The pickup app: staff hand over what was booked, also where no network is.
import { render } from 'preact';
import { keepApp } from './keeping';
import { speakFirst } from './speech';
import { Pickup } from './state';
import './style.css';
import { App } from './views/app';

const second = 1_000;

async function start(room: HTMLElement): Promise<void> {
  const path = location.pathname.replace(/\/+$/, '');
  const app = new Pickup(path.slice(0, path.lastIndexOf('/pickup')), location.hash.slice(1));
  const takeNewVersion = keepApp(path, () => (app.newVersion.value = true));
  await speakFirst();
  document.title = app.device.value?.name ?? document.title;
  render(<App app={app} takeNewVersion={takeNewVersion} />, room);
  await app.start();
  setInterval(() => app.tick(), 10 * second);
  addEventListener('hashchange', () => app.opened(location.hash.slice(1)));
  addEventListener('online', () => app.contact());
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && app.contact());
}

const room = document.getElementById('app');
if (room) void start(room);
