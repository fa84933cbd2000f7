import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Command } from 'commander';
import { RefusedFileError } from '../../media/refused-file.js';
import { createProgressDisplay } from '../../shared/progress.js';
import type { CommandContext } from '../module.js';
import { describeTooLarge, type MediaLibrary } from './media-library.js';

/** Adds the commands that begin with `dateline media`. */
export function addMediaCommands(
  command: Command,
  { withDatabase, createEnvironment }: CommandContext,
): void {
  command
    .command('add <paths...>')
    .description('add files, and all files of folders, and print the path of each in the library')
    .option('--json', 'print the result of each file as a line of JSON')
    .action(async (paths: string[], { json = false }: { json?: boolean }) => {
      process.exitCode = await withDatabase(async (database) => {
        const { mediaLibrary } = await createEnvironment(database);
        return addFiles(mediaLibrary, paths, json ? printJson : printText);
      });
    });
}

/** Error codes of a file that cannot be opened, such as a link that leads nowhere. */
const UNREADABLE = ['ENOENT', 'EACCES', 'EPERM', 'ELOOP', 'EISDIR'];

/** Result of adding a file: its path in the library, or why it was refused. */
type AddedFile = { file: string } & (
  | { outcome: 'added' | 'known'; path: string | null }
  | { outcome: 'refused'; reason: string }
);

function printText(result: AddedFile): void {
  const { outcome, file } = result;
  console.log(outcome === 'refused' ? `refused  ${file}: ${result.reason}` : `${result.path}  ${file}`);
}

function printJson(result: AddedFile): void {
  console.log(JSON.stringify(result));
}

/** Adds files one after another, prints a line for each, and returns the exit code. */
async function addFiles(
  library: MediaLibrary,
  paths: string[],
  print: (result: AddedFile) => void,
): Promise<number> {
  const files = (await Promise.all(paths.map(listFiles))).flat();
  const counts = { added: 0, known: 0, refused: 0 };
  const progress = createProgressDisplay(process.stderr);
  const startedAt = performance.now();
  for (const file of files) {
    const result = await addFile(library, file);
    print(result);
    counts[result.outcome] += 1;
    const total = counts.added + counts.known + counts.refused;
    progress.show(
      { total, seconds: (performance.now() - startedAt) / 1_000 },
      () => `${total} of ${files.length} files`,
    );
  }
  progress.clear();
  const summary = `${counts.added} added, ${counts.known} there already, ${counts.refused} refused`;
  if (print === printJson) console.error(summary);
  else console.log(summary);
  return counts.refused > 0 ? 1 : 0;
}

async function addFile(library: MediaLibrary, file: string): Promise<AddedFile> {
  try {
    const { size } = await stat(file);
    if (size > library.maxBytes) throw new RefusedFileError(describeTooLarge(size, library.maxBytes));
    const { path, isKnown } = await library.add(await readFile(file), {
      name: basename(file),
      hasOwnTexts: true,
    });
    return { file, outcome: isKnown ? 'known' : 'added', path };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (!(error instanceof RefusedFileError || UNREADABLE.includes(String(code)))) throw error;
    const reason = error instanceof RefusedFileError ? message : `cannot be read (${code})`;
    return { file, outcome: 'refused', reason };
  }
}

/**
 * Lists a file, or the files of a folder and its subfolders without hidden ones, by name. Links to folders are not
 * followed, since they can lead in circles.
 */
async function listFiles(path: string): Promise<string[]> {
  const stats = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw new RefusedFileError(`There is no file or folder ${path}.`);
    throw error;
  });
  if (!stats.isDirectory()) return [path];
  const entries = await readdir(path, { withFileTypes: true });
  const visible = entries
    .filter(({ name }) => !name.startsWith('.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const files = visible.map(async (entry) => {
    const inner = join(path, entry.name);
    if (entry.isDirectory()) return listFiles(inner);
    const isFolder = entry.isSymbolicLink() && (await stat(inner).catch(() => null))?.isDirectory();
    return isFolder ? [] : [inner];
  });
  return (await Promise.all(files)).flat();
}
