// The process that decodes and encodes pictures. Its argument is the memory that it may take, in MiB.
import { writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { RefusedFileError } from '../refused-file.js';
import { type ImageEngine, loadEngine } from './image-engine.js';
import { type ImageReply, type ImageTask, OUT_OF_MEMORY } from './image-task.js';
import { inspectPicture } from './inspect-picture.js';
import { renderVariant } from './render-variant.js';

const MEBIBYTE = 1_048_576;
/** Milliseconds between two looks at the memory. An encoder takes some 10 MiB in that time. */
const LOOK_MS = 10;
/** Priority of the process (nice): responses of the gateway come first. */
const PRIORITY = 5;

const maxMebibytes = Number(process.argv[2]);

function readMebibytes(): number {
  return process.memoryUsage.rss() / MEBIBYTE;
}

/** Makes the kernel end this process rather than the gateway when memory runs out. */
function yieldToGateway(): void {
  try {
    setPriority(PRIORITY);
    writeFileSync('/proc/self/oom_score_adj', '1000');
  } catch {
    // Other systems than Linux have no such file.
  }
}

async function handle(task: ImageTask): Promise<void> {
  const watch = setInterval(() => {
    if (readMebibytes() > maxMebibytes) process.exit(OUT_OF_MEMORY);
  }, LOOK_MS);
  const outcome = await run(await loadEngine(), task).then(
    (result) => ({ result }),
    (error: Error) => ({
      error: { message: error.message, isRefusal: error instanceof RefusedFileError },
    }),
  );
  clearInterval(watch);
  const reply: ImageReply = { ...outcome, mebibytes: readMebibytes() };
  process.send!(reply);
}

function run(sharp: ImageEngine, task: ImageTask) {
  if (task.kind === 'inspect') return inspectPicture(sharp, task.bytes, task.mimeType);
  return renderVariant(sharp, task.bytes, task.variant, task.format);
}

yieldToGateway();
// Ctrl+C reaches all processes of a terminal; the gateway ends this one after its last response.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => undefined);
process.on('disconnect', () => process.exit());
process.on('message', (task: ImageTask) => void handle(task));
