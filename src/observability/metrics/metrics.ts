import { AggregatorRegistry, Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { ErrorCode } from '../../shared/errors/errors.js';
import { readRelease } from '../../shared/release.js';
import type { ObservedOperation, ObservedRequest, TelemetrySink, ThrottleReason } from '../telemetry.js';
import { createGauges, type GaugeSources } from './gauges.js';
import { OperationLabels } from './operation-names.js';

/** Upper bounds in seconds. */
const DURATION_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const JOB_BUCKETS = [0.005, 0.025, 0.1, 0.5, 1, 5, 15, 60, 300, 1_800];

/** Routes that only probes and Prometheus request; ratios of responses to clients exclude them. */
const PROBES = new Set(['/healthz', '/readyz', '/metrics']);
const RESPONSE_CLASSES = ['2xx', '3xx', '4xx', '5xx'];

/** The workers of a machine, which a scrape asks for their metrics. */
export interface Fellows {
  /** Replies to each question of all workers, of this one too. */
  respond(topic: 'metrics', collect: () => Promise<object[]>): void;
  ask(topic: 'metrics'): Promise<unknown[]>;
}

/** Prometheus metrics (https://prometheus.io/docs/concepts/metric_types/). */
export class Metrics implements TelemetrySink {
  private readonly registry = new Registry();
  readonly contentType = this.registry.contentType;
  private readonly operationLabels = new OperationLabels();

  private readonly requests = new Histogram({
    name: 'dateline_http_request_duration_seconds',
    help: 'Duration of HTTP requests in seconds by method, route and status, from the headers to the end of the response.',
    labelNames: ['method', 'route', 'status'],
    buckets: DURATION_BUCKETS,
    registers: [this.registry],
  });
  private readonly responses = new Counter({
    name: 'dateline_http_responses_total',
    help: 'Number of HTTP responses by status class (2xx to 5xx), excluding health checks and metrics.',
    labelNames: ['class'],
    registers: [this.registry],
  });
  private readonly crawlerRequests = new Counter({
    name: 'dateline_crawler_requests_total',
    help: 'Number of HTTP requests of known crawlers by name, route and status. 403 is a refusal. `signed` is true with a valid signature.',
    labelNames: ['crawler', 'signed', 'route', 'status'],
    registers: [this.registry],
  });
  private readonly signatures = new Counter({
    name: 'dateline_crawler_signatures_total',
    help: 'Number of requests with a signature of a crawler by agent and outcome: verified, invalid, expired, replayed, malformed, no_key, unlisted or unchecked.',
    labelNames: ['agent', 'outcome'],
    registers: [this.registry],
  });
  private readonly errors = new Counter({
    name: 'dateline_operation_errors_total',
    help: 'Number of operations that failed, by the code of the first error.',
    labelNames: ['code'],
    registers: [this.registry],
  });
  private readonly operations = new Counter({
    name: 'dateline_operations_total',
    help: 'Number of operations by name, type, outcome (OK or the code of the first error), cache status and transport.',
    labelNames: ['operation', 'type', 'outcome', 'source', 'transport'],
    registers: [this.registry],
  });
  private readonly durations = new Histogram({
    name: 'dateline_operation_duration_seconds',
    help: 'Duration of operations in seconds by name and cache status, e.g. HIT for a cached response.',
    labelNames: ['operation', 'source'],
    buckets: DURATION_BUCKETS,
    registers: [this.registry],
  });
  private readonly jobs = new Histogram({
    name: 'dateline_job_duration_seconds',
    help: 'Duration in seconds of jobs run by this instance, by task and outcome; failed jobs are retried.',
    labelNames: ['task', 'outcome'],
    buckets: JOB_BUCKETS,
    registers: [this.registry],
  });
  private readonly remoteCalls = new Histogram({
    name: 'dateline_remote_call_duration_seconds',
    help: "Duration in seconds of requests to the sources of the site's fields, by field and outcome (done, failed, or skipped: not sent).",
    labelNames: ['field', 'outcome'],
    buckets: DURATION_BUCKETS,
    registers: [this.registry],
  });
  private readonly remoteCircuits = new Gauge({
    name: 'dateline_remote_circuit_open',
    help: '1 while the circuit breaker of a source is open, so that it gets no requests; else 0.',
    labelNames: ['field'],
    aggregator: 'max',
    registers: [this.registry],
  });
  private readonly mails = new Counter({
    name: 'dateline_mails_total',
    help: 'Number of mails that this instance gave to the mail server, by outcome: sent or failed.',
    labelNames: ['outcome'],
    registers: [this.registry],
  });
  private readonly throttled = new Counter({
    name: 'dateline_connections_throttled_total',
    help: 'Number of connections cut because of too many pipelined `requests`, or paused or cut because of too many WebSocket `messages`.',
    labelNames: ['reason'],
    registers: [this.registry],
  });
  private readonly rejections = new Counter({
    name: 'dateline_unhandled_rejections_total',
    help: 'Number of unhandled promise rejections by cause: a lost `connection`, or `other`, which stops the process.',
    labelNames: ['cause'],
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
    const info = new Gauge({
      name: 'dateline_info',
      help: 'Release of the gateway and version of Node.js as labels; always 1.',
      labelNames: ['version', 'node'],
      aggregator: 'first',
      registers: [this.registry],
    });
    info.set({ version: readRelease(), node: process.version }, 1);
    // Start at 0, because a counter that first appears at 1 has no rate.
    for (const outcome of ['sent', 'failed']) this.mails.inc({ outcome }, 0);
    for (const each of RESPONSE_CLASSES) this.responses.inc({ class: each }, 0);
    for (const code of Object.values(ErrorCode)) this.errors.inc({ code }, 0);
    for (const reason of ['requests', 'messages']) this.throttled.inc({ reason }, 0);
    for (const cause of ['connection', 'other']) this.rejections.inc({ cause }, 0);
  }

  /** Returns a function that renders the metrics page, of this process or of all workers. */
  createRenderer(gaugeSources: GaugeSources, fellows?: Fellows): () => Promise<string> {
    const setGauges = createGauges(this.registry, gaugeSources);
    if (fellows) {
      fellows.respond('metrics', async () => {
        await setGauges();
        return this.registry.getMetricsAsJSON();
      });
      return async () => AggregatorRegistry.aggregate((await fellows.ask('metrics')) as object[]).metrics();
    }
    return async () => {
      await setGauges();
      return this.registry.metrics();
    };
  }

  onRequest({ method, route, status, ms, crawler }: ObservedRequest): void {
    if (crawler !== undefined) {
      const signed = String(crawler.signedBy !== null);
      this.crawlerRequests.inc({ crawler: crawler.crawler.token, signed, route, status });
    }
    this.requests.observe({ method, route, status }, ms / 1_000);
    if (!PROBES.has(route)) this.responses.inc({ class: `${Math.floor(status / 100)}xx` });
  }

  onOperation({ name, type, outcome, source, transport, ms }: ObservedOperation): void {
    const operation = this.operationLabels.getLabel(name, outcome === 'OK');
    this.operations.inc({ operation, type: type ?? 'none', outcome, source, transport });
    this.durations.observe({ operation, source }, ms / 1_000);
    if (outcome !== 'OK') this.errors.inc({ code: outcome });
  }

  onJob({ task, outcome, ms }: Parameters<Required<TelemetrySink>['onJob']>[0]): void {
    this.jobs.observe({ task, outcome }, ms / 1_000);
  }

  tasks(names: string[]): void {
    for (const task of names) {
      for (const outcome of ['done', 'failed']) this.jobs.zero({ task, outcome });
    }
  }

  onRemoteCall({ field, outcome, ms }: Parameters<Required<TelemetrySink>['onRemoteCall']>[0]): void {
    this.remoteCalls.observe({ field, outcome }, ms / 1_000);
  }

  onRemoteCircuit({ field, isOpen }: Parameters<Required<TelemetrySink>['onRemoteCircuit']>[0]): void {
    this.remoteCircuits.set({ field }, isOpen ? 1 : 0);
  }

  remoteFields(names: string[]): void {
    for (const field of names) {
      this.remoteCircuits.set({ field }, 0);
      for (const outcome of ['done', 'failed', 'skipped']) this.remoteCalls.zero({ field, outcome });
    }
  }

  onMail(outcome: 'sent' | 'failed'): void {
    this.mails.inc({ outcome });
  }

  onThrottled(reason: ThrottleReason): void {
    this.throttled.inc({ reason });
  }

  onSignature(signature: Parameters<Required<TelemetrySink>['onSignature']>[0]): void {
    this.signatures.inc(signature);
  }

  unhandledRejection(cause: 'connection' | 'other'): void {
    this.rejections.inc({ cause });
  }
}
