import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { ENV_VARS, readConfig, renderEnvTable } from '../../../src/config/env.js';

test('Nothing needs to be set', () => {
  expect(readConfig({})).toMatchObject({ PORT: 4000, HOST: '127.0.0.1', DATA_DIR: '.data', SEED: true });
});

test('Production switches the playground, introspection and the seeds off, unless they are set', () => {
  expect(readConfig({ NODE_ENV: 'production' })).toMatchObject({
    PLAYGROUND: false,
    INTROSPECTION: false,
    SEED: false,
  });
  expect(readConfig({ NODE_ENV: 'production', SEED: 'true' }).SEED).toBe(true);
  expect(readConfig({ NODE_ENV: 'production', PLAYGROUND: 'true' }).PLAYGROUND).toBe(true);
  expect(readConfig({})).toMatchObject({ PLAYGROUND: true, INTROSPECTION: true });
});

test('One message names every setting that cannot be used, and what each takes', () => {
  const environment = {
    PORT: 'eighty',
    DATABASE_URL: 'mysql://localhost/x',
    SITE_URL: 'courier',
    SITE_LANGUAGE: 'not a language',
    SEED: 'perhaps',
    LOG_LEVEL: 'loud',
    CORS_ORIGINS: 'courier.example',
  };
  const message = () => readConfig(environment);
  for (const name of Object.keys(environment)) expect(message).toThrow(name);
  expect(message).toThrow(ENV_VARS.PORT.description);
  expect(message).toThrow('CORS_ORIGINS=courier.example: must be an origin such as https://www.example.com');
});

test('A setting that means nothing without another is not taken without it', () => {
  expect(() => readConfig({ GHOST_URL: 'https://ghost.example' })).toThrow('GHOST_KEY is not set');
  // These are read by `dateline sync` too, which is told the site.
  const login = { WORDPRESS_LOGIN: 'editor:hunter2', GHOST_KEY: '0123456789abcdef0123456789' };
  expect(readConfig(login)).toMatchObject(login);
});

test('A secret that cannot be used is not printed', () => {
  for (const name of ['SECRET_KEY', 'GHOST_KEY', 'WORDPRESS_LOGIN']) {
    const read = () => readConfig({ [name]: 'hunter2' });
    expect(read).toThrow(`${name}=…: `);
    expect(read).not.toThrow('hunter2');
  }
});

test('A password in a setting is not printed', () => {
  const read = () => readConfig({ DATABASE_URL: 'postgresq://editor:hunter2@db.example/dateline' });
  expect(read).toThrow('DATABASE_URL');
  expect(read).not.toThrow('hunter2');
});

test('The page of the configuration has the table that `npm run docs` makes', async () => {
  const page = await readFile(new URL('../../../docs/operations/configuration.md', import.meta.url), 'utf8');
  expect(page).toContain(renderEnvTable());
});
