/** Fields of a block of an event stream. It has no `data` if it only has an ID or a comment. */
export interface StreamEvent {
  id?: string;
  event?: string;
  data?: string;
}

/**
 * Reads server-sent events from a response (https://html.spec.whatwg.org/multipage/server-sent-events.html).
 * `onData` is called for each chunk, keep-alive comments included.
 */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  onData: () => void,
): AsyncGenerator<StreamEvent, void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let buffer = '';
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return; // a block without its blank line is incomplete
      onData();
      buffer += decoder.decode(value, { stream: true });
      const blocks = buffer.split(/\r?\n\r?\n/);
      buffer = blocks.pop()!;
      yield* blocks.map(parseEvent);
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function parseEvent(block: string): StreamEvent {
  const fields: Record<string, string> = {};
  for (const line of block.split(/\r?\n/)) {
    const [, name, value = ''] = /^([^:]+):? ?(.*)$/s.exec(line) ?? [];
    if (name) fields[name] = name === 'data' && name in fields ? `${fields[name]}\n${value}` : value;
  }
  return fields;
}
