// The tests of tests/integration with ten times as many random filters.
process.env.FILTERS ??= '500';
await import('../integration/modules/article/filter/article-filter.test.js');

export {};
