// Debian's Chromium as the tests start it: its headless shell. The whole browser, without a head, also draws windows of its own
// that nobody sees.
import { load } from './packages.mjs';
import { patience } from './waiting.mjs';

const { chromium } = (await load('playwright-core')).default;
const how = { executablePath: '/usr/bin/chromium-headless-shell', timeout: patience };
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

/** A browser; `more` are flags of Chromium. Whoever starts it closes it. */
export const launch = (...more) => chromium.launch({ ...how, args: [...flags, ...more] });

/** The one window of a browser that keeps what it knows in the folder `profile`. */
export const launchKept = (profile, options) => chromium.launchPersistentContext(profile, { ...how, args: flags, ...options });
