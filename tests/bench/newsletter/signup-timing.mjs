// Checks that the duration of a sign-up does not reveal if its address is known. Sends equal numbers of both
// in random order: node tests/bench/newsletter/signup-timing.mjs [tries of each]
import { Agent, request } from 'node:http';
import { runBenchmark } from '../clean-up.mjs';
import { addSubscribers, NEWSLETTER, startNewsletterBench } from './setting.mjs';

const tries = Number(process.argv[2] ?? 500);
const WARM_UP = 200;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

async function main() {
  const setting = await startNewsletterBench();
  await setting.start();
  await addSubscribers(await setting.database(), tries);
  for (let i = 0; i < WARM_UP; i++) await signUp(setting.url, `warm${i}@known.example`);
  const known = Array.from({ length: tries }, (_, i) => ({
    kind: 'known',
    email: `reader${i + 1}@known.example`,
  }));
  const unknown = known.map((_, i) => ({ kind: 'unknown', email: `reader${i + 1}@fresh.example` }));
  const times = { known: [], unknown: [] };
  const answers = new Set();
  for (const { kind, email } of shuffle([...known, ...unknown])) {
    const { ms, body } = await signUp(setting.url, email);
    times[kind].push(ms);
    answers.add(body);
  }
  for (const [kind, all] of Object.entries(times)) {
    const sorted = all.toSorted((a, b) => a - b);
    const at = (share) => sorted[Math.floor(share * (sorted.length - 1))].toFixed(2);
    console.log(
      `${kind.padEnd(8)} ${all.length} tries: median ${at(0.5)} ms, p25 ${at(0.25)} ms, p75 ${at(0.75)} ms, p95 ${at(0.95)} ms`,
    );
  }
  const { auc, p } = computeMannWhitney(times.known, times.unknown);
  console.log(`distinct responses: ${answers.size}`);
  console.log(
    `Mann-Whitney: a known address is the slower one of a pair in ${(auc * 100).toFixed(1)} %, p = ${p.toFixed(3)}`,
  );
}

function signUp(url, email) {
  const body = JSON.stringify({
    query: `mutation ($email: String!) { subscribeToNewsletter(input: { newsletter: "${NEWSLETTER}", email: $email }) { accepted userErrors { message } } }`,
    variables: { email },
  });
  return new Promise((resolve, reject) => {
    const began = process.hrtime.bigint();
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    request(`${url}/graphql`, { method: 'POST', agent, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ ms: Number(process.hrtime.bigint() - began) / 1e6, body: text }));
    })
      .on('error', reject)
      .end(body);
  });
}

function shuffle(list) {
  const order = list.map((entry) => [Math.random(), entry]);
  return order.sort(([a], [b]) => a - b).map(([, entry]) => entry);
}

/**
 * Computes a two-sided Mann-Whitney U test by the normal approximation (Mann and Whitney 1947), which needs
 * hundreds of values and few ties.
 */
function computeMannWhitney(a, b) {
  const ranked = [...a.map((ms) => ({ ms, isA: true })), ...b.map((ms) => ({ ms, isA: false }))];
  ranked.sort((x, y) => x.ms - y.ms);
  const rankSum = ranked.reduce((sum, { isA }, i) => sum + (isA ? i + 1 : 0), 0);
  const u = rankSum - (a.length * (a.length + 1)) / 2;
  const mean = (a.length * b.length) / 2;
  const deviation = Math.sqrt((a.length * b.length * (a.length + b.length + 1)) / 12);
  const z = Math.abs(u - mean) / deviation;
  return { auc: u / (a.length * b.length), p: 2 * (1 - computeNormalCdf(z)) };
}

/**
 * Computes the cumulative standard normal distribution with an error below 7.5e-8 (Abramowitz and Stegun
 * 26.2.17).
 */
function computeNormalCdf(z) {
  const t = 1 / (1 + 0.2316419 * z);
  const series =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return 1 - (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * series;
}

await runBenchmark(main);
agent.destroy();
