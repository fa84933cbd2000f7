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
    const [gateway, sql, parts, memory, bare, tutorial] = rows;
    const bytes = workload.answers.reduce((sum, answer) => sum + Buffer.byteLength(answer), 0);
    console.log(`\n${workload.name}, ${(bytes / workload.answers.length / 1000).toFixed(1)} kB on average`);
    printTable([COLUMNS.map(([name]) => name), ...rows.map((row) => COLUMNS.map(([, text]) => text(row)))]);
    console.log(
      `relative to hand-written SQL: nothing in memory ${formatRatio(gateway, sql)}, entities in memory ${formatRatio(parts, sql)}; from memory relative to bare node:http ${formatRatio(memory, bare)}${tutorial ? `; ${tutorial.server.name} relative to hand-written SQL ${formatRatio(tutorial, sql)}` : ''}`,
    );
  }
  console.log(`\n${rounds} alternating rounds of ${seconds} s; lowest and highest round in brackets.`);
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
