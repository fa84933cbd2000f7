import type { SubscriberImporter, SubscriberResult } from '../../modules/import/subscriber-importer.js';

const LEFT_OUT: SubscriberResult = { outcome: 'left out', reason: 'this build has no newsletters' };

/** Leaves out newsletters and subscribers, in a build without the newsletter module. */
export const noSubscribers: SubscriberImporter = {
  importNewsletters: async (newsletters) => newsletters.map(() => LEFT_OUT),
  importSubscribers: async (batch) => batch.map(() => LEFT_OUT),
  listNewsletterSlugs: async () => [],
};
