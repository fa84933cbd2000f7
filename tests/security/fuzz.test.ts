import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

/** Runs a program with short options. */
async function run(script: string, ...args: string[]) {
  const path = fileURLToPath(new URL(`../${script}.mjs`, import.meta.url));
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [path, ...args], { env: { PATH, HOME } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const [code] = await once(child, 'close');
  return { code, output };
}

test.each(['none', 'also', 'only'])(
  'Fuzzed requests cause no 5xx, HTML, leaks or crashes with trusted documents: %s',
  async (trust) => {
    expect(await run('security/fuzz', '--runs', '300', '--seed', '7', '--documents', trust)).toEqual({
      code: 0,
      output: expect.stringMatching(/5xx: 0\n.*HTML: 0\n.*internals: 0\n.*suggestions: 0\n.*crashes: 0\n$/),
    });
  },
  240_000,
);

test.each([
  ['none', '5'],
  ['only', '15'],
])(
  'Long texts in any input do not block requests with trusted documents: %s',
  async (trust, every) => {
    expect(await run('security/long-texts', '--every', every, '--documents', trust)).toEqual({
      code: 0,
      output: expect.stringMatching(/\nover the CPU limit: 0\n$/),
    });
  },
  480_000,
);

test('The gateway serves readers and survives every fault of the database connection', async () => {
  expect(await run('stress/faults', '--seconds', '1', '--at-leisure')).toEqual({
    code: 0,
    output: expect.stringMatching(/The gateway survived every fault\.\n$/),
  });
}, 240_000);

test('Slow clients do not affect other clients', async () => {
  expect(await run('stress/slow-clients', '--sockets', '30', '--articles', '3', '--at-leisure')).toEqual({
    code: 0,
    output: expect.stringMatching(/No slow client affected another\.\n$/),
  });
}, 240_000);
