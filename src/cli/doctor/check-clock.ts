import type pg from 'pg';
import { requireValue } from '../../shared/require-value.js';
import { type Finding, failed, ok, warning } from './finding.js';

/** Seconds between the clocks of this machine and of PostgreSQL. */
const NOTICEABLE = 2;
const HARMFUL = 60;

/** Compares the two clocks, corrected by half of the response time. */
export async function checkClock(client: pg.Client): Promise<Finding[]> {
  const asked = Date.now();
  const { rows } = await client.query<{ ms: number }>(
    'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS ms',
  );
  const ahead = ((asked + Date.now()) / 2 - requireValue(rows[0], 'SELECT returns a row.').ms) / 1_000;
  const by = `${Math.abs(ahead).toFixed(1)} s ${ahead > 0 ? 'ahead of' : 'behind'} the clock of PostgreSQL`;
  const message = `the clock of this machine is ${by}`;
  const advice = 'Run an NTP client (chrony, systemd-timesyncd) on both machines.';
  if (Math.abs(ahead) > HARMFUL) return [failed('clock', message, advice)];
  return [Math.abs(ahead) > NOTICEABLE ? warning('clock', message, advice) : ok('clock', message)];
}
