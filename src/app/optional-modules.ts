// Each line brings a module into the build. Without it, the module's types, routes, jobs and commands are left out.
export type { AppModule } from './app-module.js';
export { newsletterModule } from './newsletter/newsletter-module.js';
