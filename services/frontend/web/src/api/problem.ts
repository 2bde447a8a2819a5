import { texts } from '../texts.js';

/** A request that failed: an answer that is a problem (RFC 9457), or none at all. */
export class Problem extends Error {
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  readonly title: string;
  readonly fields: { field: string; message: string }[];
  /** Seconds after which a retry can succeed (Retry-After), where the answer says so. */
  readonly retryAfter: number | undefined;

  constructor(
    status: number,
    title: string,
    detail: string,
    options: Partial<Pick<Problem, 'fields' | 'retryAfter'>> = {},
  ) {
    super(detail);
    this.name = 'Problem';
    this.status = status;
    this.title = title;
    this.fields = options.fields ?? [];
    this.retryAfter = options.retryAfter;
  }
}

export function networkProblem(): Problem {
  return new Problem(0, texts.errors.networkTitle, texts.errors.networkDetail);
}

/** Reads a failed answer; one that is no problem document is told by its status alone. */
export async function toProblem(response: Response): Promise<Problem> {
  const body = await readBody(response);
  const title = text(body.title) ?? texts.errors.statusTitle(response.status);
  const detail = text(body.detail) ?? texts.errors.statusDetail(response.status);
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new Problem(response.status, title, detail, {
    fields: fieldErrors(body.errors),
    retryAfter: Number.isFinite(seconds) ? seconds : undefined,
  });
}

async function readBody(response: Response): Promise<Record<string, unknown>> {
  if (!response.headers.get('content-type')?.includes('json')) return {};
  const body: unknown = await response.json().catch(() => undefined);
  return isRecord(body) ? body : {};
}

function fieldErrors(errors: unknown): Problem['fields'] {
  if (!Array.isArray(errors)) return [];
  return errors.filter(isRecord).map(({ field, message }) => ({
    // Services name the place too: "body.name", "query.w". A form knows its fields by the last part.
    field: String(field).split('.').at(-1) ?? '',
    message: String(message),
  }));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
