import { hasPermission } from '../../auth/scope.js';
import type { Module } from '../module.js';
import { AuditLoaders } from './audit.loaders.js';
import { AuditResolver } from './audit.resolver.js';
import { AuditService } from './audit.service.js';

declare module '../../graphql/loaders.js' {
  interface Loaders {
    audit: AuditLoaders;
  }
}

/** The log of writes with their API keys. */
export const module = {
  loaders: {
    audit: ({ prisma }) => new AuditLoaders(prisma),
  },
  nodes: {
    AuditEntry: (id, { viewer, audit }) => (hasPermission(viewer, 'admin') ? audit.byId.load(id) : null),
  },
  createResolvers: ({ database }) => [new AuditResolver(new AuditService(database.prisma))],
} satisfies Module;
