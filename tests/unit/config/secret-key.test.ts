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

describe('The key of secrets', () => {
  test('is made once beside the embedded database, for nobody else to read', async () => {
    const key = resolveSecretKey(settings())!;
    expect(key).toMatch(/^[\w-]{43}$/);
    expect(resolveSecretKey(settings())).toBe(key);
    const file = join(folder, 'data', 'secret.key');
    expect((await readFile(file, 'utf8')).trim()).toBe(key);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test('is the setting, where there is one', () => {
    const SECRET_KEY = 'k'.repeat(32);
    expect(resolveSecretKey(settings({ SECRET_KEY }))).toBe(SECRET_KEY);
  });

  test('is none where instances share a database and are given none', () => {
    expect(resolveSecretKey(settings({ DATABASE_URL: 'postgresql://db.example/dateline' }))).toBeUndefined();
  });
});

describe('The secret of a webhook', () => {
  const secrets = new WebhookSecrets(() => 'one key');
  const signed = (by: WebhookSecrets, kept: string) =>
    by.createSignedHeaders({ secret: kept, formerSecret: null, formerUntil: null }, 'msg_1', '{}');

  test('is made of what is kept of it and of the key, alike by every instance', () => {
    const kept = secrets.createStoredSecret();
    expect(secrets.deriveSecret(kept)).toMatch(/^whsec_[\w+/]{43}=$/);
    expect(secrets.deriveSecret(kept)).not.toContain(kept);
    expect(new WebhookSecrets(() => 'one key').deriveSecret(kept)).toBe(secrets.deriveSecret(kept));
    expect(new WebhookSecrets(() => 'another').deriveSecret(kept)).not.toBe(secrets.deriveSecret(kept));
    expect(new Webhook(secrets.deriveSecret(kept)).verify('{}', signed(secrets, kept))).toEqual({});
  });

  test('is kept as it is without a key, and stays what it is when there is one', () => {
    const kept = new WebhookSecrets(() => undefined).createStoredSecret();
    expect(secrets.deriveSecret(kept)).toBe(kept);
    expect(new Webhook(kept).verify('{}', signed(secrets, kept))).toEqual({});
  });

  test('that was made with a key cannot be had without', () => {
    expect(() => new WebhookSecrets(() => undefined).deriveSecret(secrets.createStoredSecret())).toThrow(
      /SECRET_KEY/,
    );
  });
});
