const COLUMNS = [
  ['', (row) => row.server.name],
  ['requests/s', ({ rate }) => rate.toFixed(0)],
  ['p50 ms', ({ p50 }) => p50.toFixed(0)],
  ['p99 ms', ({ p99 }) => p99.toFixed(0)],
  ['CPU ms', ({ cpu }) => cpu.toFixed(2)],
  ['PostgreSQL CPU ms', ({ postgresCpu }) => postgresCpu.toFixed(2)],
  ['statements', ({ statements }) => statements.toFixed(1)],
  ['memory MiB', ({ memory }) => memory.toFixed(0)],
  ['errors', ({ errors }) => String(errors)],
];

/** Prints a table per workload. CPU and statements are per request, ratios are of requests per second. */
export function printReport(results, { rounds, seconds }) {
  for (const { workload, rows } of results) {
    const bytes = workload.answers.reduce((sum, answer) => sum + Buffer.byteLength(answer), 0);
    console.log(`\n${workload.name}, ${(bytes / workload.answers.length / 1000).toFixed(1)} kB on average`);
    printTable([COLUMNS.map(([name]) => name), ...rows.map((row) => COLUMNS.map(([, text]) => text(row)))]);
  }
  console.log(`\n${rounds} alternating rounds of ${seconds} s; lowest and highest round in brackets.`);
  console.log(
    '\nOf hand-written SQL: requests per second, then requests per second of CPU of Node.js and PostgreSQL',
  );
  printTable(buildShares(results));
}

/**
 * Builds the table of shares, a line per workload: requests per second of hand-written SQL, and the share in CPU after a
 * semicolon. The gateway from memory is compared to bare node:http.
 */
function buildShares(results) {
  const head = ['', 'nothing in memory', 'entities in memory', 'from memory, of bare', 'other rivals'];
  const lines = results.map(({ workload, rows: [gateway, sql, parts, memory, bare, ...others] }) => [
    workload.name,
    formatShares(gateway, sql),
    formatShares(parts, sql),
    formatShares(memory, bare),
    others.map((row) => `${row.server.name} ${formatShares(row, sql)}`).join(' / '),
  ]);
  return [head, ...lines];
}

function formatShares(row, other) {
  const cpu = (other.cpu + other.postgresCpu) / (row.cpu + row.postgresCpu);
  return `${formatRatio(row, other)}; ${cpu.toFixed(3)}`;
}

export function formatRatio(one, other) {
  const rounds = one.rates.map((rate, i) => rate / other.rates[i]);
  const [low, high] = [Math.min(...rounds), Math.max(...rounds)];
  return `${(one.rate / other.rate).toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
}

function printTable(lines) {
  const widths = lines[0].map((_, i) => Math.max(...lines.map((line) => line[i].length)));
  for (const line of lines) {
    console.log(
      line.map((text, i) => (i === 0 ? text.padEnd(widths[i]) : text.padStart(widths[i]))).join('  '),
    );
  }
}
