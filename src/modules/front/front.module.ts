import type { Module } from '../module.js';
import {
  CardResolver,
  ContainerProblemResolver,
  ContainerResolver,
  ContainerRuleResolver,
} from './container.resolver.js';
import { FrontLoaders } from './front.loaders.js';
import { FrontResolver } from './front.resolver.js';
import { FrontMutationResolver } from './front-mutation.resolver.js';
import { FrontStateLoaders } from './front-state.loaders.js';
import { FrontStateResolver } from './front-state.resolver.js';
import { FrontRevisionLoaders } from './revision/front-revision.loaders.js';
import { FrontRevisionResolver, FrontRevisionsResolver } from './revision/front-revision.resolver.js';
import { FrontMutationService } from './write/front-mutation.service.js';
import { PUBLISH_FRONTS_TASK, publishDueFronts } from './write/publish-front.js';

declare module '../../graphql/loaders.js' {
  interface Loaders {
    fronts: FrontLoaders;
    frontStates: FrontStateLoaders;
    frontRevisions: FrontRevisionLoaders;
  }
}

/** Pages that editors compose of containers and cards. */
export const module = {
  loaders: {
    fronts: ({ readClient, loaders, publishedLoaders }) =>
      new FrontLoaders(readClient, loaders, publishedLoaders),
    frontStates: ({ preview }) => new FrontStateLoaders(preview),
    frontRevisions: ({ preview }) => new FrontRevisionLoaders(preview),
  },
  nodes: {
    Front: (id, { fronts }) => fronts.byId.load(id),
  },
  createResolvers: ({ site, database, forbiddenAttempts, linkedPictures }) => [
    new FrontResolver(site),
    new FrontStateResolver(),
    new FrontRevisionsResolver(),
    new FrontRevisionResolver(),
    new ContainerResolver(site),
    new ContainerRuleResolver(),
    new ContainerProblemResolver(),
    new CardResolver(),
    new FrontMutationResolver(new FrontMutationService(database.prisma, forbiddenAttempts, linkedPictures)),
  ],
  createJobs: ({ database: { prisma } }) => [
    { name: PUBLISH_FRONTS_TASK, crontab: '* * * * *', run: () => publishDueFronts(prisma) },
  ],
  playgroundTabs: [
    new URL('./home-page.example.graphql', import.meta.url),
    new URL('./compose-front.example.graphql', import.meta.url),
  ],
} satisfies Module;
