/** @isolated */
// The walk over the schema of tests/security/leaks.test.ts on a site with three languages. Isolated, as a worker that has run that
// file would not load it again.
process.env.LEAK_LANGUAGES = 'en,de,fr';
await import('./leaks.test.js');

export {};
