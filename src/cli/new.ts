import { existsSync } from 'node:fs';
import { copyFile, cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { createFolder } from '../shared/create-folder.js';
import { UserFacingError } from '../shared/errors/user-facing-error.js';
import { readRelease } from '../shared/release.js';

const SITE = fileURLToPath(new URL('../../packages/site', import.meta.url));
/** The client, which the build packs. */
const CLIENT_PACKAGE = fileURLToPath(new URL('../../dist/client.tgz', import.meta.url));
const CLIENT = '@dateline/client';
/** The .gitignore of a copy. npm packs no file of the name `.gitignore`. */
const GIT_IGNORE = 'node_modules/\n.next/\nnext-env.d.ts\n*.tsbuildinfo\n';
/** Files that are not copied: output of tools, and the settings of the checkout. */
const LEFT_OUT = /(?:^|\/)(?:node_modules|\.next|\.npmrc|next-env\.d\.ts|[^/]+\.tsbuildinfo)$/;

/** Adds the commands that begin with `dateline new`. */
export function addNewCommands(command: Command): void {
  command
    .command('site <folder>')
    .description('copy the front end in Next.js, with the client of this gateway, to a new folder')
    .action(async (folder: string) => {
      const problem = await findProblem(folder);
      if (problem) {
        console.error(problem);
        process.exitCode = 1;
        return;
      }
      await copySite(resolve(folder));
      console.log(`Copied the site to ${folder}. Next:\n  cd ${folder}\n  npm install\n  npm run dev`);
      console.log(
        'Its README.md names the settings: the URL of the gateway, the webhook and the preview key.',
      );
    });
}

/** Returns the problem that prevents copying the site to a folder, or null. */
async function findProblem(folder: string): Promise<string | null> {
  if (!existsSync(SITE)) return 'This installation has no packages/site. Run the command in a checkout.';
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) =>
    error.code === 'ENOENT' ? [] : null,
  );
  if (!names) return `${folder} is not a folder. Name a new one.`;
  return names.length > 0 ? `The folder ${folder} is not empty. Name a new or an empty one.` : null;
}

async function copySite(folder: string): Promise<void> {
  try {
    createFolder(folder);
  } catch (error) {
    throw new UserFacingError(
      `${folder} cannot be created (${(error as NodeJS.ErrnoException).code}). Name a folder that can be written.`,
    );
  }
  await cp(SITE, folder, { recursive: true, filter: (path) => !LEFT_OUT.test(relative(SITE, path)) });
  await writeFile(join(folder, '.gitignore'), GIT_IGNORE);
  const tarball = `file:dateline-client-${readRelease()}.tgz`;
  await copyFile(CLIENT_PACKAGE, join(folder, tarball.slice('file:'.length)));
  await editJson(join(folder, 'package.json'), (manifest) => {
    manifest.name =
      basename(folder)
        .toLowerCase()
        .replace(/[^a-z0-9._-]+/g, '-')
        .replace(/^[._-]+/, '') || 'site';
    manifest.dependencies[CLIENT] = tarball;
  });
  await editJson(join(folder, 'package-lock.json'), ({ packages }) => {
    packages[''].dependencies[CLIENT] = tarball;
    packages[`node_modules/${CLIENT}`].resolved = tarball;
  });
}

// biome-ignore lint/suspicious/noExplicitAny: the content of package.json and package-lock.json
async function editJson(file: string, edit: (content: any) => void): Promise<void> {
  const content = JSON.parse(await readFile(file, 'utf8'));
  edit(content);
  await writeFile(file, `${JSON.stringify(content, null, 2)}\n`);
}
