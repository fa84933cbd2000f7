// The walk over the schema of tests/security/leaks.test.ts on a site with three languages.
process.env.LEAK_LANGUAGES = 'en,de,fr';
await import('./leaks.test.js');

export {};
