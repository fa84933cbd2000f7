import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Makes something anew when what it is made from has changed since it was last made, which `stamp` remembers.
 * Files are named from `root`, stamp and all. The stamp lies among what is made, so that who removes that has it made again.
 */
export function whenChanged({ root, stamp, files, make }) {
  const digest = createHash('sha256');
  for (const file of files)
    digest
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  const current = digest.digest('hex');
  const remembered = join(root, stamp);
  if (existsSync(remembered) && readFileSync(remembered, 'utf8') === current) return;
  make();
  writeFileSync(remembered, current);
}
