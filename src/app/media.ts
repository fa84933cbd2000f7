import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyBaseLogger } from 'fastify';
import type { Pool } from 'pg';
import type { Config } from '../config/env.js';
import type { Database } from '../database/database.js';
import type { PrismaClient } from '../database/generated/client.js';
import { fetchFile } from '../importers/fetch/fetch-file.js';
import { Fetcher } from '../importers/fetch/fetcher.js';
import { createDiskStorage } from '../media/disk-storage.js';
import { FileLookup } from '../media/file-lookup.js';
import { MediaSigner } from '../media/media-signer.js';
import type { MediaStorage } from '../media/media-storage.js';
import { MediaUrls } from '../media/media-urls.js';
import { removeUnfinished } from '../media/temporary-files.js';
import { VariantCache } from '../media/variants/variant-cache.js';
import { VariantService } from '../media/variants/variant-service.js';
import { LinkedPictures } from '../modules/media/linked-pictures.js';
import { findStoredFile, loadMediaSecret, MediaLibrary } from '../modules/media/media-library.js';
import { MediaService } from '../modules/media/media-mutation.service.js';
import { MediaUploads } from '../modules/media/media-uploads.js';
import { MediaUsages } from '../modules/media/media-usages.js';
import type { SiteConfig } from './define-config.js';
import { getGatewayUrl } from './derived-settings.js';

/** Pictures of the sample content, which are served from the installation. */
const SEEDS = fileURLToPath(new URL('../../seeds/media', import.meta.url));
const MEBIBYTE = 1_048_576;
/** Limits of a picture that an editor has fetched, who waits for it. */
const FETCH_LIMITS = { timeoutMs: 15_000, maxRetryDelaySeconds: 1 };

/** Services that serve media files and change the library. */
export interface MediaServices {
  /** The site's own storage, then that of the seeds: the first one that has a file is read. */
  storages: MediaStorage[];
  urls: MediaUrls;
  signer: MediaSigner;
  library: MediaLibrary;
  uploads: MediaUploads;
  service: MediaService;
  usages: MediaUsages;
  variants: VariantService;
  files: FileLookup;
}

/**
 * Creates the media library and the services that serve its files, and deletes unfinished files of killed
 * processes.
 */
export async function createMedia(
  config: Config,
  siteConfig: Pick<SiteConfig, 'media' | 'imageUrl'>,
  { prisma, pool }: Pick<Database, 'prisma' | 'pool'>,
  logger: FastifyBaseLogger,
): Promise<MediaServices> {
  const signer = await createMediaSigner(pool);
  const storage = createMediaStorage(config, siteConfig);
  if (!siteConfig.media) await removeUnfinished(getMediaFolder(config));
  const files = new FileLookup((name) => findStoredFile(pool, name));
  const library = createMediaLibrary(config, siteConfig, prisma);
  const uploads = new MediaUploads(prisma, library, signer, storage);
  const cache = new VariantCache({
    folder: join(config.DATA_DIR, 'media-variants'),
    maxBytes: config.MEDIA_CACHE_MB * MEBIBYTE,
    onWriteError: (err) => logger.error({ err, part: 'media' }, 'a variant cannot be stored'),
  });
  const fetcher = new Fetcher({
    allowPrivate: config.IMPORT_ALLOW_PRIVATE,
    ...FETCH_LIMITS,
    maxBytes: library.maxBytes,
  });
  return {
    uploads,
    usages: new MediaUsages(prisma),
    service: new MediaService({
      prisma,
      library,
      uploads,
      toUrl: (path) => new URL(path, getGatewayUrl(config)).href,
      fetchFile: (url) => fetchFile(fetcher, url),
      deleteBytes: async ({ hash, key }) => {
        if (key !== null) await storage.delete(key);
        await cache.deleteVariants(hash);
      },
    }),
    storages: [storage, createDiskStorage({ folder: SEEDS })],
    urls: await createMediaUrls(config, siteConfig, pool),
    signer,
    library,
    variants: new VariantService({
      storage,
      signer,
      cache,
      files,
      onUnprocessable: (err) => logger.error({ err, part: 'media' }, 'a variant cannot be made'),
    }),
    files,
  };
}

/** Creates the builder of the URLs of files and variants. */
export async function createMediaUrls(
  config: Config,
  siteConfig: Pick<SiteConfig, 'media' | 'imageUrl'>,
  pool: Pool,
): Promise<MediaUrls> {
  return new MediaUrls({
    baseUrl: getMediaUrl(config),
    signer: await createMediaSigner(pool),
    storage: createMediaStorage(config, siteConfig),
    buildVariantUrl: siteConfig.imageUrl,
  });
}

async function createMediaSigner(pool: Pool): Promise<MediaSigner> {
  return new MediaSigner(await loadMediaSecret(pool, () => randomBytes(32)));
}

/** Creates the measurer of pictures that stay at other servers. */
export function createLinkedPictures(config: Config, library: MediaLibrary): LinkedPictures {
  const limits = { timeoutMs: 15_000, maxRetryDelaySeconds: 0, maxBytes: library.maxBytes };
  const fetcher = new Fetcher({ allowPrivate: config.IMPORT_ALLOW_PRIVATE, ...limits });
  return new LinkedPictures({ library, fetchFile: (url) => fetchFile(fetcher, url) });
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
function getMediaUrl(config: Config): string {
  return config.MEDIA_URL ?? getGatewayUrl(config);
}

/** Creates the storage of the site's media files: its own, or the folder in DATA_DIR. */
export function createMediaStorage(config: Config, { media }: Pick<SiteConfig, 'media'>): MediaStorage {
  return media ?? createDiskStorage({ folder: getMediaFolder(config) });
}

function getMediaFolder({ DATA_DIR }: Config): string {
  return join(DATA_DIR, 'media');
}
