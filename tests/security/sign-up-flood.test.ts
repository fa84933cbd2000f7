import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Newsroom, startNewsroom } from '../support/newsroom.js';
import { waitUntil } from '../support/until.js';

/** Limit of sign-ups over all clients. Each one beyond it waits 4 s longer. */
const IN_ALL = 900;
const PER_CLIENT = 6;
const HOSTILE = 150;

let newsroom: Newsroom;
beforeAll(async () => {
  const limits = { SIGN_UPS_PER_CLIENT: String(PER_CLIENT), SIGN_UPS_IN_ALL: String(IN_ALL) };
  newsroom = await startNewsroom({ ...limits, TRUSTED_PROXIES: 'loopback' });
});
afterAll(() => newsroom.close());

/** Submits the form as a browser without JavaScript does. */
async function signUp(email: string, address: string): Promise<number> {
  const response = await fetch(`${newsroom.gateway.address}/newsletter/weekly`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-forwarded-for': address },
    body: new URLSearchParams({ email }),
  });
  await response.text();
  return response.status;
}

async function inTurns<T>(list: T[], act: (each: T) => Promise<number>): Promise<Record<number, number>> {
  const counts: Record<number, number> = {};
  for (let i = 0; i < list.length; i += 25) {
    for (const status of await Promise.all(list.slice(i, i + 25).map(act))) {
      counts[status] = (counts[status] ?? 0) + 1;
    }
  }
  return counts;
}

const hostile = (i: number) => `198.51.100.${i + 1}`;

test('A sign-up flood from 150 addresses blocks no reader and mails each victim once', async () => {
  const flood = Array.from({ length: HOSTILE * PER_CLIENT }, (_, i) => i);
  const victim = (i: number) => `victim${i % 20}@victim.example`;
  const taken = await inTurns(flood, (i) => signUp(victim(i), hostile(i % HOSTILE)));
  // The limit of these addresses is used up.
  const more = await inTurns(flood.slice(0, HOSTILE), (i) => signUp(victim(i), hostile(i)));
  // One attacker has a whole /48.
  const wide = await inTurns(flood.slice(0, 100), (i) =>
    signUp(victim(i), `2001:db8:99:${i.toString(16)}::1`),
  );
  console.info(`of the flood ${JSON.stringify([taken, more, wide])}`);
  expect([taken, more, wide]).toEqual([{ 200: 900 }, { 400: 150 }, { 200: 2, 400: 98 }]);

  const begun = Date.now();
  expect(await signUp('honest@reader.example', '203.0.113.5')).toBe(200);
  await waitUntil(async () => newsroom.mail.mails.some(({ to }) => to.includes('honest@reader.example')));
  console.info(`the mail of a reader came after ${Math.round((Date.now() - begun) / 1_000)} s`);
  const readers = Array.from({ length: 50 }, (_, i) => i);
  expect(await inTurns(readers, (i) => signUp(`reader${i}@reader.example`, `203.0.113.${100 + i}`))).toEqual({
    200: 50,
  });
  const { rows } = await newsroom.gateway.database.pool.query(
    `SELECT max(extract(epoch FROM run_at - now()))::int AS wait FROM graphile_worker.jobs
     WHERE task_identifier = 'answer_newsletter_sign_up'`,
  );
  console.info(`the last of ${readers.length} more readers waits ${rows[0].wait} s`);
  expect(rows[0].wait).toBeLessThanOrEqual(53 * 4 + 1);

  const perVictim = flood
    .slice(0, 20)
    .map((i) => newsroom.mail.mails.filter(({ to }) => to.includes(victim(i))).length);
  console.info(`mails to each of 20 victims: at most ${Math.max(...perVictim)}`);
  expect(Math.max(...perVictim)).toBe(1);
}, 300_000);
