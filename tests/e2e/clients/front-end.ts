import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { CHECKOUT, type CodeBlock, readPage } from '../../support/documentation.js';

const execute = promisify(execFile);

/** A folder of a front end, with schema.graphql and the packages of the checkout. */
export class FrontEnd {
  private constructor(readonly folder: string) {}

  static async create(): Promise<FrontEnd> {
    const folder = await mkdtemp(join(tmpdir(), 'dateline-front-end-'));
    await symlink(join(CHECKOUT, 'node_modules'), join(folder, 'node_modules'));
    await copyFile(join(CHECKOUT, 'schema.graphql'), join(folder, 'schema.graphql'));
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    return new FrontEnd(folder);
  }

  /** Makes `@dateline/client` of the checkout a package of the folder, beside those of the checkout. */
  async linkClient(): Promise<void> {
    const modules = join(this.folder, 'node_modules');
    await rm(modules);
    await mkdir(join(modules, '@dateline'), { recursive: true });
    const client = join(CHECKOUT, 'packages/client');
    await symlink(client, join(modules, '@dateline/client'));
    for (const name of await readdir(join(CHECKOUT, 'node_modules'))) {
      await symlink(join(CHECKOUT, 'node_modules', name), join(modules, name));
    }
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
