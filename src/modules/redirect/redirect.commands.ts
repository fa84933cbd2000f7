import { basename } from 'node:path';
import type { Command } from 'commander';
import type { PrismaClient } from '../../database/generated/client.js';
import { readRedirects } from '../../importers/redirects/read-redirects.js';
import type { RedirectLine } from '../../importers/redirects/redirect-line.js';
import { runDry } from '../../mutations/dry-run.js';
import { formatCsvLine } from '../../shared/text/csv.js';
import { zip } from '../../shared/zip.js';
import type { CommandContext } from '../module.js';
import { type RedirectImportResult, RedirectService } from './redirect.service.js';

/** Redirects saved in one transaction; other writers wait for it. */
const BATCH_SIZE = 100;
/** Whether a redirect is permanent, by its status. */
const STATUSES = new Map([
  ['', true],
  ['301', true],
  ['308', true],
  ['302', false],
  ['307', false],
]);

/** Adds the commands that begin with `dateline redirects`. */
export function addRedirectCommands(redirects: Command, { withDatabase, loadSite }: CommandContext): void {
  const createService = async (prisma: PrismaClient) => new RedirectService(prisma, await loadSite());

  redirects
    .command('import <file>')
    .description(
      'import redirects from a CSV file with the columns from, to and, optionally, status, an export of the WordPress plugin Redirection, or redirects.json or redirects.yaml of Ghost',
    )
    .option('--dry-run', 'report what the command would do, and write nothing')
    .action(async (file: string, { dryRun }: { dryRun?: boolean }) => {
      const run = async (prisma: PrismaClient) => importRedirects(await createService(prisma), file);
      process.exitCode = await withDatabase(({ prisma }) => (dryRun ? runDry(prisma, run) : run(prisma)));
      if (dryRun) console.error('Dry run: nothing was written.');
    });
  redirects
    .command('export')
    .description('print all redirects as CSV, in the form that `redirects import` reads')
    .action(() =>
      withDatabase(async ({ prisma }) => {
        process.stdout.write(formatCsvLine(['from', 'to', 'status']));
        const service = await createService(prisma);
        for await (const { path, target, isPermanent } of service.listAll())
          process.stdout.write(formatCsvLine([path, target, isPermanent ? '301' : '302']));
      }),
    );
}

/** Imports the redirects of a file, prints the refused lines, and returns the exit code. */
async function importRedirects(service: RedirectService, file: string): Promise<number> {
  const counts = { created: 0, updated: 0, unchanged: 0, refused: 0 };
  const report = ({ line }: RedirectLine, result: RedirectImportResult) => {
    counts[result.outcome] += 1;
    if (result.outcome !== 'refused') return;
    for (const reason of result.reasons) console.error(`${basename(file)}:${line}: refused: ${reason}`);
  };
  const flush = async (batch: RedirectLine[]) => {
    const values = batch.map(({ from, to, status }) => ({
      from,
      to,
      isPermanent: STATUSES.get(status) === true,
    }));
    const results = await service.import(values);
    for (const [line, result] of zip(batch, results)) report(line, result);
  };
  let batch: RedirectLine[] = [];
  for await (const line of readRedirects(file)) {
    if (line.refusal !== undefined) report(line, { outcome: 'refused', reasons: [line.refusal] });
    else if (STATUSES.has(line.status)) batch.push(line);
    else report(line, { outcome: 'refused', reasons: ['status: 301, 302, 307 or 308, or nothing for 301.'] });
    if (batch.length < BATCH_SIZE) continue;
    await flush(batch);
    batch = [];
  }
  await flush(batch);
  console.log(
    Object.entries(counts)
      .map(([outcome, count]) => `${count} ${outcome}`)
      .join(', '),
  );
  return counts.refused === 0 ? 0 : 1;
}
