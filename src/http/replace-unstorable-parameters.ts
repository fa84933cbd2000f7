import plugin from 'fastify-plugin';
import { replaceUnstorable } from '../shared/text/valid-unicode.js';

export interface StorableParametersOptions {
  /** Path of the routes that reject invalid text themselves, with an error message. */
  except: string;
}

/**
 * Replaces text that PostgreSQL cannot store in the parameters of paths, queries and forms, before any route reads
 * them. The replaced text matches no content, so the response is the usual one for unknown content.
 */
export const storableParameters = plugin(async (app, { except }: StorableParametersOptions) => {
  app.addHook('preHandler', (request, _reply, done) => {
    if (request.routeOptions.url?.startsWith(except)) return done();
    replaceValues(request.params);
    replaceValues(request.query);
    if (request.body instanceof URLSearchParams) replaceInForm(request.body);
    done();
  });
});

/** Replaces the values of a record. A repeated parameter has a list of values. */
function replaceValues(parameters: unknown): void {
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
