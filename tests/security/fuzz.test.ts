import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

/** Short runs of what `npm run` does at length. */
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
  'Nothing that strangers send is answered with a fault, with HTML or with what is inside; documents trusted: %s',
  async (trust) => {
    expect(await run('security/fuzz', '--runs', '300', '--seed', '7', '--documents', trust)).toEqual({
      code: 0,
      output: expect.stringMatching(/5xx: 0\n.*HTML: 0\n.*inside: 0\n.*suggestions: 0\n.*crashes: 0\n$/),
    });
  },
  240_000,
);

test.each([
  ['none', '5'],
  ['only', '15'],
])(
  'No text takes longer for what stands in it, wherever a client can send it; documents trusted: %s',
  async (trust, every) => {
    expect(await run('security/long-texts', '--every', every, '--documents', trust)).toEqual({
      code: 0,
      output: expect.stringMatching(/\nblocked: 0\n$/),
    });
  },
  480_000,
);

test('Readers are answered, and nothing ends, while the database stops, is silent, slow, half-open and restarts', async () => {
  expect(await run('stress/faults', '--seconds', '1', '--at-leisure')).toEqual({
    code: 0,
    output: expect.stringMatching(/Every fault was outlived\.\n$/),
  });
}, 240_000);

test('Clients who only hold connections, or take nothing, harm nobody', async () => {
  expect(await run('stress/slow-clients', '--sockets', '30', '--articles', '3', '--at-leisure')).toEqual({
    code: 0,
    output: expect.stringMatching(/No slow client harmed another\.\n$/),
  });
}, 240_000);
