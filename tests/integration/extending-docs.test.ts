import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

const PAGES = ['authentication', 'events', 'resolvers', 'search-provider'];
const ROOT = new URL('../../', import.meta.url);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dateline-config-'));
});
afterAll(() => rm(folder, { recursive: true }));

test.each(PAGES)('The configurations on the page %s can be loaded', async (page) => {
  // The build, because the examples import it as `dateline`.
  const { loadSiteConfig } = await import(new URL('dist/app/site-config.js', ROOT).href);
  const text = await readFile(new URL(`docs/extending/${page}.md`, ROOT), 'utf8');
  const examples = [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code!);
  expect(examples.length).toBeGreaterThan(0);
  for (const [i, code] of examples.entries()) {
    const file = join(folder, `${page}-${i}.ts`);
    await writeFile(file, code);
    const config = await loadSiteConfig(file);
    expect(Object.keys(config)).toHaveLength(1);
  }
});
