import { setImmediate } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { KeyDirectory } from '../../../../src/http/signatures/fetch-key-directory.js';
import { KeyDirectories } from '../../../../src/http/signatures/key-directories.js';

const AGENT = 'https://bot.example';
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const key = { fake: true } as never;
const ALWAYS = { key, notBefore: Number.NEGATIVE_INFINITY, notAfter: Number.POSITIVE_INFINITY };

let now: number;
let fetches: number;
let directory: KeyDirectory | Error;
let directories: KeyDirectories;
beforeEach(() => {
  now = 1_000 * HOUR_MS;
  fetches = 0;
  directory = { keys: new Map([['one', ALWAYS]]), maxAgeSeconds: null };
  directories = new KeyDirectories({
    origins: new Set([AGENT]),
    fetchDirectory: async () => {
      fetches += 1;
      if (directory instanceof Error) throw directory;
      return directory;
    },
    log: { warn: () => undefined },
    now: () => now,
  });
});

const find = async (keyId = 'one') => {
  const found = directories.find(AGENT, keyId);
  await setImmediate();
  return found;
};

describe('Keys of an agent', () => {
  test('are fetched in the background, once for many requests', async () => {
    expect([directories.find(AGENT, 'one'), directories.find(AGENT, 'one')]).toEqual([null, null]);
    await setImmediate();
    expect(await find()).toBe(key);
    expect(fetches).toBe(1);
  });

  test('are fetched again after their lifetime, and used meanwhile', async () => {
    await find();
    now += HOUR_MS - 1;
    await find();
    expect(fetches).toBe(1);
    now += 1;
    expect(await find()).toBe(key);
    expect(fetches).toBe(2);
  });

  test('have the lifetime that the server states, within bounds', async () => {
    for (const [maxAgeSeconds, lifetime] of [
      [0, 5 * MINUTE_MS],
      [1_800, 30 * MINUTE_MS],
      [999_999_999, 24 * HOUR_MS],
    ] as const) {
      directory = { keys: new Map([['one', ALWAYS]]), maxAgeSeconds };
      now += 48 * HOUR_MS;
      await find();
      fetches = 0;
      now += lifetime - 1;
      await find();
      expect([maxAgeSeconds, fetches]).toEqual([maxAgeSeconds, 0]);
      now += 1;
      await find();
      expect([maxAgeSeconds, fetches]).toEqual([maxAgeSeconds, 1]);
    }
  });

  test('are fetched at most once in a minute for a key that is unknown', async () => {
    await find();
    now += MINUTE_MS;
    for (let i = 0; i < 100; i += 1) await find(`made-up-${i}`);
    expect(fetches).toBe(2);
    directory = { keys: new Map([['two', ALWAYS]]), maxAgeSeconds: null };
    now += MINUTE_MS;
    await find('two');
    expect(await find('two')).toBe(key);
    expect(await find('one')).toBeNull(); // withdrawn
  });

  test('stay in use for a day if the server is down, and it is asked less and less', async () => {
    await find();
    directory = new Error('down');
    now += 24 * HOUR_MS;
    expect(await find()).toBe(key);
    now += 2 * HOUR_MS;
    expect(await find()).toBeNull();
    fetches = 0;
    for (let minute = 0; minute < 600; minute += 1) {
      now += MINUTE_MS;
      await find();
    }
    expect(fetches).toBeLessThan(20);
  });

  test('count between their own times alone', async () => {
    const keys = new Map([
      ['early', { ...ALWAYS, notAfter: now }],
      ['late', { ...ALWAYS, notBefore: now + 1 }],
    ]);
    directory = { keys, maxAgeSeconds: null };
    await find();
    expect([await find('early'), await find('late')]).toEqual([null, null]);
    now += 1;
    expect(await find('late')).toBe(key);
  });

  test('are not fetched after the gateway has closed', async () => {
    directories.close();
    await find();
    expect(fetches).toBe(0);
  });
});
