// The npm packages of web/package.json, for scripts that do not lie beside its node_modules.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const { resolve } = createRequire(new URL('../../web/package.json', import.meta.url));

/** Imports a package of web/: `const { parse } = await load('yaml')`. */
export const load = (name) => import(pathToFileURL(resolve(name)));
