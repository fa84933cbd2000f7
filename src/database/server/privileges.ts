import type pg from 'pg';
import { requireValue } from '../../shared/require-value.js';

/** Privileges of a role in a database. */
export interface DatabaseAccess {
  role: string;
  /** Name of the database. */
  name: string;
  encoding: string;
  isReplica: boolean;
  isReadOnly: boolean;
  /** True if the role can create schemas and extensions in the database. */
  createsSchemas: boolean;
  /** True if the role can create tables in the schema `public`. */
  createsTables: boolean;
}

/** A reason why Dateline cannot use a database, with the statement or step that removes it. */
export interface AccessProblem {
  check: 'database' | 'privileges';
  message: string;
  advice: string;
}

export async function readAccess(client: pg.ClientBase): Promise<DatabaseAccess> {
  const { rows } = await client.query<DatabaseAccess>(`
    SELECT pg_is_in_recovery() AS "isReplica",
      current_setting('default_transaction_read_only') = 'on' AS "isReadOnly",
      has_database_privilege(current_database(), 'CREATE') AS "createsSchemas",
      coalesce(has_schema_privilege(to_regnamespace('public'), 'CREATE'), false) AS "createsTables",
      pg_encoding_to_char(encoding) AS encoding, current_user AS role, current_database() AS name
    FROM pg_database WHERE datname = current_database()`);
  return requireValue(rows[0], 'pg_database has the current database.');
}

/** Returns why migrations cannot be applied; an empty list if they can. */
export function findAccessProblems(access: DatabaseAccess): AccessProblem[] {
  const { role, name, encoding, isReplica, isReadOnly, createsSchemas, createsTables } = access;
  const problems: AccessProblem[] = [];
  if (isReplica) {
    problems.push({
      check: 'database',
      message: 'is a read-only replica',
      advice: 'Set DATABASE_URL to the primary; with several hosts, add target_session_attrs=read-write.',
    });
  } else if (isReadOnly) {
    problems.push({
      check: 'database',
      message: 'is read-only: default_transaction_read_only is on',
      advice: `Run ALTER DATABASE ${name} RESET default_transaction_read_only, or the same for ROLE ${role}.`,
    });
  }
  if (encoding !== 'UTF8') {
    problems.push({
      check: 'database',
      message: `has the encoding ${encoding}, but UTF8 is required`,
      advice: "Create a database with ENCODING 'UTF8' and move the data to it.",
    });
  }
  const grants = [
    ...(createsSchemas ? [] : [`GRANT CREATE ON DATABASE ${quote(name)} TO ${quote(role)};`]),
    ...(createsTables ? [] : [`GRANT CREATE ON SCHEMA public TO ${quote(role)};`]),
  ];
  if (grants.length > 0) {
    const objects = [...(createsSchemas ? [] : ['schemas']), ...(createsTables ? [] : ['tables'])];
    problems.push({
      check: 'privileges',
      message: `the role ${role} cannot create ${objects.join(' and ')}`,
      advice:
        `As a superuser, make it the owner: ALTER DATABASE ${quote(name)} OWNER TO ${quote(role)}; ` +
        `or, connected to ${name}: ${grants.join(' ')}`,
    });
  }
  return problems;
}

/** Quotes an identifier where PostgreSQL requires it. */
function quote(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
