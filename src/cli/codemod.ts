import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { buildSchema, GraphQLError, type GraphQLSchema } from 'graphql';
import { rewriteSource } from '../graphql/codemod/rewrite-source.js';
import { loadSchema } from '../graphql/schema-check/load-schema.js';
import { UserFacingError } from '../shared/errors/user-facing-error.js';
import { printSchema } from './schema.js';

/** Files in which a folder is searched for documents. */
const SOURCE_FILE = /\.(?:graphql|gql|[cm]?[jt]sx?|vue|svelte|astro)$/;
/** Folders of installed or generated files. */
const SKIPPED_FOLDER = /^(?:node_modules|dist|build|\..*)$/;

interface CodemodOptions {
  schema?: string;
  dryRun?: boolean;
}

/** Adds `dateline codemod`. */
export function addCodemodCommand(command: Command): void {
  command
    .argument('<paths...>', 'files with documents, or folders of them')
    .option(
      '--schema <source>',
      'file, or URL of a gateway, with the schema to change to; by default that of this release, with the additions of the site',
    )
    .option('--dry-run', 'print what would change, and write nothing')
    .action(async (paths: string[], { schema: source, dryRun = false }: CodemodOptions) => {
      const schema = source === undefined ? buildSchema(await printSchema()) : await loadSchema(source);
      const files = (await Promise.all(paths.map(listFiles))).flat().sort();
      let [changed, open] = [0, 0];
      for (const file of files) {
        const text = await readFile(file, 'utf8');
        const rewritten = rewriteFile(schema, file, text);
        if (rewritten.text !== text) {
          changed += 1;
          if (!dryRun) await writeFile(file, rewritten.text);
        }
        open += rewritten.remaining.length;
        for (const line of rewritten.replaced) console.log(`${file}: replaced ${line}`);
        for (const line of rewritten.remaining) console.log(`${file}: by hand: ${line}`);
      }
      console.log(
        `${files.length} files read, ${changed} ${dryRun ? 'would be changed' : 'changed'}, ${open} uses to replace by hand.`,
      );
    });
}

function rewriteFile(schema: GraphQLSchema, file: string, text: string) {
  try {
    return rewriteSource(schema, file, text);
  } catch (error) {
    if (error instanceof GraphQLError)
      throw new UserFacingError(`${file} is not a GraphQL document: ${error.message}`);
    throw error;
  }
}

/** Lists a file, or the source files of a folder. */
async function listFiles(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => null);
  if (!found) throw new UserFacingError(`There is no file or folder ${path}.`);
  if (!found.isDirectory()) return [path];
  const entries = await readdir(path, { withFileTypes: true });
  const lists = entries.map((entry) => {
    const child = join(path, entry.name);
    if (entry.isDirectory()) return SKIPPED_FOLDER.test(entry.name) ? [] : listFiles(child);
    return entry.isFile() && SOURCE_FILE.test(entry.name) ? [child] : [];
  });
  return (await Promise.all(lists)).flat();
}
