import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Config } from '../config/env.js';
import { createDiskStorage } from '../media/disk-storage.js';
import type { MediaStorage } from '../media/media-storage.js';
import type { SiteConfig } from './site-config.js';

/** Pictures of the sample content, which are served from the installation. */
const SEEDS = fileURLToPath(new URL('../../seeds/media', import.meta.url));

/** Creates the storages of media files: the site's own, which files are written to, and that of the seeds. */
export function createMediaStorages({ DATA_DIR }: Config, { media }: SiteConfig): MediaStorage[] {
  return [
    media ?? createDiskStorage({ folder: join(DATA_DIR, 'media') }),
    createDiskStorage({ folder: SEEDS }),
  ];
}
