import autocannon from 'autocannon';
import { isSuccessful } from './answers.mjs';
import { readCpuSeconds, readMemoryMiB } from './processes.mjs';
import { runWrk } from './wrk.mjs';

/** Seconds of load before the measurement: V8 still compiles a gateway's code for some ten seconds. */
const WARM_UP_SECONDS = 6;

/** Measures each server under a workload in turn, for several rounds. Returns a row per server. */
export async function measure(workload, servers, postgres, { seconds, rounds, connections, load }) {
  const rows = servers.map((server) => ({ server, own: server.own?.get(workload) ?? workload, runs: [] }));
  const drive = load === 'wrk' ? driveWrk : driveAutocannon;
  for (const { server, own } of rows) await drive(server, own, WARM_UP_SECONDS, connections);
  for (let round = 0; round < rounds; round++) {
    for (const { server, own, runs } of rows) {
      const before = [readCpuSeconds(server.pid), readCpuSeconds(postgres.pid, 'and children')];
      const result = await drive(server, own, seconds, connections);
      const after = [readCpuSeconds(server.pid), readCpuSeconds(postgres.pid, 'and children')];
      runs.push({
        ...result,
        cpu: after[0] - before[0],
        postgresCpu: after[1] - before[1],
        memory: readMemoryMiB(server.pid),
      });
    }
  }
  return rows.map(({ server, runs }) => ({ server, ...summarize(runs) }));
}

function driveWrk(server, { stream }, duration, connections) {
  return runWrk(server, stream, duration, connections);
}

function driveAutocannon({ url }, { requests }, duration, connections) {
  let connection = 0;
  return autocannon({
    url,
    duration,
    connections,
    verifyBody: isSuccessful,
    setupClient(client) {
      connection += 1;
      const headers = { 'content-type': 'application/json' };
      client.setRequests(requests(connection).map((body) => ({ method: 'POST', headers, body })));
    },
  });
}

function summarize(runs) {
  const sum = (value) => runs.reduce((total, run) => total + value(run), 0);
  const requests = sum((run) => run['2xx']);
  return {
    rates: runs.map((run) => run['2xx'] / run.duration),
    rate: requests / sum(({ duration }) => duration),
    p50: sum(({ latency }) => latency.p50) / runs.length,
    p99: Math.max(...runs.map(({ latency }) => latency.p99)),
    cpu: (1000 * sum(({ cpu }) => cpu)) / requests,
    postgresCpu: (1000 * sum(({ postgresCpu }) => postgresCpu)) / requests,
    memory: Math.max(...runs.map(({ memory }) => memory)),
    // Autocannon's errors include timeouts.
    errors: sum((run) => run.errors + run.non2xx + run.mismatches),
  };
}
