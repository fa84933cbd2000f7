// Each line brings a module into the build. Without it, the module's types, routes, jobs and commands are left out.
export { newsletters } from './newsletter/newsletters.js';
