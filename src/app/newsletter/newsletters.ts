import type { OptionalModule } from '../app-module.js';

/** Newsletters, as a build names them. The code is loaded when it is needed. */
export const newsletters: OptionalModule = {
  command: { name: 'newsletter', description: 'manage newsletters and their subscribers' },
  load: async () => (await import('./newsletter-module.js')).newsletterModule,
};
