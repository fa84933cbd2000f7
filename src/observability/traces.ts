import { type Context, ROOT_CONTEXT, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { ObservedField } from '../shared/operation-info.js';
import type { Statement } from './query-log.js';
import type { ObservedOperation, TelemetrySink } from './telemetry.js';

export interface TraceExporterSettings {
  /** Where the collector takes OTLP over HTTP, e.g. http://127.0.0.1:4318 */
  endpoint: string;
  /** Of the operations whose clients do not say whether they are traced, 0 to 1. */
  sampleRatio: number;
  serviceName: string;
}

/** As https://www.w3.org/TR/trace-context/#traceparent-header has it. */
const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/**
 * Hands every operation on to a collector, with its statements and, if they were noted, its fields. Attributes are
 * named as in https://opentelemetry.io/docs/specs/semconv/. Spans are made when all is over: nothing waits for them.
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
          ...{ 'dateline.source': source, 'dateline.transport': transport, 'dateline.request_id': requestId },
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

  /** Sends what is not sent yet. */
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

/** The client's own span, which the operation is a part of. */
function parseTraceparent(traceparent: string | undefined): Context {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent ?? '') ?? [];
  if (!traceId || !spanId) return ROOT_CONTEXT;
  const spanContext = { traceId, spanId, traceFlags: Number.parseInt(flags!, 16), isRemote: true };
  return trace.setSpanContext(ROOT_CONTEXT, spanContext);
}
