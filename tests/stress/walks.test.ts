import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

async function walk(name: string, ...args: string[]) {
  const script = fileURLToPath(new URL(`./${name}.mjs`, import.meta.url));
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [script, ...args], { env: { PATH, HOME } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const [code] = await once(child, 'close');
  return { code, output };
}

test("An editor's day works as docs/editing.md describes", async () => {
  expect(await walk('editors-day')).toEqual({
    code: 0,
    output: expect.stringMatching(/Every step succeeded\.\n$/),
  });
});

test('Two gateways publish each due article exactly once', async () => {
  expect(await walk('scheduled-once', '--articles', '10')).toEqual({
    code: 0,
    output: expect.stringContaining('in total 10, 10 distinct'),
  });
});

const FAKETIME = '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1';
const testWithFaketime = existsSync(FAKETIME) ? test : test.skip;
testWithFaketime(
  'Clocks that jump by an hour neither hold back a publication nor make it early',
  async () => {
    expect(await walk('clock-jumps', '--rounds', '3')).toEqual({
      code: 0,
      output: expect.stringMatching(/The gateways survived every jump\.\n$/),
    });
  },
);

test('A gateway killed during a write leaves nothing partial, and a retry acts once', async () => {
  expect(await walk('killed', '--tries', '2')).toEqual({
    code: 0,
    output: expect.stringMatching(/partially written: 0\n {2}retried and applied once: 2\n$/),
  });
});

test('Two gateways survive every kind of PostgreSQL outage without loss or duplicates', async () => {
  expect(await walk('outages', '--faults', '12', '--files', '30', '--subscribers', '20')).toEqual({
    code: 0,
    output: expect.stringMatching(/The gateways survived every outage\.\n$/),
  });
}, 600_000);
