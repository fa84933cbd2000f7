import { z } from 'zod';
import { type Setting } from './setting.js';

const postgresUrlSchema = z.url({
  protocol: /^postgres(ql)?$/,
  error: 'must be a URL with postgres or postgresql',
});

/** Settings of PostgreSQL. */
export const DATABASE_SETTINGS = {
  DATABASE_URL: {
    schema: postgresUrlSchema,
    defaultValue: undefined,
    description:
      'URL of a PostgreSQL database, version 15 or newer, with the [parameters of TLS](deployment.md#tls-to-postgresql). Unset: an embedded PostgreSQL with its data in `DATA_DIR`.',
  },
  DATABASE_DIRECT_URL: {
    schema: postgresUrlSchema,
    defaultValue: undefined,
    requires: 'DATABASE_URL',
    description:
      'URL of the same database without the pooler that `DATABASE_URL` leads to, for notifications, locks, migrations and jobs. Needed for a [pooler in transaction mode](deployment.md#pgbouncer).',
  },
  DATABASE_POOL: {
    schema: z.coerce.number().int().min(1).max(1000),
    defaultValue: '10',
    description:
      'Maximum number of database connections that one process uses for requests, half of them for writes. At most 12 more run jobs and listen for changes. Fewer are used where PostgreSQL [allows fewer](deployment.md#connections-to-postgresql).',
  },
  READ_SECONDS: {
    schema: z.coerce.number().min(0.1).max(600),
    defaultValue: '2.5',
    description:
      'Maximum time in seconds that a read request waits for the database, in total. After it, the response is a stale one or a 503. The result of a mutation has this time from the moment at which it is saved.',
  },
  CHANGE_LOG_DAYS: {
    schema: z.coerce.number().int().min(1).max(3650),
    defaultValue: '7',
    description: 'Retention of the change log in days. A subscription can resume within it.',
  },
} satisfies Record<string, Setting>;
