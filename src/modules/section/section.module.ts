import type { Module } from '../module.js';
import { ArticleSectionResolver } from './article-section.resolver.js';
import { SectionResolver } from './section.resolver.js';

/** Sections. */
export const module: Module = {
  createResolvers: () => [new ArticleSectionResolver(), new SectionResolver()],
};
