import { defineConfig } from 'vite';

// The elements for other sites: one script without imports, so that a site needs one line and allows one address.
export default defineConfig({
  publicDir: false,
  build: {
    target: 'es2022',
    reportCompressedSize: false,
    rollupOptions: { input: 'src/elements/main.ts', output: { format: 'iife', entryFileNames: 'embed.js' } },
  },
});
