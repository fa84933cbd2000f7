import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { ENV_VARS, readConfig, renderEnvTable } from '../../../src/config/env.js';

test('readConfig accepts an empty environment and fills in the defaults', () => {
  expect(readConfig({})).toMatchObject({ PORT: 4000, HOST: '127.0.0.1', DATA_DIR: '.data', SEED: true });
});

test('A setting that is empty or consists of spaces has its default', () => {
  expect(readConfig({ PORT: '', CACHE_MB: ' ' })).toMatchObject({
    PORT: 4000,
    CACHE_MB: readConfig({}).CACHE_MB,
  });
});

test('NODE_ENV=production disables the playground, introspection and seeds unless they are set', () => {
  expect(readConfig({ NODE_ENV: 'production' })).toMatchObject({
    PLAYGROUND: false,
    INTROSPECTION: false,
    SEED: false,
  });
  expect(readConfig({ NODE_ENV: 'production', SEED: 'true' }).SEED).toBe(true);
  expect(readConfig({ NODE_ENV: 'production', PLAYGROUND: 'true' }).PLAYGROUND).toBe(true);
  expect(readConfig({})).toMatchObject({ PLAYGROUND: true, INTROSPECTION: true });
});

test('readConfig reports every invalid setting in one error, with its description', () => {
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

test.each([
  ['PORT', 'eighty', 'must be a number'],
  ['PORT', '80.5', 'must be a whole number'],
  ['PORT', '65536', 'must be at most 65535'],
  ['CACHE_MB', '-1', 'must be at least 0'],
  ['SEED', 'perhaps', 'must be true or false'],
  ['CDN', 'akamai', 'must be fastly, cloudflare, or generic'],
  ['MACHINE_RIGHTS', 'search=no', 'search must be allowed, licensed, forbidden, not "no"\\. What machines'],
  ['SITE_URL', 'courier', 'must be a URL with http or https'],
  ['DATABASE_URL', 'mysql://localhost/x', 'must be a URL with postgres or postgresql'],
  ['REDIS_URL', 'localhost:6379', 'must be a URL with redis or rediss'],
  ['SMTP_URL', 'mail.example', 'must be a URL with smtp or smtps'],
  ['MAIL_FROM', 'desk', 'must be an email address'],
  ['MAILGUN_SIGNING_KEY', 'short', 'must have at least 16 characters'],
  ['SES_TOPIC_ARN', 'bounces', 'must be an ARN such as'],
  ['FEED_URLS', 'courier.example', 'must be a URL with http or https'],
  ['WORKERS', '1.5', 'must be auto, or a whole number from 1 to 64'],
  ['SITE_URL', 'https://courier.example/?edition=1', 'must be a URL without \\? and #'],
  ['FEEDS_URL', 'https://courier.example/#feeds', 'must be a URL without \\? and #'],
  ['CORS_ORIGINS', 'localhost:3000', 'must be an origin such as'],
  ['CORS_ORIGINS', 'https://*.courier.example', 'must be an origin such as'],
])('readConfig says what %s accepts, for %s', (name, text, message) => {
  expect(() => readConfig({ [name]: text })).toThrow(new RegExp(`${name}=.*: ${message}`));
});

test('readConfig takes names of time zones, language tags and https URLs of the site only', () => {
  const good = {
    SITE_TIME_ZONE: 'Europe/Dublin',
    SITE_LANGUAGES: 'ga, pt-BR',
    SITE_LOGO: 'https://cdn.example/logo.svg',
    SITE_SOCIAL_PROFILES: 'https://social.example/@courier,https://video.example/courier',
  };
  expect(readConfig(good)).toMatchObject({
    SITE_TIME_ZONE: 'Europe/Dublin',
    SITE_LANGUAGES: ['ga', 'pt-BR'],
    SITE_SOCIAL_PROFILES: ['https://social.example/@courier', 'https://video.example/courier'],
  });
  const bad = {
    SITE_TIME_ZONE: ['+02:00', 'Mars/Olympus', 'CEST!'],
    SITE_LANGUAGES: ['de, not a language'],
    SITE_LOGO: ['http://cdn.example/logo.svg', '/logo.svg'],
    SITE_SOCIAL_PROFILES: ['https://social.example/@courier,social.example'],
  };
  for (const [name, texts] of Object.entries(bad)) {
    for (const text of texts) expect(() => readConfig({ [name]: text })).toThrow(`${name}=${text}: must be`);
  }
});

test('readConfig rejects GHOST_URL without GHOST_KEY, but accepts sync credentials without a URL', () => {
  expect(() => readConfig({ GHOST_URL: 'https://ghost.example' })).toThrow('GHOST_KEY is not set');
  // These are read by `dateline sync` too, which is told the site.
  const login = { WORDPRESS_LOGIN: 'editor:hunter2', GHOST_KEY: '0123456789abcdef0123456789' };
  expect(readConfig(login)).toMatchObject(login);
});

test('readConfig rejects a METRICS_PORT that is PORT, unless both are chosen by the system', () => {
  for (const environment of [{ PORT: '4100', METRICS_PORT: '4100' }, { METRICS_PORT: '4000' }])
    expect(() => readConfig(environment)).toThrow('must not be that of PORT');
  expect(readConfig({ PORT: '0', METRICS_PORT: '0' })).toMatchObject({ PORT: 0, METRICS_PORT: 0 });
});

test('The error about an invalid secret does not print its value', () => {
  for (const name of ['SECRET_KEY', 'GHOST_KEY', 'WORDPRESS_LOGIN', 'MAILGUN_SIGNING_KEY']) {
    const read = () => readConfig({ [name]: 'hunter2' });
    expect(read).toThrow(`${name}=…: `);
    expect(read).not.toThrow('hunter2');
  }
});

test('The error about an invalid DATABASE_URL does not print its password', () => {
  const read = () => readConfig({ DATABASE_URL: 'postgresq://editor:hunter2@db.example/dateline' });
  expect(read).toThrow('DATABASE_URL');
  expect(read).not.toThrow('hunter2');
});

test.each([
  [
    'DATABASE_URL',
    'postgresql://editor:hunter/2@db.example/dateline',
    'postgresql://editor:…@db.example/dateline',
  ],
  [
    'DATABASE_URL',
    'postgresql://editor:hun@ter2@db.example:x/dateline',
    'postgresql://editor:…@db.example:x/dateline',
  ],
  ['REDIS_URL', 'redis//:hunter/2@cache.example', 'redis//:…@cache.example'],
])('The error about %s hides a password with characters that are not encoded', (name, url, shown) => {
  expect(() => readConfig({ [name]: url })).toThrow(`${name}=${shown}: must be a URL`);
});

test('The configuration page contains the table that `npm run docs` generates', async () => {
  const page = await readFile(new URL('../../../docs/operations/configuration.md', import.meta.url), 'utf8');
  expect(page).toContain(renderEnvTable());
});
