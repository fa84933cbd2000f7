import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Calls `make` and waits for it if the digest of `files` differs from the one stored in `stamp`; all paths are
 * relative to `root`. The stamp must be in the output folder, so that deleting the output also causes a rebuild.
 */
export async function whenChanged({ root, stamp, files, make }) {
  const digest = createHash('sha256');
  for (const file of files)
    digest
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  const current = digest.digest('hex');
  const remembered = join(root, stamp);
  if (existsSync(remembered) && readFileSync(remembered, 'utf8') === current) return;
  await make();
  writeFileSync(remembered, current);
}
