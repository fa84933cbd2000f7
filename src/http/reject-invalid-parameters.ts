import plugin from 'fastify-plugin';
import { replaceUnstorable } from '../shared/text/valid-unicode.js';

export interface StorableParametersOptions {
  /** Path of the routes that refuse such text themselves, and say why. */
  except: string;
}

/**
 * Replaces what PostgreSQL's text cannot hold in the parameters of paths, queries and forms, before any route reads
 * them. As text that names nothing it is answered like any other.
 */
export const storableParameters = plugin(async (app, { except }: StorableParametersOptions) => {
  app.addHook('preHandler', (request, _reply, done) => {
    if (request.routeOptions.url?.startsWith(except)) return done();
    replaceIn(request.params);
    replaceIn(request.query);
    if (request.body instanceof URLSearchParams) replaceInForm(request.body);
    done();
  });
});

/** Parameters that are named twice are a list. */
function replaceIn(parameters: unknown): void {
  const record = Object(parameters) as Record<string, string | string[]>;
  for (const [name, value] of Object.entries(record)) {
    record[name] = Array.isArray(value) ? value.map(replaceUnstorable) : replaceUnstorable(value);
  }
}

function replaceInForm(form: URLSearchParams): void {
  const fields = [...form];
  for (const [name] of fields) form.delete(name);
  for (const [name, value] of fields) form.append(name, replaceUnstorable(value));
}
