import type { Module } from '../module.js';
import { LiveSite } from '../site/live-site.js';
import { LicenseLocation } from './license-location.js';
import { MachineRightsLoaders } from './machine-rights.loaders.js';
import {
  ArticleMachineRightsResolver,
  MachineRightsResolver,
  SectionMachineRightsResolver,
  SeoMachineRightsResolver,
  SiteMachineRightsResolver,
} from './machine-rights.resolver.js';

declare module '../../graphql/loaders.js' {
  interface Loaders {
    machineRights: MachineRightsLoaders;
  }
}

/** What search engines, answer engines and those who train models may use texts for. */
export const module = {
  loaders: {
    machineRights: ({ loaders, getService }) =>
      new MachineRightsLoaders(loaders, getService(LiveSite), getService(LicenseLocation).baseUrl),
  },
  createServices: ({ config, gatewayUrl }) => [new LicenseLocation(config.FEEDS_URL ?? gatewayUrl)],
  createResolvers: ({ getService }) => [
    new ArticleMachineRightsResolver(),
    new SectionMachineRightsResolver(),
    new SiteMachineRightsResolver(),
    new SeoMachineRightsResolver(),
    new MachineRightsResolver(getService(LicenseLocation).baseUrl),
  ],
  playgroundTabs: [new URL('./machine-rights.example.graphql', import.meta.url)],
} satisfies Module;
