// SPDX-License-Identifier: GPL-3.0-or-later
import { useSyncExternalStore } from 'react';
import { Upload, type HttpResponse } from 'tus-js-client';
import { api, take } from '@/api/client';
import { caller } from '@/api/http';
import { asProblem, Problem, type ProblemBody } from '@/api/problem';
import { queryClient } from '@/app/queryClient';

/** A file on its way to the server. What became of it afterwards is a job there. */
export interface Sending {
  key: number;
  name: string;
  size: number;
  sent: number;
  state: 'waiting' | 'sending' | 'interrupted' | 'arriving' | 'done' | 'failed';
  problem?: Problem;
  /** Stored already, but refused as an arrival because it looks like another: a reason lets it in (R7). */
  stored?: string;
}

interface Entry extends Sending {
  file: File;
  upload?: Upload;
}

const kAtOnce = 3; // the server takes eight; other work goes on meanwhile
const kChunk = 4 * 1024 * 1024;
const kRetryMs = [0, 1_000, 3_000, 5_000, 10_000, 20_000, 30_000, 60_000];

let entries: Entry[] = [];
let nextKey = 1;
const listeners = new Set<() => void>();

function change(key: number, next: Partial<Entry>): void {
  entries = entries.map((entry) => (entry.key === key ? { ...entry, ...next } : entry));
  for (const listener of listeners) listener();
}

function problemIn(response: HttpResponse | null | undefined): Problem {
  if (!response) return new Problem({ code: 'upload_interrupted', status: 0, retry: true });
  try {
    return new Problem({ ...(JSON.parse(response.getBody()) as ProblemBody), status: response.getStatus() });
  } catch {
    return new Problem({ code: 'unexpected_answer', status: response.getStatus() });
  }
}

/** Once the bytes are stored, the paper has arrived: it then waits in the clerk's queue. */
async function recordArrival(key: number, fileId: string, overrideReason?: string): Promise<void> {
  change(key, { state: 'arriving' });
  try {
    const why = overrideReason ? { overrideReason } : {};
    await take(api.POST('/v1/incoming/arrivals', { body: { files: [fileId], channel: 'paper', ...why } }));
    change(key, { state: 'done' });
  } catch (error) {
    const problem = asProblem(error);
    change(key, {
      state: 'failed',
      problem,
      ...(problem.code === 'duplicate_suspected' ? { stored: fileId } : {}),
    });
  }
  for (const first of ['jobs', 'incoming', 'inbox']) void queryClient.invalidateQueries({ queryKey: [first] });
}

/** The same file has come before; it is taken in all the same, for this reason. */
export function acceptAnyway(key: number, reason: string): void {
  const entry = entries.find((one) => one.key === key);
  if (entry?.stored) void recordArrival(key, entry.stored, reason);
}

function begin(entry: Entry): void {
  let fileId = '';
  const upload = new Upload(entry.file, {
    endpoint: '/v1/uploads',
    chunkSize: kChunk,
    retryDelays: kRetryMs,
    removeFingerprintOnSuccess: true,
    metadata: { filename: entry.name, secrecy: 'none' },
    onBeforeRequest: (request) => {
      request.setHeader('X-Chauban-CSRF', caller.csrf);
      request.setHeader('Accept-Language', caller.language);
    },
    onAfterResponse: (_, response) => {
      const made = response.getHeader('Chauban-File');
      if (made) fileId = made.slice(made.lastIndexOf('/') + 1);
    },
    onProgress: (sent) => change(entry.key, { sent, state: 'sending' }),
    onShouldRetry: (error) => {
      const status = error.originalResponse?.getStatus() ?? 0;
      if (status === 0) change(entry.key, { state: 'interrupted' });
      return status === 0 || status >= 500 || status === 409 || status === 423 || status === 429;
    },
    onError: (error) => {
      const response = 'originalResponse' in error ? error.originalResponse : null;
      change(entry.key, { state: 'failed', problem: problemIn(response) });
      startNext();
    },
    onSuccess: () => {
      if (fileId) void recordArrival(entry.key, fileId);
      else change(entry.key, { state: 'failed', problem: new Problem({ code: 'unexpected_answer', status: 0 }) });
      startNext();
    },
  });
  change(entry.key, { state: 'sending', upload });
  // A file that was cut off earlier, even before a reload, goes on where it stopped.
  void upload.findPreviousUploads().then((before) => {
    if (before[0]) upload.resumeFromPreviousUpload(before[0]);
    upload.start();
  });
}

function startNext(): void {
  const running = entries.filter((entry) => entry.state === 'sending' || entry.state === 'interrupted').length;
  for (const entry of entries.filter((one) => one.state === 'waiting').slice(0, Math.max(0, kAtOnce - running)))
    begin(entry);
}

/** Sends files that were declared not secret; goes on while other screens are open. */
export function sendFiles(files: readonly File[]): void {
  entries = [
    ...entries,
    ...files.map((file): Entry => {
      const key = nextKey;
      nextKey += 1;
      return { key, file, name: file.name.normalize('NFC'), size: file.size, sent: 0, state: 'waiting' };
    }),
  ];
  startNext();
  for (const listener of listeners) listener();
}

export function sendAgain(key: number): void {
  entries = entries.map((entry) =>
    entry.key === key
      ? { key, file: entry.file, name: entry.name, size: entry.size, sent: 0, state: 'waiting' }
      : entry,
  );
  startNext();
}

export function dropSending(key: number): void {
  void entries.find((entry) => entry.key === key)?.upload?.abort(true);
  entries = entries.filter((entry) => entry.key !== key);
  startNext();
  for (const listener of listeners) listener();
}

export function useSendings(): readonly Sending[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => entries,
  );
}
