import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const PROGRAM = fileURLToPath(new URL('../bench/newsletter/killed.mjs', import.meta.url));
const SUBSCRIBERS = 400;
const KILLS = 3;

test('No subscriber misses an issue when its sender is killed, and a mail sent twice has one Message-ID', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, `${SUBSCRIBERS}`, `${KILLS}`]);
  const [, none, one, two, more] = /no mail: (\d+), one: (\d+), two: (\d+), more: (\d+)/
    .exec(stdout)!
    .map(Number);
  expect([none, one! + two!, more]).toEqual([0, SUBSCRIBERS, 0]);
  // MAIL_CONNECTIONS is 1: one mail is in transit at a kill.
  expect(two).toBeLessThanOrEqual(KILLS);
  expect(stdout).toContain(`with one Message-ID: ${two}\n`);
  expect(stdout).toContain(`deliveries by status: SENT ${SUBSCRIBERS}\n`);
});
