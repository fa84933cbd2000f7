import { createHash } from 'node:crypto';
import type pg from 'pg';
import { omitFirstComment, type SourceFile } from './database-source.js';
import type { Migration } from './migration-files.js';

/** A function, view or trigger of the database. */
export interface SourceObject {
  kind: SourceFile['kind'];
  /** Name of the function or view, or of the table that has the trigger. */
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

/** Folder of each kind of file, and its word in DROP and COMMENT. */
export const KINDS = {
  function: { folder: 'functions', type: 'FUNCTION' },
  view: { folder: 'views', type: 'VIEW' },
  triggers: { folder: 'triggers', type: 'TRIGGER' },
};

/** Functions, views and triggers in the schema public, without those of extensions (pg_depend.deptype `e`). */
const SELECT_OBJECTS = `
  SELECT 'function' AS kind, proname AS file, proname AS name, p.oid::regprocedure::text AS identity,
    pg_get_functiondef(p.oid) AS definition, obj_description(p.oid, 'pg_proc') AS comment,
    ARRAY(SELECT pg_describe_object(classid, objid, objsubid) FROM pg_depend
      WHERE refclassid = 'pg_proc'::regclass AND refobjid = p.oid
        AND classid IN ('pg_class'::regclass, 'pg_constraint'::regclass, 'pg_attrdef'::regclass)) AS dependents
  FROM pg_proc p WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'
    AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = p.oid AND deptype = 'e')
  UNION ALL
  SELECT 'view', relname, relname, c.oid::regclass::text, pg_get_viewdef(c.oid), obj_description(c.oid, 'pg_class'), '{}'
  FROM pg_class c WHERE relkind = 'v' AND relnamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype = 'e')
  UNION ALL
  SELECT 'triggers', relname, tgname, format('%I ON %s', tgname, tgrelid::regclass),
    pg_get_triggerdef(t.oid), obj_description(t.oid, 'pg_trigger'), '{}'
  FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid
  WHERE NOT tgisinternal AND relnamespace = 'public'::regnamespace
  ORDER BY 1, 2, 3, 4`;

/** Begins the comments of functions, views and triggers that were created from a file. */
const COMMENT_PREFIX = 'Dateline ';
/** Functions, views and triggers that migrations create in the schema public, which have no comment. */
const CREATED =
  /CREATE (?:OR REPLACE )?(?:CONSTRAINT )?(?:FUNCTION|VIEW|TRIGGER) (?:public\.)?"?(\w+)\b(?!"?\.)/gi;

/** Differences between files and a database. */
export interface SourceDifferences {
  /** Files of which the database has nothing, or something else. */
  outdated: SourceFile[];
  /** Functions, views and triggers that have no file any more. */
  obsolete: SourceObject[];
}

/** Reads the functions, views and triggers of the schema public, sorted by kind and name. */
export async function selectObjects(client: pg.Client): Promise<SourceObject[]> {
  return (await client.query<SourceObject>(SELECT_OBJECTS)).rows;
}

/** Reads functions, views and triggers, and tells those of Dateline from those that others have added. */
export async function readSourceObjects(
  client: pg.Client,
  files: SourceFile[],
  migrations: Migration[],
): Promise<{ own: SourceObject[]; foreign: SourceObject[] }> {
  const created = new Set(
    migrations.flatMap(({ sql }) => [...sql.matchAll(CREATED)].map(([, name]) => name)),
  );
  const rows = await selectObjects(client);
  // A migration can have made the name of what it created, as in format('CREATE FUNCTION %s').
  const named = new Set(files.flatMap(({ kind, name }) => (kind === 'triggers' ? [] : `${kind} ${name}`)));
  const isOwn = ({ kind, name, comment }: SourceObject) =>
    comment === null ? created.has(name) || named.has(`${kind} ${name}`) : comment.startsWith(COMMENT_PREFIX);
  return { own: rows.filter(isOwn), foreign: rows.filter((row) => !isOwn(row)) };
}

/** Compares the functions, views and triggers of Dateline in a database with the files. */
export function compareSource(files: SourceFile[], own: SourceObject[]): SourceDifferences {
  return {
    outdated: files.filter((file) => !isCurrent(file, own)),
    obsolete: own.filter(
      ({ kind, file }) => !files.some((other) => other.kind === kind && other.name === file),
    ),
  };
}

/** Returns the path of a file in the package, such as `prisma/views/stored_body.sql`. */
export function getSourcePath({ kind, name }: SourceFile): string {
  return `prisma/${KINDS[kind].folder}/${name}.sql`;
}

/** Returns the objects that were created from a file. */
export function findObjects({ kind, name }: SourceFile, objects: SourceObject[]): SourceObject[] {
  return objects.filter((object) => object.kind === kind && object.file === name);
}

/**
 * Returns the comment of objects of a file: a digest of the file and of the definitions that PostgreSQL made
 * from it.
 */
export function createComment({ sql }: SourceFile, objects: SourceObject[]): string {
  const text = [omitFirstComment(sql), ...objects.map(({ definition }) => definition)].join('\n');
  return COMMENT_PREFIX + createHash('sha256').update(text).digest('hex');
}

function isCurrent(file: SourceFile, objects: SourceObject[]): boolean {
  const found = findObjects(file, objects);
  const comment = createComment(file, found);
  return found.length > 0 && found.every((object) => object.comment === comment);
}
