import { ChangeSender } from '../../changes/change-sender.js';
import type { Module, WorkerOptions } from '../module.js';
import { KEY_PATH, sendToIndexNow } from './index-now.js';

/** Tells search engines which articles changed. */
export const module = {
  registerRoutes: async (app, { config: { INDEXNOW_KEY: key } }) => {
    if (key === undefined) return;
    app.get(KEY_PATH, { config: { isCredentialIndependent: true } }, (_request, reply) =>
      reply.type('text/plain; charset=utf-8').send(key),
    );
  },
  createJobs: (options) => createSenders(options).map(({ job }) => job),
  createObservers: createSenders,
} satisfies Module;

function createSenders({ config, site, database, createLoaders, logger }: WorkerOptions): ChangeSender[] {
  const { INDEXNOW_KEY: key, INDEXNOW_URL: url } = config;
  if (key === undefined || !site.robots.isIndexed) return [];
  const target = { url, key, site };
  const sources = { prisma: database.prisma, createLoaders };
  return [
    new ChangeSender(
      database,
      { name: 'index_now', send: (changes) => sendToIndexNow(changes, target, sources) },
      logger,
    ),
  ];
}
