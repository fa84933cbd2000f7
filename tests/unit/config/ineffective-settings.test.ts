import { expect, test } from '@jest/globals';
import { readConfig } from '../../../src/config/env.js';
import { findIneffectiveSettings } from '../../../src/config/ineffective-settings.js';

const find = (environment: Record<string, string>) =>
  findIneffectiveSettings(readConfig(environment), environment);

test.each([
  ['a setting that is not set', { PURGE_TOKEN: 'x' }, ['PURGE_TOKEN'], ['PURGE_URL']],
  ['a setting that is false', { MCP: 'false', MCP_MUTATIONS: 'Save' }, ['MCP_MUTATIONS'], ['MCP']],
  ['an empty list', { NINJS_SOURCES: ' , ', NINJS_RULES: 'a.json' }, ['NINJS_RULES'], ['NINJS_SOURCES']],
  ['a setting that is 0', { CACHE_MB: '0', STALE_MINUTES: '5' }, ['STALE_MINUTES'], ['CACHE_MB']],
  [
    'a setting that is none',
    { TRUSTED_DOCUMENTS: 'none', TRUSTED_DOCUMENTS_FILE: 'a.json' },
    ['TRUSTED_DOCUMENTS_FILE'],
    ['TRUSTED_DOCUMENTS'],
  ],
])('A setting that depends on %s has no effect', (_, environment, settings, needed) => {
  expect(find(environment)).toEqual(settings.map((setting) => ({ setting, needed })));
});

test('Settings have an effect with one that they depend on, and defaults are not reported', () => {
  expect(find({ CACHE_S_MAXAGE: '5', CACHE_STALE_WHILE_REVALIDATE: '5' })).toEqual([]);
  expect(find({ PURGE_URL: 'https://cdn.example.com', PURGE_TOKEN: 'x' })).toEqual([]);
  expect(find({ EMBEDDINGS_MODEL: 'default', PURGE_TOKEN: ' ' })).toEqual([]);
});
