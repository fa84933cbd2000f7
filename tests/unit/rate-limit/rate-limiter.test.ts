import { BlockList } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { RateLimitError } from '../../../src/rate-limit/rate-limit-error.js';
import { RateLimiter } from '../../../src/rate-limit/rate-limiter.js';
import { RateCounter } from '../../../src/rate-limit/token-buckets.js';
import {
  BadUserInputError,
  ForbiddenError,
  UnauthenticatedError,
} from '../../../src/shared/errors/errors.js';

const CALLER = { ip: '203.0.113.1', headers: { authorization: 'Bearer key' } };

/** Creates a limiter that allows a client three points, or three failed attempts, in a minute. */
function createLimiter(): RateLimiter {
  const consumed = new Map<string, number>();
  const store = {
    add: async (name: string, points: number) => {
      consumed.set(name, (consumed.get(name) ?? 0) + points);
      return { consumedPoints: consumed.get(name)!, msBeforeNext: 60_000 };
    },
    close: () => undefined,
  };
  return new RateLimiter({
    counter: new RateCounter(store),
    limits: { client: 3, key: 0 },
    exempt: new BlockList(),
    getDailySalt: async () => Buffer.from('salt'),
    fallbackSalt: Buffer.from('fallback'),
  });
}

describe('Failed attempts of authentication', () => {
  test.each([
    ['a valid key without the scope of the request', new ForbiddenError('preview')],
    [
      'a valid key with a misspelt perspective',
      new BadUserInputError('The header x-perspective is invalid.'),
    ],
  ])('do not include %s', async (_what, error) => {
    const limiter = createLimiter();
    for (let i = 0; i < 10; i++)
      await expect(limiter.admit(CALLER, () => Promise.reject(error))).rejects.toBe(error);
  });

  test('end the checks of a client after too many unknown keys, for every route', async () => {
    const limiter = createLimiter();
    let checks = 0;
    const identify = async () => {
      checks += 1;
      throw new UnauthenticatedError('key');
    };
    for (let i = 0; i < 3; i++)
      await expect(limiter.authenticate(CALLER, identify)).rejects.toThrow(UnauthenticatedError);
    for (let i = 0; i < 5; i++) await expect(limiter.admit(CALLER, identify)).rejects.toThrow(RateLimitError);
    expect(checks).toBeLessThanOrEqual(4);
  });
});
