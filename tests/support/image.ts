import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  type Cmd,
  type Copy,
  DockerfileParser,
  type Instruction,
  type JSONInstruction,
} from 'dockerfile-ast';

const run = promisify(execFile);
const CONTEXT = fileURLToPath(new URL('../../', import.meta.url));

/** Unprivileged account: nobody if the tests run as root, else the current user. */
export const ORDINARY_ACCOUNT =
  process.getuid?.() === 0
    ? { uid: 65_534, gid: 65_534 }
    : { uid: process.getuid!(), gid: process.getgid!() };

/** Files of the Dockerfile's last stage, in a folder that represents `/`. */
export interface Image {
  root: string;
  /** Working directory of the image, below `root`. */
  folder: string;
  /** Environment variables of the image, with paths below `root`. */
  environment: Record<string, string>;
  command: string[];
  healthCheck: string[];
  remove(): Promise<void>;
}

/** What an image is built from. */
export interface ImageSource {
  /** The folder of the Dockerfile. */
  context: string;
  /** The folder whose node_modules stand for those that `npm ci` would install. */
  packages: string;
}

interface Stage {
  source: ImageSource;
  root: string;
  folder: string;
  environment: Record<string, string>;
  command: string[];
  healthCheck: string[];
}

/**
 * Runs the Dockerfile's stages in temporary folders, except for base images and `npm ci`, whose result is
 * hard-linked from node_modules. The last stage's working directory becomes read-only.
 */
export async function buildImage(
  source: ImageSource = { context: CONTEXT, packages: CONTEXT },
): Promise<Image> {
  const top = await mkdtemp(join(tmpdir(), 'dateline-image-'));
  await run('chmod', ['755', top]);
  const stages = new Map<string, Stage>();
  let stage: Stage | undefined;
  for (const instruction of await readInstructions(source)) {
    if (instruction.getKeyword() === 'FROM') {
      const [, , name = `stage-${stages.size}`] = readWords(instruction);
      stage = await createStage(source, join(top, name));
      stages.set(name, stage);
    } else {
      await carryOut(instruction, stage!, stages);
    }
  }
  await run('chmod', ['-R', 'a-w,a+rX', stage!.folder]);
  const remove = async () => {
    await run('chmod', ['-R', 'u+w', stage!.folder]);
    await rm(top, { recursive: true });
  };
  return { ...stage!, remove };
}

async function readInstructions({ context }: ImageSource): Promise<Instruction[]> {
  return DockerfileParser.parse(await readFile(join(context, 'Dockerfile'), 'utf8')).getInstructions();
}

async function createStage(source: ImageSource, root: string): Promise<Stage> {
  for (const folder of ['tmp', 'usr/local/bin']) await mkdir(join(root, folder), { recursive: true });
  return { source, root, folder: root, environment: {}, command: [], healthCheck: [] };
}

async function carryOut(instruction: Instruction, stage: Stage, stages: Map<string, Stage>): Promise<void> {
  const keyword = instruction.getKeyword();
  const words = readWords(instruction);
  switch (keyword) {
    case 'WORKDIR':
      stage.folder = resolvePath(stage, words[0]!);
      await mkdir(stage.folder, { recursive: true });
      return;
    case 'ENV':
      for (const [, name, value] of words.map((word) => /^(\w+)=(.*)$/.exec(word)!)) {
        stage.environment[name!] = value!.startsWith('/') ? resolvePath(stage, value!) : value!;
      }
      return;
    case 'COPY':
      return copy(instruction as Copy, stage, stages);
    case 'RUN':
      return runShell(instruction.getArgumentsContent()!, stage);
    case 'CMD':
      stage.command = (instruction as Cmd).getJSONStrings().map((text) => JSON.parse(text.getValue()));
      return;
    case 'HEALTHCHECK':
      stage.healthCheck = JSON.parse(
        (instruction as JSONInstruction).getArgumentsContent()!.replace('CMD', ''),
      );
      return;
    case 'VOLUME':
    case 'USER':
    case 'EXPOSE':
      return; // settings of the container, which the caller provides
    default:
      throw new Error(`This reader of Dockerfiles does not know ${keyword}.`);
  }
}

async function copy(instruction: Copy, stage: Stage, stages: Map<string, Stage>): Promise<void> {
  const paths = readWords(instruction);
  const target = paths.pop()!;
  const from = instruction
    .getFlags()
    .find((flag) => flag.getName() === 'from')
    ?.getValue();
  const { context } = stage.source;
  for (const path of from ? paths : await expandPatterns(paths, context)) {
    const source = from ? resolvePath(stages.get(from)!, path) : join(context, path);
    // Of a folder, the content is copied.
    const isInFolder = target.endsWith('/') && !(await stat(source)).isDirectory();
    const destination = isInFolder ? join(target, path.split('/').at(-1)!) : target;
    const filter = (each: string) => from !== undefined || !each.includes('src/database/generated');
    await cp(source, resolvePath(stage, destination), { recursive: true, verbatimSymlinks: true, filter });
  }
}

/** Replaces patterns such as `*.tgz` by the names of files. */
async function expandPatterns(paths: string[], context: string): Promise<string[]> {
  const names = await readdir(context);
  return paths.flatMap((path) =>
    path.startsWith('*') ? names.filter((name) => name.endsWith(path.slice(1))) : [path],
  );
}

async function runShell(command: string, stage: Stage): Promise<void> {
  if (command === 'npm ci') return linkPackages(stage);
  const { uid, gid } = ORDINARY_ACCOUNT;
  const local = command
    .replaceAll('node:node', `${uid}:${gid}`)
    .replace(/(?<=\s)\/(?=\w)/g, `${stage.root}/`);
  // Packages are already installed, so the registry is not contacted.
  const env = {
    ...process.env,
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_offline: 'true',
    ...stage.environment,
  };
  await run('sh', ['-c', local], { cwd: stage.folder, env });
}

/**
 * Hard-links node_modules, which takes no disk space. Copies npm's lockfile, the only file that npm would
 * modify in place.
 */
async function linkPackages({ source: { packages }, folder }: Stage): Promise<void> {
  await run('cp', ['-al', join(packages, 'node_modules'), folder]);
  const record = 'node_modules/.package-lock.json';
  await run('cp', ['--remove-destination', join(packages, record), join(folder, record)]);
}

function resolvePath({ root, folder }: Stage, path: string): string {
  return path.startsWith('/') ? join(root, path) : resolve(folder, path);
}

function readWords(instruction: Instruction): string[] {
  return instruction.getArguments().map((argument) => argument.getValue());
}
