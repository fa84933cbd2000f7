import { getGatewayUrl, getSite } from '../../src/app/derived-settings.js';
import { createLinkedPictures } from '../../src/app/media.js';
import { createModuleServices } from '../../src/app/module-services.js';
import { readConfig } from '../../src/config/env.js';
import { getLanguages } from '../../src/config/languages.js';
import { DailySalt } from '../../src/database/daily-salt.js';
import type { Database } from '../../src/database/database.js';
import { EMPTY_MODEL } from '../../src/fields/content-model.js';
import { NO_DOCUMENTS } from '../../src/graphql/persisted-documents/document-runner.js';
import { createSchema } from '../../src/graphql/schema.js';
import { createDiskStorage } from '../../src/media/disk-storage.js';
import { MediaSigner } from '../../src/media/media-signer.js';
import { MediaUrls } from '../../src/media/media-urls.js';
import { AuditService } from '../../src/modules/audit/audit.service.js';
import { MediaLibrary } from '../../src/modules/media/media-library.js';
import { MediaService } from '../../src/modules/media/media-mutation.service.js';
import { MediaUsages } from '../../src/modules/media/media-usages.js';
import { addOwnFields } from '../../src/modules/own-fields/extend-schema.js';
import { LiveSite } from '../../src/modules/site/live-site.js';
import { noopLogger } from '../../src/shared/logging/logger.js';

/** Creates the schema of all modules on a database, without HTTP, caches and limits; and their services. */
export async function createModuleGraph(database: Database, settings: Record<string, string>) {
  const config = readConfig(settings);
  const site = new LiveSite(database.pool, getSite(config));
  const dailySalt = new DailySalt(database.connection);
  const forbiddenAttempts = new AuditService(database.prisma);
  const storage = createDiskStorage({ folder: '/nowhere' });
  const mediaLibrary = new MediaLibrary({ prisma: database.prisma, storage, maxBytes: 0 });
  const { resolvers, findService } = createModuleServices(
    {
      config,
      site,
      languages: getLanguages(config),
      gatewayUrl: getGatewayUrl(config),
      siteConfig: {},
      documents: NO_DOCUMENTS,
      model: EMPTY_MODEL,
      database,
      mediaLibrary,
      linkedPictures: createLinkedPictures(config, mediaLibrary),
      mediaUrls: new MediaUrls({
        baseUrl: site.url,
        signer: new MediaSigner(new Uint8Array(32)),
        storage,
      }),
      logger: noopLogger,
      clock: () => new Date(),
      dailySalt,
      getDailySalt: () => dailySalt.get(0),
      forbiddenAttempts,
    },
    // Mutations of the media library are not run.
    [Object.create(MediaService.prototype), Object.create(MediaUsages.prototype)],
  );
  return {
    schema: await createSchema({
      resolvers,
      addOwnFields: (own) => addOwnFields(own, EMPTY_MODEL),
      forbiddenAttempts,
    }),
    findService,
  };
}
