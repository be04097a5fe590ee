// Node 18, Debian's, has WebCrypto in a module alone.
import { webcrypto } from 'node:crypto';

globalThis.crypto ??= webcrypto;
