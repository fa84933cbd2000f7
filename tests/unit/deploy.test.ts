import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { parseEnv } from 'node:util';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { listUnsetAddresses } from '../../src/app/derived-settings.js';
import { ENV_VARS, readConfig } from '../../src/config/env.js';
import { findMissingSettings } from '../../src/config/production-settings.js';
// @ts-expect-error: a script
import { readComposeSettings } from '../stress/compose.mjs';

const ROOT = new URL('../../', import.meta.url);
const read = (path: string) => readFile(new URL(path, ROOT), 'utf8');

test('The compose file sets only declared settings, with valid values, alike for both gateways', async () => {
  const { services } = parse(await read('deploy/compose.yaml'), { merge: true });
  const environment = await readComposeSettings('dateline-1', {});
  expect(Object.keys(environment).filter((name) => !(name in ENV_VARS))).toEqual([]);
  expect(readConfig(environment)).toMatchObject({
    NODE_ENV: 'production',
    PLAYGROUND: false,
    METRICS: false,
    SEED: false,
  });
  expect(services['dateline-2']).toEqual(services['dateline-1']);
});

test('The compose file requires every setting that production needs, and env.example lists them', async () => {
  const config = readConfig(await readComposeSettings('dateline-1', {}));
  expect([...findMissingSettings(config, new Set()), ...listUnsetAddresses(config)]).toEqual([]);
  const compose = await read('deploy/compose.yaml');
  const required = new Set([...compose.matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name));
  const needed = ['SITE_URL', 'SITE_TITLE', 'SITE_DESCRIPTION', 'GATEWAY_URL', 'SMTP_URL', 'MAIL_FROM'];
  expect([...required].sort()).toEqual([...needed, 'SECRET_KEY', 'POSTGRES_PASSWORD'].sort());
  const example = parseEnv(await read('deploy/env.example'));
  const used = new Set([...compose.matchAll(/\$\{(\w+)/g)].map(([, name]) => name));
  expect(Object.keys(example).filter((name) => !used.has(name))).toEqual([]);
  expect([...required].filter((name) => !(name! in example))).toEqual([]);
});

test('The Docker stop grace period exceeds CLOSING_SECONDS by at least 45 seconds', async () => {
  const { services } = parse(await read('deploy/compose.yaml'), { merge: true });
  const { stop_grace_period: grace, environment } = services['dateline-1'];
  expect(Number.parseInt(grace, 10)).toBeGreaterThanOrEqual(Number(environment.CLOSING_SECONDS) + 45);
});

test('nginx proxies to every gateway of the compose file, never to the metrics port', async () => {
  const { services } = parse(await read('deploy/compose.yaml'), { merge: true });
  const nginx = await read('deploy/nginx.conf');
  const servers = [...nginx.matchAll(/^ +server (\S+):(\d+)/gm)].map(([, name, port]) => [name, port]);
  const gateways = Object.keys(services).filter((name) => name.startsWith('dateline-'));
  expect(servers).toEqual(gateways.map((name) => [name, services[name].environment.PORT]));
  expect(nginx).not.toContain(services['dateline-1'].environment.METRICS_PORT);
});

test('nginx looks up the addresses of gateways again, which its version can', async () => {
  const { services } = parse(await read('deploy/compose.yaml'), { merge: true });
  const nginx = await read('deploy/nginx.conf');
  const servers = [...nginx.matchAll(/^ +server \S+:\d+ (\w+)/gm)].map(([, parameter]) => parameter);
  expect(servers).toEqual(['resolve', 'resolve']);
  expect(nginx).toMatch(/^ {2}resolver 127\.0\.0\.11 valid=\d+s/m);
  const [major, minor] = services.nginx.image.split(':')[1].split('.').map(Number);
  expect(major * 1_000 + minor).toBeGreaterThan(1_027);
});

test('Every path that the Dockerfile copies exists and is allowed by .dockerignore', async () => {
  const copied = [...(await read('Dockerfile')).matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(
    ([, paths]) => paths!.split(' '),
  );
  const allowed = (await read('.dockerignore')).split('\n').filter((line) => line.startsWith('!'));
  expect(copied.length).toBeGreaterThan(6);
  for (const path of copied) {
    expect([path, existsSync(new URL(path, ROOT))]).toEqual([path, true]);
    expect(allowed).toContain(`!${path}`);
  }
});

/** Files that only `dateline migrate new` loads, which needs the packages for development. */
const FOR_DEVELOPMENT = ['database/migrations/schema-diff.ts'];

test('Every package that src imports in production is a dependency in package.json', async () => {
  const { dependencies } = JSON.parse(await read('package.json'));
  const missing = new Set<string>();
  for (const file of await sources()) {
    if (FOR_DEVELOPMENT.includes(file)) continue;
    const text = (await read(`src/${file}`)).replace(/import type [^;]+;/g, '');
    for (const [, name] of text.matchAll(
      /(?:from |import\(|require\(|\.resolve\(|import )'((?:@[\w-]+\/)?[a-z][\w.-]*)/g,
    )) {
      if (name !== 'node' && !(name! in dependencies)) missing.add(name!);
    }
  }
  expect([...missing]).toEqual([]);
});

async function sources(): Promise<string[]> {
  const files = await readdir(new URL('src/', ROOT), { recursive: true });
  return files.filter((file) => file.endsWith('.ts') && !file.startsWith('database/generated/'));
}

test('The image, `npm run site` and `dateline start` start the gateway with the options of `npm start`', async () => {
  const { scripts } = JSON.parse(await read('package.json')) as { scripts: { start: string } };
  const options = /exec node (.*) dist\/main\.js$/.exec(scripts.start)![1]!.split(' ');
  const quoted = options.map((option) => `'${option}'`).join(', ');
  expect(await read('Dockerfile')).toContain(`CMD ["node", "${options.join('", "')}", "dist/main.js"]`);
  expect(await read('bin/site.mjs')).toContain(`${quoted}, join(root, 'dist/main.js')`);
  for (const file of ['tests/bench/servers.mjs', 'src/cli/start.ts', 'bin/bundle.mjs'])
    expect(await read(file)).toContain(`NODE_OPTIONS = [${quoted}]`);
});
