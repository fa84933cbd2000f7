import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const CHECKOUT = fileURLToPath(new URL('../../..', import.meta.url));
/** A document in a text for people, with what to look for in it: `see PgBouncer in docs/operations/deployment.md`. */
const NAMED = /(?:see (?<topic>\S+) in )?(?<path>(?:docs|deploy)\/[\w/-]+\.md)/g;

test('Documents that messages and comments name exist, and have the sections that they name', () => {
  const files = readdirSync(join(CHECKOUT, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  const named = files.flatMap((name) =>
    [...readFileSync(join(CHECKOUT, 'src', name), 'utf8').matchAll(NAMED)].map(({ groups }) => ({
      name,
      ...(groups as { topic?: string; path: string }),
    })),
  );
  expect(named.length).toBeGreaterThan(5);
  const missing = named.filter(({ path, topic = '' }) => {
    const file = join(CHECKOUT, path);
    return !existsSync(file) || !readFileSync(file, 'utf8').includes(topic);
  });
  expect(missing).toEqual([]);
});

test('No advice of the doctor leads to README.md, which has no settings', () => {
  const folder = join(CHECKOUT, 'src/cli/doctor');
  const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  expect(texts.filter((text) => text.includes('README.md'))).toEqual([]);
});
