import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface CollectedSpan {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  status: { code?: number };
  attributes: Record<string, string>;
}

/** An OpenTelemetry collector that takes traces as JSON over HTTP (https://opentelemetry.io/docs/specs/otlp/). */
export interface Collector {
  address: string;
  spans: CollectedSpan[];
  /** Of whom the spans are. */
  services: Set<string>;
  close(): void;
}

export async function startCollector(): Promise<Collector> {
  const spans: CollectedSpan[] = [];
  const services = new Set<string>();
  const server = createServer(async (request, response) => {
    const chunks = await request.toArray();
    if (request.url !== '/v1/traces') return response.writeHead(404).end();
    for (const { resource, scopeSpans } of JSON.parse(Buffer.concat(chunks).toString()).resourceSpans) {
      services.add(toAttributeMap(resource.attributes)['service.name']!);
      for (const span of scopeSpans.flatMap((scope: any) => scope.spans)) {
        spans.push({ ...span, attributes: toAttributeMap(span.attributes) });
      }
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { address: `http://127.0.0.1:${port}`, spans, services, close };
}

function toAttributeMap(
  attributes: { key: string; value: { stringValue?: string } }[],
): Record<string, string> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? '']));
}
