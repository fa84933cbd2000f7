import type { Module } from '../module.js';
import { NodeResolver } from './node.resolver.js';

/** Objects of any type by their global ID. */
export const module = {
  createResolvers: ({ nodes }) => [new NodeResolver(nodes)],
} satisfies Module;
