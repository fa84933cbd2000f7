import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Config } from '../config/env.js';
import type { PrismaClient } from '../database/generated/client.js';
import { createDiskStorage } from '../media/disk-storage.js';
import { MediaSigner } from '../media/media-signer.js';
import type { MediaStorage } from '../media/media-storage.js';
import { MediaUrls } from '../media/media-urls.js';
import { removeUnfinished } from '../media/temporary-files.js';
import { VariantCache } from '../media/variants/variant-cache.js';
import { VariantService } from '../media/variants/variant-service.js';
import { loadMediaSecret, MediaLibrary } from '../modules/media/media-library.js';
import { getListenUrl } from './derived-settings.js';
import type { SiteConfig } from './site-config.js';

/** Pictures of the sample content, which are served from the installation. */
const SEEDS = fileURLToPath(new URL('../../seeds/media', import.meta.url));
const MEBIBYTE = 1_048_576;

/** What serves media files and changes the library. */
export interface Media {
  /** The site's own storage, then that of the seeds: the first one that has a file is read. */
  storages: MediaStorage[];
  urls: MediaUrls;
  signer: MediaSigner;
  library: MediaLibrary;
  variants: VariantService;
}

/** Creates the media library and what serves its files, and deletes files that a killed process left unfinished. */
export async function createMedia(
  config: Config,
  siteConfig: Pick<SiteConfig, 'media' | 'imageUrl'>,
  prisma: PrismaClient,
): Promise<Media> {
  const signer = new MediaSigner(await loadMediaSecret(prisma, () => randomBytes(32)));
  const storage = createMediaStorage(config, siteConfig);
  if (!siteConfig.media) await removeUnfinished(getMediaFolder(config));
  return {
    storages: [storage, createDiskStorage({ folder: SEEDS })],
    urls: new MediaUrls({
      baseUrl: getMediaUrl(config),
      signer,
      storage,
      buildVariantUrl: siteConfig.imageUrl,
    }),
    signer,
    library: createMediaLibrary(config, siteConfig, prisma),
    variants: new VariantService({
      storage,
      signer,
      cache: new VariantCache({
        folder: join(config.DATA_DIR, 'media-variants'),
        maxBytes: config.MEDIA_CACHE_MB * MEBIBYTE,
      }),
      findFile: (hash) =>
        prisma.mediaFile.findUnique({ where: { hash }, select: { key: true, mimeType: true } }),
    }),
  };
}

/** Creates the library alone, for commands. */
export function createMediaLibrary(
  config: Config,
  siteConfig: Pick<SiteConfig, 'media'>,
  prisma: PrismaClient,
): MediaLibrary {
  const storage = createMediaStorage(config, siteConfig);
  return new MediaLibrary({ prisma, storage, maxBytes: config.MEDIA_MAX_MB * MEBIBYTE });
}

/** Returns the URL under which readers find media files. */
export function getMediaUrl(config: Config): string {
  return config.MEDIA_URL ?? config.GATEWAY_URL ?? getListenUrl(config);
}

function createMediaStorage(config: Config, { media }: Pick<SiteConfig, 'media'>): MediaStorage {
  return media ?? createDiskStorage({ folder: getMediaFolder(config) });
}

function getMediaFolder({ DATA_DIR }: Config): string {
  return join(DATA_DIR, 'media');
}
