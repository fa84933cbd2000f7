import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Migration, PRISMA_FOLDER } from './migration-files.js';

/** Begins the lines of a migration that announce changed files. */
const ANNOUNCEMENT = '-- Announced:';

/** A file of prisma/functions, prisma/views or prisma/triggers. */
export interface SourceFile {
  kind: 'function' | 'view' | 'triggers';
  /** Name of the function or view, or of the table that has the triggers; the file is called so. */
  name: string;
  sql: string;
}

/**
 * Reads the functions, views and triggers of a folder like prisma/, sorted by kind and name; a view comes after
 * the views that it reads.
 */
export async function readDatabaseSource(prismaFolder = PRISMA_FOLDER): Promise<SourceFile[]> {
  const [functions, deprecated, views, triggers] = await Promise.all([
    readSqlFiles(join(prismaFolder, 'functions'), 'function'),
    readSqlFiles(join(prismaFolder, 'functions', 'deprecated'), 'function'),
    readSqlFiles(join(prismaFolder, 'views'), 'view'),
    readSqlFiles(join(prismaFolder, 'triggers'), 'triggers'),
  ]);
  return [...functions, ...deprecated, ...sortViews(views), ...triggers];
}

/** Sorts views so that each comes after the views whose names its file contains. */
export function sortViews(views: SourceFile[]): SourceFile[] {
  const sorted = new Set<SourceFile>();
  const visited = new Set<SourceFile>();
  const add = (view: SourceFile): void => {
    if (visited.has(view)) return;
    visited.add(view);
    const words = new Set(omitFirstComment(view.sql).match(/\w+/g));
    for (const other of views) if (words.has(other.name)) add(other);
    sorted.add(view);
  };
  for (const view of views) add(view);
  return [...sorted];
}

/** Reads the views of all perspectives. */
export async function readPerspectives(prismaFolder = PRISMA_FOLDER): Promise<string> {
  return readFile(join(prismaFolder, 'perspectives.sql'), 'utf8');
}

/**
 * Returns the lines that the next migration needs to announce functions, triggers, views and perspectives that
 * have changed or were removed, one for each file. A release knows by its migrations if a database is newer, so a change of
 * these files comes with a migration that has the lines.
 */
export async function listUnannounced(
  migrations: Migration[],
  prismaFolder = PRISMA_FOLDER,
): Promise<string[]> {
  const announced = new Map<string, string>();
  for (const { sql } of migrations)
    for (const line of sql.split('\n'))
      if (line.startsWith(ANNOUNCEMENT)) announced.set(getFileOfLine(line), line);
  const files = await readDatabaseSource(prismaFolder);
  const lines = [
    ...files.map(({ kind, name, sql }) => announce(`${kind} ${name}`, omitFirstComment(sql))),
    announce('perspectives', await readPerspectives(prismaFolder)),
  ];
  const names = new Set(lines.map(getFileOfLine));
  const removed = [...announced.keys()].filter((file) => !names.has(file)).map((file) => `${file} removed`);
  return [...lines, ...removed].filter((line) => announced.get(getFileOfLine(line)) !== line);
}

function announce(file: string, sql: string): string {
  return `${ANNOUNCEMENT} ${file} ${createHash('sha256').update(sql).digest('hex').slice(0, 16)}`;
}

/** Returns an announcement without its digest, which is its last word. */
function getFileOfLine(line: string): string {
  return line.slice(0, line.trimEnd().lastIndexOf(' '));
}

/** Returns a file without its first comment, which changes nothing in the database. */
export function omitFirstComment(sql: string): string {
  const lines = sql.split('\n');
  return lines.slice(lines.findIndex((line) => !line.startsWith('--'))).join('\n');
}

async function readSqlFiles(folder: string, kind: SourceFile['kind']): Promise<SourceFile[]> {
  // A release may have no deprecated functions, and so no folder of them.
  const names = await readdir(folder).catch(() => []);
  const files = names.filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    files.map(async (file) => ({
      kind,
      name: basename(file, '.sql'),
      sql: await readFile(join(folder, file), 'utf8'),
    })),
  );
}
