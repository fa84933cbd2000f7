import type { AppLogger } from '../shared/logging/logger.js';
import type { Metrics } from './metrics/metrics.js';
import { SlowLog } from './slow-log.js';
import type { TelemetrySink } from './telemetry.js';
import type { TraceExporter, TraceExporterSettings } from './traces.js';

export interface TelemetrySettings {
  metrics: boolean;
  /** Milliseconds from which an operation is logged with its statements; 0 for never. */
  slowThresholdMs: number;
  /** Settings of the trace exporter; null disables tracing. */
  traces: TraceExporterSettings | null;
  log: Pick<AppLogger, 'warn'>;
}

/** Passes events on to all enabled sinks. */
export class Telemetry implements Required<TelemetrySink> {
  constructor(
    private readonly sinks: readonly TelemetrySink[],
    readonly metrics: Metrics | null,
    private readonly traceExporter: TraceExporter | null,
  ) {}

  /** True if a sink needs the statements sent to PostgreSQL. */
  get shouldCaptureStatements(): boolean {
    return this.sinks.some((observer) => observer !== this.metrics);
  }

  /** Exports pending data. */
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

  remoteFields(...told: Parameters<Required<TelemetrySink>['remoteFields']>): void {
    for (const observer of this.sinks) observer.remoteFields?.(...told);
  }

  onRemoteCall(...told: Parameters<Required<TelemetrySink>['onRemoteCall']>): void {
    for (const observer of this.sinks) observer.onRemoteCall?.(...told);
  }

  onRemoteCircuit(...told: Parameters<Required<TelemetrySink>['onRemoteCircuit']>): void {
    for (const observer of this.sinks) observer.onRemoteCircuit?.(...told);
  }

  onMail(...told: Parameters<Required<TelemetrySink>['onMail']>): void {
    for (const observer of this.sinks) observer.onMail?.(...told);
  }

  onThrottled(...told: Parameters<Required<TelemetrySink>['onThrottled']>): void {
    for (const observer of this.sinks) observer.onThrottled?.(...told);
  }

  onSignature(...told: Parameters<Required<TelemetrySink>['onSignature']>): void {
    for (const observer of this.sinks) observer.onSignature?.(...told);
  }

  unhandledRejection(...told: Parameters<Required<TelemetrySink>['unhandledRejection']>): void {
    for (const observer of this.sinks) observer.unhandledRejection?.(...told);
  }
}

/** Creates the enabled sinks. Disabled ones are not loaded, which makes starting faster. */
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
