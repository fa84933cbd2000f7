import type { Module } from '../module.js';
import { AuditResolver } from './audit.resolver.js';
import { AuditService } from './audit.service.js';

/** The log of writes with their API keys. */
export const module = {
  createResolvers: ({ database }) => [new AuditResolver(new AuditService(database.prisma))],
} satisfies Module;
