// The process that decodes and encodes pictures. Its argument is the memory that it may take, in MiB.
import { RefusedFileError } from '../refused-file.js';
import { type ImageEngine, loadEngine } from './image-engine.js';
import { type ImageReply, type ImageTask, OUT_OF_MEMORY } from './image-task.js';
import { inspectPicture } from './inspect-picture.js';
import { renderVariant } from './render-variant.js';

const MEBIBYTE = 1_048_576;
/** Milliseconds between two looks at the memory. An encoder takes some 10 MiB in that time. */
const LOOK_MS = 10;

type Outcome = Pick<ImageReply, 'result' | 'error'>;

const maxMebibytes = Number(process.argv[2]);

function readMebibytes(): number {
  return process.memoryUsage.rss() / MEBIBYTE;
}

async function handle(task: ImageTask): Promise<void> {
  const watch = setInterval(() => {
    if (readMebibytes() > maxMebibytes) process.exit(OUT_OF_MEMORY);
  }, LOOK_MS);
  const outcome = await loadEngine().then(
    (sharp) => runTask(sharp, task),
    ({ message }: Error): Outcome => ({ error: { kind: 'unavailable', message } }),
  );
  clearInterval(watch);
  const reply: ImageReply = { ...outcome, mebibytes: readMebibytes() };
  process.send?.(reply);
}

async function runTask(sharp: ImageEngine, task: ImageTask): Promise<Outcome> {
  try {
    if (task.kind === 'inspect') return { result: await inspectPicture(sharp, task.bytes, task.mimeType) };
    return { result: await renderVariant(sharp, task.bytes, task.variant, task.format) };
  } catch (error) {
    const kind = error instanceof RefusedFileError ? 'refused' : 'damaged';
    return { error: { kind, message: (error as Error).message } };
  }
}

// Ctrl+C reaches all processes of a terminal; the gateway ends this one after its last response.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => undefined);
process.on('disconnect', () => process.exit());
process.on('message', (task: ImageTask) => void handle(task));
