import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { resolveSecretKey } from '../../../src/config/secret-key.js';
import { WebhookSecrets } from '../../../src/modules/webhook/webhook-secret.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dateline-key-'));
});
afterAll(() => rm(folder, { recursive: true }));

const settings = (more = {}) => ({
  SECRET_KEY: undefined,
  DATABASE_URL: undefined,
  DATA_DIR: join(folder, 'data'),
  ...more,
});

describe('resolveSecretKey', () => {
  test('creates a key file next to the embedded database once, readable by its owner only', async () => {
    const key = resolveSecretKey(settings())!;
    expect(key).toMatch(/^[\w-]{43}$/);
    expect(resolveSecretKey(settings())).toBe(key);
    const file = join(folder, 'data', 'secret.key');
    expect((await readFile(file, 'utf8')).trim()).toBe(key);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test('returns SECRET_KEY when it is set', () => {
    const SECRET_KEY = 'k'.repeat(32);
    expect(resolveSecretKey(settings({ SECRET_KEY }))).toBe(SECRET_KEY);
  });

  test('returns undefined for a shared database without SECRET_KEY', () => {
    expect(resolveSecretKey(settings({ DATABASE_URL: 'postgresql://db.example/dateline' }))).toBeUndefined();
  });
});

describe('Webhook secret', () => {
  const secrets = new WebhookSecrets(() => 'one key');
  const signed = (by: WebhookSecrets, kept: string) =>
    by.createSignedHeaders(
      { secret: kept, formerSecret: null, formerUntil: null },
      'msg_1',
      '{}',
      new Date(),
    );

  test('is derived from the stored value and SECRET_KEY, identically on every instance', () => {
    const kept = secrets.createStoredSecret();
    expect(secrets.deriveSecret(kept)).toMatch(/^whsec_[\w+/]{43}=$/);
    expect(secrets.deriveSecret(kept)).not.toContain(kept);
    expect(new WebhookSecrets(() => 'one key').deriveSecret(kept)).toBe(secrets.deriveSecret(kept));
    expect(new WebhookSecrets(() => 'another').deriveSecret(kept)).not.toBe(secrets.deriveSecret(kept));
    expect(new Webhook(secrets.deriveSecret(kept)).verify('{}', signed(secrets, kept))).toEqual({});
  });

  test('is stored as is without SECRET_KEY, and stays valid once a key is set', () => {
    const kept = new WebhookSecrets(() => undefined).createStoredSecret();
    expect(secrets.deriveSecret(kept)).toBe(kept);
    expect(new Webhook(kept).verify('{}', signed(secrets, kept))).toEqual({});
  });

  test('cannot be derived without SECRET_KEY if it was created with one', () => {
    expect(() => new WebhookSecrets(() => undefined).deriveSecret(secrets.createStoredSecret())).toThrow(
      /SECRET_KEY/,
    );
  });
});
