// The tests of tests/integration with 500 random filters, of each list a share.
process.env.LIST_FILTERS ??= '50';
await import('../integration/shared/lists/lists.test.js');

export {};
