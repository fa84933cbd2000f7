import plugin from 'fastify-plugin';

/** Adds X-Robots-Tag to every response, for a site that search engines are not to show. Register it before the routes. */
export const robotsHeaderPlugin = plugin(async (app) => {
  app.addHook('onSend', async (_request, reply) => {
    reply.header('x-robots-tag', 'noindex, nofollow');
  });
});
