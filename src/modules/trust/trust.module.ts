import type { Module } from '../module.js';

/** Paths of trust.txt. The specification recommends the second one, and crawlers read either. */
const PATHS = ['/trust.txt', '/.well-known/trust.txt'];

/** Serves trust.txt, in which a site names the organizations that it belongs to, and its accounts elsewhere. */
export const module = {
  registerRoutes: async (app, { config: { TRUST_TXT: entries } }) => {
    if (entries.length === 0) return;
    const text = entries.map((entry) => `${entry}\n`).join('');
    for (const path of PATHS)
      app.get(path, { config: { isCredentialIndependent: true } }, (_request, reply) =>
        reply.type('text/plain; charset=utf-8').send(text),
      );
  },
} satisfies Module;
