import type { FastifyInstance, FastifyReply } from 'fastify';
import { ZodError } from 'zod';
import { ErrorCode } from '../../../shared/errors/errors.js';
import type { FeedbackService } from './feedback.service.js';
import { UnverifiedFeedbackError } from './mail-feedback.js';

const MAX_BODY_BYTES = 512 * 1_024;

const FEEDBACK_SERVICES = ['ses', 'postmark', 'mailgun'] as const;

/**
 * Registers the endpoints to which mail services post bounces and complaints. Amazon SNS sends its JSON as
 * text/plain, so any content type is read as JSON.
 */
export async function feedbackPlugin(app: FastifyInstance, { feedback }: { feedback: FeedbackService }) {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string', bodyLimit: MAX_BODY_BYTES }, (_request, body, done) =>
    done(null, body),
  );
  for (const service of FEEDBACK_SERVICES) {
    app.post(`/newsletter/feedback/${service}`, async (request, reply) => {
      if (!feedback.isSetUp(service))
        return refuse(reply, 404, `Webhooks of ${service} are not set up: see docs/newsletters.md.`);
      const body = parseJson(String(request.body ?? ''));
      if (body === undefined) return refuse(reply, 400, 'The body must be JSON.');
      try {
        const { authorization } = request.headers;
        const reports = await feedback.process(service, { authorization, body });
        if (reports > 0)
          request.log.info({ service, reports }, 'addresses were reported by the mail service');
        return reply.code(204).send();
      } catch (error) {
        if (error instanceof UnverifiedFeedbackError) return refuse(reply, 403, error.message);
        if (error instanceof ZodError) return refuse(reply, 400, `The body is no webhook of ${service}.`);
        throw error;
      }
    });
  }
}

function refuse(reply: FastifyReply, status: number, message: string) {
  reply.request.log.warn({ status }, `feedback of a mail service was refused: ${message}`);
  const code = status === 403 ? ErrorCode.FORBIDDEN : ErrorCode.BAD_REQUEST;
  return reply.code(status).send({ errors: [{ message, extensions: { code } }] });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
