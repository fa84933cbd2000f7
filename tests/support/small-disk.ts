import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { appendFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An in-memory file system that can be filled. Mounting requires root. */
export class SmallDisk {
  readonly folder = mkdtempSync(join(tmpdir(), 'dateline-disk-'));
  private readonly filler = join(this.folder, 'filler');

  constructor(megabytes: number) {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'tmpfs', this.folder]);
  }

  get freeBytes(): number {
    const { bavail, bsize } = statfsSync(this.folder);
    return bavail * bsize;
  }

  /** Fills the disk until at most this number of bytes is free. */
  async fill(leftBytes = 0): Promise<void> {
    const block = Buffer.alloc(4_096);
    while (this.freeBytes > leftBytes) {
      const size = Math.min(1_048_576, Math.max(this.freeBytes - leftBytes, block.length));
      await appendFile(this.filler, Buffer.alloc(size)).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOSPC') throw error;
      });
    }
  }

  async makeRoom(): Promise<void> {
    await rm(this.filler);
  }

  unmount(): void {
    execFileSync('umount', ['--lazy', this.folder]);
    rmSync(this.folder, { recursive: true });
  }
}

/** Returns true if this process may mount a file system. */
export function canMount(): boolean {
  try {
    new SmallDisk(1).unmount();
    return true;
  } catch {
    return false;
  }
}
