import { defineConfig } from 'vitest/config';

// An entry is a page's app: pages/*.mustache names it, embed.mjs puts its tags into the page's head.
const entries = {
  storefront: 'src/storefront/main.tsx',
  booking: 'src/booking/main.tsx',
  pickup: 'src/pickup/main.tsx',
  embed: 'src/embed/main.tsx',
  dashboard: 'src/dashboard/main.tsx',
};

export default defineConfig({
  base: './', // what is loaded later is found beside who loads it, below whatever path the server stands
  publicDir: false,
  server: { fs: { allow: ['..'] } }, // tests look into the server's sources
  build: {
    target: 'es2022',
    assetsDir: '',
    assetsInlineLimit: 0, // the Content-Security-Policy takes nothing from data: addresses
    manifest: 'manifest.json',
    modulePreload: false, // its lists would be a part of every first view
    reportCompressedSize: false, // embed.mjs says sizes, of what is really served
    rollupOptions: {
      input: entries,
      output: {
        entryFileNames: '[name]-[hash].js',
        chunkFileNames: '[name]-[hash].js',
        assetFileNames: '[name]-[hash][extname]',
      },
    },
  },
  test: { setupFiles: ['tests/setup.mjs'], include: ['tests/**/*.test.{ts,tsx}'], environment: 'node' },
});
