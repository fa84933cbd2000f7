import pg from 'pg';
import { CHANGE_LOG_LOCK } from '../../changes/change-log.js';
import { DatabaseSetupError } from '../setup-error.js';
import type { SourceFile } from './database-source.js';
import { isLockConflict } from './lock-retry.js';
import type { Migration } from './migration-files.js';
import {
  compareSource,
  createComment,
  findObjects,
  getSourcePath,
  KINDS,
  readSourceObjects,
  type SourceDifferences,
  type SourceObject,
  selectObjects,
} from './source-objects.js';

/** SQLSTATE of CREATE OR REPLACE FUNCTION with another type of result, or other names of parameters. */
const INVALID_FUNCTION_DEFINITION = '42P13';

/**
 * Makes functions, views and triggers as their files define them, and drops those that have no file any more.
 * Changes nothing if all are as their files define them. No content is written meanwhile.
 */
export async function ensureDatabaseSource(
  client: pg.Client,
  files: SourceFile[],
  migrations: Migration[],
): Promise<void> {
  const { own, foreign } = await readSourceObjects(client, files, migrations);
  const differences = compareSource(files, own);
  if (differences.outdated.length === 0 && differences.obsolete.length === 0) return;
  await new SourceUpdate(client, own, new Set(foreign.map(({ identity }) => identity))).run(differences);
}

class SourceUpdate {
  constructor(
    private readonly client: pg.Client,
    /** Functions, views and triggers that this release, an earlier one or a migration has created. */
    private readonly own: SourceObject[],
    private readonly foreign: Set<string>,
  ) {}

  async run({ outdated, obsolete }: SourceDifferences): Promise<void> {
    await this.client.query('SELECT pg_advisory_lock($1)', [CHANGE_LOG_LOCK]);
    try {
      await this.applyFunctions(outdated.filter(({ kind }) => kind === 'function'));
      // One view and one table after the other: with two locked, this and a reader of both could wait for each other.
      for (const file of outdated) if (file.kind === 'view') await this.applyView(file);
      for (const file of outdated) if (file.kind === 'triggers') await this.applyTriggers(file);
      for (const object of obsolete) if (object.kind === 'triggers') await this.drop([object]);
      await this.drop(obsolete.filter(({ kind }) => kind === 'view'));
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

  /** Creates or replaces a view, which keeps its former columns. */
  private async applyView(file: SourceFile): Promise<void> {
    await this.inTransaction(async () => {
      await runFile(file, () => this.client.query(file.sql));
      await this.setComments([file]);
    });
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
   * Drops functions, and views, with one statement, as one may depend on another, and each trigger with a
   * separate one.
   */
  private async drop(objects: SourceObject[]): Promise<void> {
    const triggers = objects.filter(({ kind }) => kind === 'triggers');
    for (const { identity } of triggers) await this.client.query(`DROP TRIGGER ${identity}`);
    for (const kind of ['view', 'function'] as const) {
      const names = objects.filter((object) => object.kind === kind).map(({ identity }) => identity);
      if (names.length > 0) await this.client.query(`DROP ${KINDS[kind].type} ${names.join(', ')}`);
    }
  }

  private async setComments(files: SourceFile[]): Promise<void> {
    const found = await this.readObjects();
    const statements = files.flatMap((file) => {
      const objects = findObjects(file, found);
      const comment = pg.escapeLiteral(createComment(file, objects));
      return objects.map(({ identity }) => `COMMENT ON ${KINDS[file.kind].type} ${identity} IS ${comment}`);
    });
    await this.client.query(statements.join(';\n'));
  }

  private async readObjects(): Promise<SourceObject[]> {
    const objects = await selectObjects(this.client);
    return objects.filter(({ identity }) => !this.foreign.has(identity));
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

/** Throws DatabaseSetupError if a function is replaced that an index, for example, has the values of. */
function assertUnchanged(file: SourceFile, before: SourceObject[], after: SourceObject[]): void {
  for (const { identity, definition, dependents } of before) {
    const replaced = after.find((object) => object.identity === identity);
    if (!replaced || replaced.definition === definition || dependents.length === 0) continue;
    throw new DatabaseSetupError(
      `${getSourcePath(file)}: ${dependents.join(', ')} was built with the function as it was. ` +
        'Leave the file as it is, give the new function another name, and write a migration that builds what depends on it.',
    );
  }
}

/** Adds the path of the file to an error of its statements. */
async function runFile(file: SourceFile, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    if (isLockConflict(cause)) throw cause;
    throw new DatabaseSetupError(`${getSourcePath(file)}: ${(cause as Error).message}`, {
      cause,
    });
  }
}
