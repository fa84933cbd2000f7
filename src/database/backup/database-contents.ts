import { z } from 'zod';

/** Description of a database dump: migrations, tables, sequences and jobs. */
export const databaseContentsSchema = z.object({
  /** Names of the applied migrations, from which the tables follow. */
  migrations: z.array(z.string()),
  /** Text search configuration that texts are indexed with, such as `english`. */
  searchConfiguration: z.string(),
  tables: z.array(
    z.object({
      name: z.string(),
      columns: z.array(z.string()),
      rows: z.number().int(),
      /** Size of the file in bytes. */
      bytes: z.number().int(),
    }),
  ),
  /** Last values of the sequences that were used. */
  sequences: z.record(z.string(), z.string()),
});

export type DatabaseContents = z.infer<typeof databaseContentsSchema>;

/** Name under which the waiting jobs are stored among the tables. */
export const JOBS = 'graphile_worker.jobs';
/** Columns of the waiting jobs: the arguments of graphile_worker.add_job. */
export const JOB_COLUMNS = [
  'identifier',
  'payload',
  'queue_name',
  'run_at',
  'max_attempts',
  'job_key',
  'priority',
  'flags',
];

/** Returns the name of the file with the rows of a table. */
export function getTableFile(table: string): string {
  return `${table}.copy.gz`;
}
