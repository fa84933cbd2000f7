import { type Context, ROOT_CONTEXT, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { Statement } from '../shared/logging/query-log.js';
import type { ObservedField } from '../shared/operation-info.js';
import type { ObservedOperation, TelemetrySink } from './telemetry.js';

export interface TraceExporterSettings {
  /** URL of a collector that accepts OTLP over HTTP, e.g. http://127.0.0.1:4318 */
  endpoint: string;
  /** Share of operations that are traced if the client does not decide it, from 0 to 1. */
  sampleRatio: number;
  serviceName: string;
}

/** Format of https://www.w3.org/TR/trace-context/#traceparent-header */
const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/**
 * Exports a span for every operation, with its statements and, if recorded, its fields. Attributes follow
 * https://opentelemetry.io/docs/specs/semconv/; spans are created after the response.
 */
export class TraceExporter implements TelemetrySink {
  private readonly provider: TracerProvider;
  private readonly tracer: Tracer;

  constructor({ endpoint, sampleRatio, serviceName }: TraceExporterSettings) {
    const url = `${endpoint.replace(/\/$/, '')}/v1/traces`;
    this.provider = new TracerProvider({
      resource: resourceFromAttributes({ 'service.name': serviceName }),
      sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(sampleRatio) }),
      spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url }) })],
    });
    this.tracer = this.provider.getTracer('dateline');
  }

  onOperation(operation: ObservedOperation): void {
    const { type, name, documentHash, outcome, source, transport, requestId, startedAt, ms } = operation;
    const span = this.tracer.startSpan(
      [type ?? 'request', name].filter(Boolean).join(' '),
      {
        kind: SpanKind.SERVER,
        startTime: startedAt,
        attributes: {
          ...(name && { 'graphql.operation.name': name }),
          ...(type && { 'graphql.operation.type': type }),
          ...(documentHash && { 'dateline.document_hash': documentHash }),
          ...(outcome !== 'OK' && { 'error.type': outcome }),
          'dateline.source': source,
          'dateline.transport': transport,
          'dateline.request_id': requestId,
        },
      },
      parseTraceparent(operation.traceparent),
    );
    if (span.isRecording()) {
      const parentContext = trace.setSpan(ROOT_CONTEXT, span);
      for (const statement of operation.statements) this.exportStatement(statement, parentContext);
      for (const field of operation.fields) this.exportField(field, parentContext);
      if (outcome !== 'OK') span.setStatus({ code: SpanStatusCode.ERROR });
    }
    span.end(startedAt + ms);
  }

  /** Exports pending spans. */
  close(): Promise<void> {
    return this.provider.shutdown().catch(() => undefined);
  }

  private exportStatement({ text, startedAt, ms, hasFailed }: Statement, parentContext: Context): void {
    const [verb = 'statement'] = text.trimStart().split(/\s/, 1);
    const attributes = { 'db.system.name': 'postgresql', 'db.query.text': text.trim() };
    const options = { kind: SpanKind.CLIENT, startTime: startedAt, attributes };
    const span = this.tracer.startSpan(verb.toUpperCase(), options, parentContext);
    if (hasFailed) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end(startedAt + ms);
  }

  private exportField({ path, coordinate, startedAt, ms }: ObservedField, parentContext: Context): void {
    const attributes = { 'graphql.field.path': path };
    this.tracer
      .startSpan(coordinate, { startTime: startedAt, attributes }, parentContext)
      .end(startedAt + ms);
  }
}

/** Returns a context with the client's span as the parent of the operation's. */
function parseTraceparent(traceparent: string | undefined): Context {
  const [, traceId, spanId, flags = ''] = TRACEPARENT.exec(traceparent ?? '') ?? [];
  if (!traceId || !spanId) return ROOT_CONTEXT;
  const spanContext = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
  return trace.setSpanContext(ROOT_CONTEXT, spanContext);
}
