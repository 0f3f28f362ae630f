// SPDX-License-Identifier: GPL-3.0-or-later

/** One fault of one field: a JSON pointer into the request (RFC 6901), and words about it. */
export interface FieldFault {
  pointer?: string;
  code?: string;
  detail?: string;
}

/** application/problem+json (RFC 9457) with our members; anything may be missing when a proxy answered. */
export interface ProblemBody {
  code: string;
  status: number;
  title?: string;
  detail?: string;
  next?: string;
  rule?: string | null;
  trace?: string;
  retry?: boolean;
  errors?: FieldFault[];
  current?: unknown;
  [member: string]: unknown;
}

export class Problem extends Error {
  constructor(
    readonly body: ProblemBody,
    readonly retryAfterSeconds?: number,
  ) {
    super(`${body.status} ${body.code}`);
    this.name = 'Problem';
  }
  get code(): string {
    return this.body.code;
  }
  get status(): number {
    return this.body.status;
  }
}

/** The problem of an answer that was not 2xx; a body that is none of ours becomes the code `unexpected_answer`. */
export async function problemOf(response: Response): Promise<Problem> {
  const retryAfter = Number(response.headers.get('Retry-After') ?? Number.NaN);
  const seconds = Number.isFinite(retryAfter) ? retryAfter : undefined;
  try {
    const body: unknown = await response.json();
    if (body && typeof body === 'object' && typeof (body as ProblemBody).code === 'string') {
      return new Problem({ ...(body as ProblemBody), status: response.status }, seconds);
    }
  } catch {
    // Not JSON: said below.
  }
  return new Problem({ code: 'unexpected_answer', status: response.status }, seconds);
}

/** Whatever was thrown, as a problem: the screens show nothing else. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem({
    code: 'client_fault',
    status: 0,
    detail: error instanceof Error ? error.message : String(error),
  });
}

/**
 * Faults by the last part of their pointer: `/fields/issueDate` belongs to `issueDate`, `/fields/issuer/id` to
 * `issuer`.
 */
export function faultsByField(problem: Problem | null | undefined): Record<string, string> {
  const found: Record<string, string> = {};
  for (const fault of problem?.body.errors ?? []) {
    const parts = (fault.pointer ?? '').split('/').filter(Boolean);
    const name = parts[0] === 'fields' ? parts[1] : parts[0];
    if (name && !(name in found)) found[name] = fault.detail ?? fault.code ?? '';
  }
  return found;
}
