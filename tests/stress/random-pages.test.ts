// The tests of tests/integration with ten times as many random pages.
process.env.RANDOM_PAGES ??= '100';
await import('../integration/graphql/unique.test.js');

export {};
