import type { Module } from '../module.js';
import { NodeResolver } from './node.resolver.js';

/** Objects of any type by their global ID. */
export const module: Module = {
  createResolvers: ({ nodes }) => [new NodeResolver(nodes)],
};
