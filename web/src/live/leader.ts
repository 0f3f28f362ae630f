// SPDX-License-Identifier: GPL-3.0-or-later

/** What tabs tell each other: never content, only what changed (S9). */
export type LiveMessage =
  | { kind: 'change'; keys: string[] }
  | { kind: 'job'; id: string; file: string }
  | { kind: 'reset' }
  | { kind: 'state'; connected: boolean };

const kName = 'chauban-live';
const kReopenMs = 3_000;

function parse(data: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(data);
    return value && typeof value === 'object' ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** Opens the one stream of this browser and hands on what it says until `signal` aborts. */
function openStream(tell: (message: LiveMessage) => void, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    let source: EventSource | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let wasOpen = false;
    const open = () => {
      source = new EventSource('/v1/stream');
      source.onopen = () => {
        if (wasOpen) tell({ kind: 'reset' }); // there may be a gap between the old connection and this one
        wasOpen = true;
        tell({ kind: 'state', connected: true });
      };
      source.onerror = () => {
        tell({ kind: 'state', connected: false });
        if (source?.readyState === EventSource.CLOSED && !signal.aborted) timer = setTimeout(open, kReopenMs);
      };
      source.addEventListener('change', (event) => {
        const keys = parse((event as MessageEvent<string>).data).keys;
        if (Array.isArray(keys)) tell({ kind: 'change', keys: keys.map(String) });
      });
      source.addEventListener('job', (event) => {
        const job = parse((event as MessageEvent<string>).data);
        tell({ kind: 'job', id: String(job.id ?? ''), file: String(job.file ?? '') });
      });
      source.addEventListener('reset', () => tell({ kind: 'reset' }));
    };
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      source?.close();
      done();
    });
    open();
  });
}

/**
 * One connection per browser: the tab that holds the lock keeps the stream and relays it to the others. When it
 * closes, the lock passes on by itself, so another tab takes over; what may have been missed between is covered
 * by a reset. Returns a function that ends this tab's part.
 */
export function startLive(onMessage: (message: LiveMessage) => void): () => void {
  const stop = new AbortController();
  const channel = new BroadcastChannel(kName);
  channel.onmessage = (event: MessageEvent<LiveMessage>) => onMessage(event.data);
  const tellAll = (message: LiveMessage) => {
    onMessage(message);
    if (!stop.signal.aborted) channel.postMessage(message);
  };
  const lead = async () => {
    tellAll({ kind: 'reset' });
    await openStream(tellAll, stop.signal);
  };
  if (navigator.locks) {
    navigator.locks.request(kName, { signal: stop.signal }, lead).catch(() => undefined); // aborted while waiting
  } else {
    void lead();
  }
  return () => {
    stop.abort();
    channel.close();
  };
}
