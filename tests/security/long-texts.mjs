// Sends long hostile texts to a gateway in production, over every transport and at every place that takes a
// client's text. Compares the CPU time of each with that of as many letters: `npm run test:security -- long-texts`.
// `--documents also` or `only` trusts documents; `--every 5` sends only each fifth kind of text.

import { request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { readNumberOption, withDatabase } from '../stress/gateways.mjs';
import { CROWDS, LETTERS, OTHER_REQUESTS, PLACES, repeatToLength, UNITS } from './long-text-requests.mjs';
import { createProductionSettings } from './production.mjs';
import { TRANSPORTS } from './transports.mjs';

/** Sizes of bodies in bytes, up to the default limit of 1 MiB. */
const SIZES = [32_768, 262_144, 1_048_576];
/** Step through the kinds of texts. */
const EVERY = readNumberOption('--every', 1);
/** Maximum length of a URL, encoded: Node accepts 16 KB of headers. */
const MAX_URL_LENGTH = 12_000;
/** CPU time that a hostile text may cost: a multiple of that of letters, plus milliseconds. */
const MAX_FACTOR = 5;
const ALLOWANCE_MS = 50;
const TRIES = 3;
const REPORTER = fileURLToPath(new URL('report-cpu.mjs', import.meta.url));

const DOCUMENTS = [...Object.values(PLACES), ...Object.values(CROWDS)].flatMap(
  (toOperation) => toOperation('{ __typename }').query ?? [],
);

const measureJson = (text) => Buffer.byteLength(JSON.stringify(JSON.stringify(text))) - 6;
const measureQueryString = (text) => new URLSearchParams({ a: JSON.stringify(text) }).toString().length - 8;
const measureEncoded = (text) => encodeURIComponent(text).length;

await withDatabase(async ({ start }) => {
  const gateway = await start({
    ...createProductionSettings(DOCUMENTS),
    NODE_OPTIONS: `--import=${REPORTER}`,
  });
  const blocked = [];
  let sent = 0;
  let worst = { milliseconds: 0 };

  const measureCpu = async (send) => {
    const before = await gateway.ask();
    await send();
    sent += 1;
    return (await gateway.ask()).milliseconds - before.milliseconds;
  };
  /** Returns the least CPU time of a few tries, since other work of the process is not in all of them. */
  const measureLeastCpu = async (send, limit) => {
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < TRIES && least > limit; i++) least = Math.min(least, await measureCpu(send));
    return least;
  };
  const compare = async (name, harmless, hostile) => {
    const quiet = await measureLeastCpu(harmless, 0);
    const limit = MAX_FACTOR * quiet + ALLOWANCE_MS;
    for (const [unit, send] of hostile) {
      const milliseconds = await measureLeastCpu(send, limit);
      const what = `${name}, ${JSON.stringify(unit)}: ${milliseconds.toFixed(1)} ms, letters ${quiet.toFixed(1)} ms`;
      if (milliseconds > worst.milliseconds) worst = { milliseconds, what };
      if (milliseconds > limit) blocked.push(what);
    }
  };

  const units = UNITS.filter((_, i) => i % EVERY === 0);
  const sendAll = async (transport, size) => {
    const isUrl = transport === 'GET';
    const send = TRANSPORTS[transport];
    const measure = isUrl ? measureQueryString : measureJson;
    // The rest of the request takes fewer than 300 bytes.
    const bytes = Math.min(size, isUrl ? MAX_URL_LENGTH : size) - 300;
    const describe = (place) => `${place} by ${transport}, ${bytes} bytes`;
    for (const [place, toOperation] of Object.entries(PLACES)) {
      const by = (unit) => () => send(gateway.address, toOperation(repeatToLength(unit, bytes, measure)));
      const hostile = units.map((unit) => [unit, by(unit)]);
      await compare(describe(place), by(LETTERS), hostile);
    }
    const letters = PLACES['a variable of type Int'](LETTERS.repeat(bytes));
    const crowds = Object.entries(CROWDS).map(([crowd, toOperation]) => [
      crowd,
      () => send(gateway.address, toOperation(isUrl ? bytes / 3 : bytes)),
    ]);
    await compare(describe('many invalid values'), () => send(gateway.address, letters), crowds);
  };
  for (const size of SIZES) {
    // With quadratic time, a second for 32 KB would be a quarter of an hour for 1 MB.
    if (blocked.length > 0) break;
    for (const transport of Object.keys(TRANSPORTS)) {
      if (transport !== 'GET' || size === SIZES[0]) await sendAll(transport, size);
    }
  }
  for (const [name, { maxLength, toRequest }] of Object.entries(OTHER_REQUESTS)) {
    const by = (unit) => () =>
      sendTo(gateway.address, ...toRequest(repeatToLength(unit, maxLength, measureEncoded)));
    const hostile = units.map((unit) => [unit, by(unit)]);
    await compare(name, by(LETTERS), hostile);
  }
  console.log(`${sent} texts sent, highest CPU time: ${worst.what}`);
  for (const each of blocked) console.log(`  ${each}`);
  console.log(`over the CPU limit: ${blocked.length}`);
  process.exitCode = blocked.length === 0 ? 0 : 1;
});

/** Sends a request and ignores its response. Encodes header values that Node refuses to send. */
function sendTo(address, path, { method = 'GET', headers = {}, body } = {}) {
  const safe = Object.entries(headers).map(([name, value]) => [
    name,
    /^[\t\x20-\x7e]*$/.test(value) ? value : encodeURIComponent(value),
  ]);
  return new Promise((resolve) => {
    const url = new URL(address);
    const options = { host: url.hostname, port: url.port, path, method, headers: Object.fromEntries(safe) };
    const sending = request(options, (response) => response.resume().on('close', resolve));
    sending.on('error', resolve);
    sending.end(body);
  });
}
