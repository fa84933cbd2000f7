import type { Module } from '../module.js';
import { AuditResolver } from './audit.resolver.js';
import { AuditService } from './audit.service.js';

/** The log of who did what with which key. */
export const module: Module = {
  createResolvers: ({ database }) => [new AuditResolver(new AuditService(database.prisma))],
};
