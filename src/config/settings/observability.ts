import { z } from 'zod';
import { httpUrlSchema, type Setting } from './setting.js';

/** Settings of logs, metrics and traces. */
export const OBSERVABILITY_SETTINGS = {
  METRICS: {
    schema: z.stringbool(),
    defaultValue: { development: 'true', production: 'false' },
    description: 'If true, `/metrics` is open to every client of the gateway.',
  },
  METRICS_PORT: {
    schema: z.coerce.number().int().min(0).max(65535),
    defaultValue: undefined,
    description:
      'Separate TCP port for `/metrics`, which is then not served on `PORT`. Only Prometheus should reach it.',
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    schema: httpUrlSchema,
    defaultValue: undefined,
    description:
      'URL of an OpenTelemetry collector that receives traces over HTTP, e.g. `http://127.0.0.1:4318`. Unset: nothing is traced.',
  },
  OTEL_SERVICE_NAME: {
    schema: z.string().min(1),
    defaultValue: 'dateline',
    description: 'Service name of the gateway in traces.',
  },
  TRACE_SHARE: {
    schema: z.coerce.number().min(0).max(1),
    defaultValue: '1',
    description:
      'Share of operations that are traced, from 0 to 1, unless the client decides it with `traceparent`.',
  },
  TRACE_FIELDS: {
    schema: z.stringbool(),
    defaultValue: 'false',
    description: 'If true, traces contain a span for every field, which makes each field slower.',
  },
  OPERATION_USAGE_DAYS: {
    schema: z.coerce.number().int().min(0).max(3_650),
    defaultValue: '60',
    description:
      'Days for which the number of requests of each operation is stored. `dateline schema check` names with it the clients that a change breaks: see [deployment](deployment.md#changes-of-the-graph). 0: nothing is counted, and former counts are deleted.',
  },
  SLOW_MS: {
    schema: z.coerce.number().int().min(0),
    defaultValue: '1000',
    description:
      'Duration in milliseconds from which an operation is logged as slow, with its SQL statements; 0 for never.',
  },
} satisfies Record<string, Setting>;
