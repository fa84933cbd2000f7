// The test of tests/integration with ten times as many random languages and groups of articles.
process.env.LANGUAGE_ROUNDS ??= '30';
await import('../integration/graphql/language-lists.test.js');

export {};
