// Measures every path of readers and editors in archives of several sizes: CPU and statements of PostgreSQL, and wall time.
import 'reflect-metadata';
import { chmod, mkdir } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { createKey } from '../../stress/gateways.mjs';
import { createTemporaryFolder, runBenchmark } from '../clean-up.mjs';
import { readOptions } from '../options.mjs';
import { startPostgres } from '../postgres.mjs';
import { startGateway } from '../servers.mjs';
import { compareWithImport } from './check.mjs';
import { fillArchive } from './fill.mjs';
import { measureReads, measureWrites } from './measure.mjs';
import { createPlainSchema, readSamples, readSizes } from './samples.mjs';

const HELP = `npm run bench -- archive [options]

  --articles NUMBERS  sizes of the archives, separated by commas (10000,100000,1000000)
  --blocks LOW-HIGH   number of blocks of a text, 26 words each (6-12)
  --path TEXT         only paths with this in their name; "writes" for all writes
  --check NUMBER      articles of the first archive that are imported too and compared row by row (300)
  --sizes             also prints the bytes of tables, beside a plain schema, for the first archive
  --without-search    without the indexes of words, which take half of the time of filling, and without searches and writes
  --data FOLDER       folder to keep the archives in, for another run (a temporary one)`;

/** Settings for filling: nothing has to survive a crash, and what a fill writes is not logged. */
const SETTINGS = {
  wal_level: 'minimal',
  max_wal_senders: '0',
  fsync: 'off',
  max_wal_size: '4GB',
  autovacuum: 'off',
};

async function main() {
  const values = readOptions(
    {
      articles: '10000,100000,1000000',
      blocks: '6-12',
      path: '',
      check: 300,
      sizes: false,
      'without-search': false,
      data: undefined,
    },
    HELP,
  );
  const data = values.data ?? (await createTemporaryFolder());
  // The blocks are written there by PostgreSQL, which may run as another user.
  await chmod(data, 0o777);
  const sizes = values.articles.split(',').map(Number);
  const measured = [];
  for (const [i, size] of sizes.entries()) {
    const folder = join(data, String(size));
    await mkdir(folder, { recursive: true });
    const postgres = await startPostgres(folder, SETTINGS);
    const began = process.hrtime.bigint();
    const report = (step) =>
      console.error(`${size}: ${step}, ${Number((process.hrtime.bigint() - began) / 1_000_000_000n)} s`);
    const blocks = values.blocks.split('-').map(Number);
    await fillArchive(postgres, size, {
      blocks,
      pool: join(data, 'blocks.copy'),
      hasSearch: !values['without-search'],
      report,
    });
    if (i === 0 && values.check > 0) await check(postgres, values.check);
    if (i === 0 && values.sizes) await printSizes(postgres);
    measured.push(
      await measureSize(postgres, { folder, size, part: values.path, hasSearch: !values['without-search'] }),
    );
    printTable(sizes.slice(0, i + 1), measured);
  }
}

async function check(postgres, count) {
  const { articles, rows, differences } = await compareWithImport(postgres, count);
  console.log(`${articles} articles imported and compared: ${differences.length} of ${rows} rows differ`);
  if (differences.length > 0) throw new Error(JSON.stringify(differences.slice(0, 5), null, 2));
}

async function printSizes(postgres) {
  const sizes = await readSizes(postgres);
  const plain = await createPlainSchema(postgres);
  console.log('\n| bytes an article | table | indexes |\n|---|---|---|');
  for (const { name, table, indexes } of sizes)
    console.log(`| ${name} | ${table.toFixed(0)} | ${indexes.toFixed(0)} |`);
  const total = sizes.reduce((sum, { table, indexes }) => sum + table + indexes, 0);
  console.log(
    `\nAll: ${total.toFixed(0)} bytes an article; a plain schema ${plain.toFixed(0)}: ${(total / plain).toFixed(1)} times`,
  );
}

async function measureSize(postgres, { folder, size, part, hasSearch }) {
  await skipRelatedLists(postgres);
  const archive = await readSamples(postgres);
  const key = await createKey({ DATA_DIR: folder, DATABASE_URL: '', SEED: 'false' }, 'bench', [
    'write',
    'publish',
  ]);
  const gateway = await startGateway(folder, { CACHE_MB: '0', READ_SECONDS: '60', DATABASE_POOL: '3' });
  const target = { postgres, gateway, key, hasSearch };
  const reads = await measureReads(target, archive, part === 'writes' ? 'no read' : part);
  // Printed before writes, of which one may exceed a time limit on a busy machine.
  if (reads.length > 0) printTable([size], [{ rows: reads, load: loadavg()[0] }]);
  const writes = hasSearch ? await measureWrites(target, archive, part) : [];
  return { rows: [...reads, ...writes], load: loadavg()[0] };
}

/** Leaves nothing due for the job that computes related lists, which would run beside what is measured. */
async function skipRelatedLists(postgres) {
  await postgres.query('DELETE FROM related_due');
  await postgres.query(
    "UPDATE change_follower SET sequence = (SELECT coalesce(max(sequence), 0) FROM content_change) WHERE name = 'related'",
  );
}

function printTable(sizes, measured) {
  const loads = measured.map(({ load }) => load.toFixed(0)).join(', ');
  console.log(`\nFor a request: CPU ms of PostgreSQL · wall ms, median and 95 % · statements. Load ${loads}`);
  console.log(`| | ${sizes.map((size) => size.toLocaleString('en')).join(' | ')} | CPU, last : first |`);
  console.log(`|---|${'---|'.repeat(sizes.length + 1)}`);
  for (const [i, { name, cpu: first }] of measured[0].rows.entries()) {
    const cells = measured.map(({ rows }) => {
      const { cpu, median, p95, statements } = rows[i];
      return `${cpu.toFixed(1)} · ${median.toFixed(0)}, ${p95.toFixed(0)} · ${statements.toFixed(1)}`;
    });
    console.log(`| ${name} | ${cells.join(' | ')} | ${(measured.at(-1).rows[i].cpu / first).toFixed(1)} |`);
  }
}

await runBenchmark(main);
