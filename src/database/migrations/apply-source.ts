import { createHash } from 'node:crypto';
import pg from 'pg';
import { CHANGE_LOG_LOCK } from '../../changes/change-log.js';
import { DatabaseSetupError } from '../setup-error.js';
import { omitFirstComment, type SourceFile } from './database-source.js';
import { isLockConflict } from './lock-retry.js';
import type { Migration } from './migration-files.js';

/** A function or trigger of the database. */
interface SourceObject {
  kind: SourceFile['kind'];
  /** Name of the function, or of the table that has the trigger. */
  file: string;
  name: string;
  /** Name with the types of arguments, or with the table, as in DROP and COMMENT. */
  identity: string;
  definition: string;
  /** The digest that this release or another has set, or null. */
  comment: string | null;
  /** Indexes, constraints and columns with values that a function computed. */
  dependents: string[];
}

/** Functions and triggers in the schema public, without those of extensions (pg_depend.deptype `e`). */
const SELECT_OBJECTS = `
  SELECT 'function' AS kind, proname AS file, proname AS name, p.oid::regprocedure::text AS identity,
    pg_get_functiondef(p.oid) AS definition, obj_description(p.oid, 'pg_proc') AS comment,
    ARRAY(SELECT pg_describe_object(classid, objid, objsubid) FROM pg_depend
      WHERE refclassid = 'pg_proc'::regclass AND refobjid = p.oid
        AND classid IN ('pg_class'::regclass, 'pg_constraint'::regclass, 'pg_attrdef'::regclass)) AS dependents
  FROM pg_proc p WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'
    AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = p.oid AND deptype = 'e')
  UNION ALL
  SELECT 'triggers', relname, tgname, format('%I ON %s', tgname, tgrelid::regclass),
    pg_get_triggerdef(t.oid), obj_description(t.oid, 'pg_trigger'), '{}'
  FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid
  WHERE NOT tgisinternal AND relnamespace = 'public'::regnamespace
  ORDER BY 1, 2, 3, 4`;

/** Begins the comments of functions and triggers that were created from a file. */
const COMMENT_PREFIX = 'Dateline ';
/** Functions and triggers that migrations create, which have no comment. */
const CREATED = /CREATE (?:OR REPLACE )?(?:CONSTRAINT )?(?:FUNCTION|TRIGGER) (?:public\.)?"?(\w+)/gi;
/** SQLSTATE of CREATE OR REPLACE FUNCTION with another type of result, or other names of parameters. */
const INVALID_FUNCTION_DEFINITION = '42P13';

/**
 * Makes functions and triggers as their files define them, and drops those that have no file any more. Changes
 * nothing if all are as their files define them. No content is written meanwhile.
 */
export async function ensureDatabaseSource(
  client: pg.Client,
  files: SourceFile[],
  migrations: Migration[],
): Promise<void> {
  const created = new Set(
    migrations.flatMap(({ sql }) => [...sql.matchAll(CREATED)].map(([, name]) => name!)),
  );
  const { rows } = await client.query<SourceObject>(SELECT_OBJECTS);
  // Functions and triggers that others have added to the database stay as they are.
  const isOwn = ({ name, comment }: SourceObject) =>
    comment === null ? created.has(name) : comment.startsWith(COMMENT_PREFIX);
  const foreign = new Set(rows.filter((row) => !isOwn(row)).map(({ identity }) => identity));
  await new SourceUpdate(client, files, rows.filter(isOwn), foreign).run();
}

class SourceUpdate {
  constructor(
    private readonly client: pg.Client,
    private readonly files: SourceFile[],
    /** Functions and triggers that this release, an earlier one or a migration has created. */
    private readonly own: SourceObject[],
    private readonly foreign: Set<string>,
  ) {}

  async run(): Promise<void> {
    const outdated = this.files.filter((file) => !isCurrent(file, this.own));
    const obsolete = this.own.filter(
      ({ kind, file }) => !this.files.some((other) => other.kind === kind && other.name === file),
    );
    if (outdated.length === 0 && obsolete.length === 0) return;
    await this.client.query('SELECT pg_advisory_lock($1)', [CHANGE_LOG_LOCK]);
    try {
      await this.applyFunctions(outdated.filter(({ kind }) => kind === 'function'));
      // One table after the other: with two locked, this and a reader of both could wait for each other.
      for (const file of outdated) if (file.kind === 'triggers') await this.applyTriggers(file);
      for (const object of obsolete) if (object.kind === 'triggers') await this.drop([object]);
      await this.drop(obsolete.filter(({ kind }) => kind === 'function'));
    } finally {
      await this.client.query('SELECT pg_advisory_unlock($1)', [CHANGE_LOG_LOCK]);
    }
  }

  /** Creates or replaces all functions in one transaction. Bodies are not checked, so that their order is free. */
  private async applyFunctions(files: SourceFile[]): Promise<void> {
    await this.inTransaction(async () => {
      await this.client.query('SET LOCAL check_function_bodies = off');
      for (const file of files) await runFile(file, () => this.createFunction(file));
      const found = await this.readObjects();
      for (const file of files) {
        await runFile(file, () => this.replaceOverload(file, findObjects(file, found)));
        assertUnchanged(file, findObjects(file, this.own), findObjects(file, found));
      }
      await this.setComments(files);
    });
  }

  private async createFunction(file: SourceFile): Promise<void> {
    await this.client.query('SAVEPOINT before_function');
    try {
      await this.client.query(file.sql);
    } catch (error) {
      if ((error as pg.DatabaseError).code !== INVALID_FUNCTION_DEFINITION) throw error;
      await this.client.query('ROLLBACK TO before_function');
      await this.drop(findObjects(file, this.own));
      await this.client.query(file.sql);
    }
  }

  /** Drops the former function if the new one has other types of parameters, and so would be an overload. */
  private async replaceOverload(file: SourceFile, found: SourceObject[]): Promise<void> {
    const former = findObjects(file, this.own);
    if (former.length > 0 && found.length > former.length) await this.drop(former);
  }

  /** Replaces the triggers of a table, while no statement runs on it. */
  private async applyTriggers(file: SourceFile): Promise<void> {
    await this.inTransaction(async () => {
      await runFile(file, async () => {
        await this.drop(findObjects(file, this.own));
        await this.client.query(file.sql);
      });
      await this.setComments([file]);
    });
  }

  /**
   * Drops functions with one statement, as one may be called by another, and each trigger with a separate
   * one.
   */
  private async drop(objects: SourceObject[]): Promise<void> {
    const triggers = objects.filter(({ kind }) => kind === 'triggers');
    for (const { identity } of triggers) await this.client.query(`DROP TRIGGER ${identity}`);
    const functions = objects.filter(({ kind }) => kind === 'function').map(({ identity }) => identity);
    if (functions.length > 0) await this.client.query(`DROP FUNCTION ${functions.join(', ')}`);
  }

  private async setComments(files: SourceFile[]): Promise<void> {
    const found = await this.readObjects();
    const statements = files.flatMap((file) => {
      const objects = findObjects(file, found);
      const comment = pg.escapeLiteral(createComment(file, objects));
      const type = file.kind === 'function' ? 'FUNCTION' : 'TRIGGER';
      return objects.map(({ identity }) => `COMMENT ON ${type} ${identity} IS ${comment}`);
    });
    await this.client.query(statements.join(';\n'));
  }

  private async readObjects(): Promise<SourceObject[]> {
    const { rows } = await this.client.query<SourceObject>(SELECT_OBJECTS);
    return rows.filter(({ identity }) => !this.foreign.has(identity));
  }

  private async inTransaction(work: () => Promise<void>): Promise<void> {
    await this.client.query('BEGIN');
    try {
      await work();
      await this.client.query('COMMIT');
    } catch (error) {
      await this.client.query('ROLLBACK').catch(() => undefined); // the connection itself may have failed
      throw error;
    }
  }
}

function isCurrent(file: SourceFile, objects: SourceObject[]): boolean {
  const found = findObjects(file, objects);
  const comment = createComment(file, found);
  return found.length > 0 && found.every((object) => object.comment === comment);
}

function findObjects({ kind, name }: SourceFile, objects: SourceObject[]): SourceObject[] {
  return objects.filter((object) => object.kind === kind && object.file === name);
}

/**
 * Returns the comment of objects of a file: a digest of the file and of the definitions that PostgreSQL made
 * from it.
 */
function createComment({ sql }: SourceFile, objects: SourceObject[]): string {
  const text = [omitFirstComment(sql), ...objects.map(({ definition }) => definition)].join('\n');
  return COMMENT_PREFIX + createHash('sha256').update(text).digest('hex');
}

/** Throws DatabaseSetupError if a function is replaced that an index, for example, has the values of. */
function assertUnchanged(file: SourceFile, before: SourceObject[], after: SourceObject[]): void {
  for (const { identity, definition, dependents } of before) {
    const replaced = after.find((object) => object.identity === identity);
    if (!replaced || replaced.definition === definition || dependents.length === 0) continue;
    throw new DatabaseSetupError(
      `prisma/functions/${file.name}.sql: ${dependents.join(', ')} was built with the function as it was. ` +
        'Leave the file as it is, give the new function another name, and write a migration that builds what depends on it.',
    );
  }
}

/** Adds the path of the file to an error of its statements. */
async function runFile({ kind, name }: SourceFile, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    if (isLockConflict(cause)) throw cause;
    const folder = kind === 'function' ? 'functions' : 'triggers';
    throw new DatabaseSetupError(`prisma/${folder}/${name}.sql: ${(cause as Error).message}`, { cause });
  }
}
