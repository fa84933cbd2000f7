import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { CHECKOUT, CLIENTS, type CodeBlock, readPage } from '../../support/documentation.js';

/** Inside of the folder of the clients, from where the modules of a project find their packages. */
const TEMPORARY_PROJECT = join(CLIENTS, 'tmp-front-end-');

const execute = promisify(execFile);

/** A folder of a front end, with schema.graphql and the packages of the clients and the checkout. */
export class FrontEnd {
  private constructor(readonly folder: string) {}

  static async create(): Promise<FrontEnd> {
    const folder = await mkdtemp(TEMPORARY_PROJECT);
    await copyFile(join(CHECKOUT, 'schema.graphql'), join(folder, 'schema.graphql'));
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    return new FrontEnd(folder);
  }

  /** Makes `@dateline/client` of the checkout a package of the folder. */
  async linkClient(): Promise<void> {
    const scope = join(this.folder, 'node_modules/@dateline');
    await mkdir(scope, { recursive: true });
    await symlink(join(CHECKOUT, 'packages/client'), join(scope, 'client'));
  }

  read(name: string): Promise<string> {
    return readFile(join(this.folder, name), 'utf8');
  }

  async write(name: string, text: string): Promise<void> {
    await mkdir(dirname(join(this.folder, name)), { recursive: true });
    await writeFile(join(this.folder, name), text);
  }

  /** Writes the file that docs/front-ends.md shows under this name. */
  writeDocumented(name: string): Promise<void> {
    return this.write(name, findBlock(({ text }) => /^\/\/ (\S+)/.exec(text)?.[1] === name).text);
  }

  /** Runs a program of Node.js in the folder, and returns its output. Throws if it fails. */
  async run(program: string, ...args: string[]): Promise<string> {
    const { stdout, stderr } = await execute(process.execPath, [program, ...args], {
      cwd: this.folder,
    }).catch(({ stdout, stderr }) => {
      throw new Error(`${program} failed:\n${stdout}${stderr}`);
    });
    return stdout + stderr;
  }

  import(name: string): Promise<any> {
    return import(join(this.folder, name));
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true });
  }
}

/** Finds the only block of docs/front-ends.md of which the condition is true. */
export function findBlock(isWanted: (block: CodeBlock) => boolean): CodeBlock {
  const [block, ...others] = readPage('docs/front-ends.md').blocks.filter(isWanted);
  if (!block || others.length > 0) throw new Error('docs/front-ends.md must have one such block.');
  return block;
}

/** The configuration of the Relay compiler that the page shows. */
export function findRelayConfig(): object {
  return JSON.parse(findBlock(({ section, language }) => section === 'Relay' && language === 'json').text);
}
