/** A block of an event stream. `data` is null if it only has an ID or a comment. */
export interface StreamEvent {
  id: string | null;
  name: string;
  data: string | null;
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
      buffer = blocks.pop() ?? '';
      yield* blocks.map(parseEvent);
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function parseEvent(block: string): StreamEvent {
  const event: StreamEvent = { id: null, name: 'message', data: null };
  for (const line of block.split(/\r?\n/)) {
    const [, field, value = ''] = /^([^:]+):? ?(.*)$/.exec(line) ?? [];
    if (field === 'id') event.id = value;
    else if (field === 'event') event.name = value;
    else if (field === 'data') event.data = event.data === null ? value : `${event.data}\n${value}`;
  }
  return event;
}
