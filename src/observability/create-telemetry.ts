import type { AppLogger } from './logger.js';
import type { Metrics } from './metrics/metrics.js';
import { SlowLog } from './slow-log.js';
import type { TelemetrySink } from './telemetry.js';
import type { TraceExporter, TraceExporterSettings } from './traces.js';

export interface TelemetrySettings {
  metrics: boolean;
  /** Milliseconds from which on an operation is logged with its statements; 0 for never. */
  slowThresholdMs: number;
  /** Without them nothing is traced. */
  traces: TraceExporterSettings | null;
  log: Pick<AppLogger, 'warn'>;
}

/** All who want to know what the gateway does. */
export class Telemetry implements Required<TelemetrySink> {
  constructor(
    private readonly sinks: readonly TelemetrySink[],
    readonly metrics: Metrics | null,
    private readonly traceExporter: TraceExporter | null,
  ) {}

  /** Whether anybody wants to know what is asked of PostgreSQL. */
  get shouldCaptureStatements(): boolean {
    return this.sinks.some((observer) => observer !== this.metrics);
  }

  /** Hands on what is not handed on yet. */
  async close(): Promise<void> {
    await this.traceExporter?.close();
  }

  onRequest(...told: Parameters<Required<TelemetrySink>['onRequest']>): void {
    for (const observer of this.sinks) observer.onRequest?.(...told);
  }

  onOperation(...told: Parameters<Required<TelemetrySink>['onOperation']>): void {
    for (const observer of this.sinks) observer.onOperation?.(...told);
  }

  onJob(...told: Parameters<Required<TelemetrySink>['onJob']>): void {
    for (const observer of this.sinks) observer.onJob?.(...told);
  }

  tasks(...told: Parameters<Required<TelemetrySink>['tasks']>): void {
    for (const observer of this.sinks) observer.tasks?.(...told);
  }

  onMail(...told: Parameters<Required<TelemetrySink>['onMail']>): void {
    for (const observer of this.sinks) observer.onMail?.(...told);
  }

  unhandledRejection(...told: Parameters<Required<TelemetrySink>['unhandledRejection']>): void {
    for (const observer of this.sinks) observer.unhandledRejection?.(...told);
  }
}

/** What is not asked for is not even loaded, so that it costs a start nothing. */
export async function createTelemetry({
  metrics,
  slowThresholdMs,
  traces,
  log,
}: TelemetrySettings): Promise<Telemetry> {
  const metricsSink = metrics ? new (await import('./metrics/metrics.js')).Metrics() : null;
  const traceExporter = traces ? new (await import('./traces.js')).TraceExporter(traces) : null;
  const slowLog = slowThresholdMs > 0 ? new SlowLog(slowThresholdMs, log) : null;
  const sinks = [metricsSink, traceExporter, slowLog].filter((observer) => observer !== null);
  return new Telemetry(sinks, metricsSink, traceExporter);
}
