// Talks to /desk/api/. Every refusal is a Problem with a sentence for people; a lost connection is one with status 0.
import { mark, refusal, t } from './i18n.svelte';
import type { Session } from './types';

export class Problem extends Error {
  constructor(readonly status: number, readonly code: string, message: string, readonly field = '', readonly more: Record<string, any> = {}) {
    super(refusal(code, message));
  }
  get offline() { return this.status === 0; }
  get overtaken() { return this.status === 412; }
}

export const connection = { csrf: '', onSignedOut: () => {}, onReached: (_reached: boolean, _why = '') => {} };

// AbortSignal.any, which browsers before 2023 lack.
function anySignal(signals: AbortSignal[]) {
  const controller = new AbortController();
  for (const signal of signals) signal.aborted ? controller.abort(signal.reason) : signal.addEventListener('abort', () => controller.abort(signal.reason), { once: true });
  return controller.signal;
}

// What the server says where it cannot do its work (src/main/parts.cpp).
const excuses = [mark('The server\'s disk is full. Nothing can be saved until somebody frees space on it.'), mark('This could not be done right now; please try again in a moment.')];

export interface Options {
  version?: number | string;  // of the record as we know it: refused with 412 if it is another
  headers?: Record<string, string>;
  signal?: AbortSignal;
  patience?: number;  // milliseconds; then it counts as not reached
  blob?: boolean;  // what comes is a file, not JSON
}

export async function call<T = unknown>(method: string, path: string, body?: unknown, options: Options = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json', ...options.headers };
  if (connection.csrf && method !== 'GET') headers['X-CSRF-Token'] = connection.csrf;
  if (options.version !== undefined) headers['If-Match'] = `"${options.version}"`;
  const form = body instanceof FormData || body instanceof Blob;
  if (body !== undefined && !form) headers['Content-Type'] = 'application/json';
  const signals = [AbortSignal.timeout(options.patience ?? 30_000), ...(options.signal ? [options.signal] : [])];
  let response: Response;
  let answer: any = null;
  try {
    response = await fetch(path.startsWith('/') ? path : `/desk/api/${path}`, {
      method, headers, credentials: 'same-origin', cache: 'no-store',
      body: body === undefined ? undefined : form ? body as BodyInit : JSON.stringify(body),
      signal: anySignal(signals),
    });
    if (options.blob && response.ok) answer = await response.blob();
    else if (response.status !== 204) answer = await response.json().catch(() => null);
  } catch (error) {
    if (options.signal?.aborted) throw error;
    connection.onReached(false);
    throw new Problem(0, 'unreachable', t('The server cannot be reached. What you typed is kept in this browser.'));
  }
  // The server cannot do its work, and says why; or a proxy answers for one that is down.
  const ours = response.headers.get('Content-Type')?.startsWith('application/problem+json');
  if ((response.status === 502 && !ours) || response.status === 503 || response.status === 504) {
    const why: string = ours ? (excuses.includes(answer.detail) ? t(answer.detail) : answer.detail) : '';
    connection.onReached(false, why);
    throw new Problem(0, 'unreachable', why || t('The server is not answering. What you typed is kept in this browser.'));
  }
  connection.onReached(true);
  if (response.ok) return answer as T;
  const problem = new Problem(response.status, answer?.code ?? '', answer?.detail ?? t('The server answered {0}.', response.status), answer?.field ?? '', answer ?? {});
  if (response.status === 401 && connection.csrf && problem.code === 'sign_in_needed') connection.onSignedOut();
  throw problem;
}

export const get = <T>(path: string, options?: Options) => call<T>('GET', path, undefined, options);
export const post = <T>(path: string, body: unknown = {}, options?: Options) => call<T>('POST', path, body, options);
export const patch = <T>(path: string, body: unknown, options?: Options) => call<T>('PATCH', path, body, options);
export const put = <T>(path: string, body: unknown, options?: Options) => call<T>('PUT', path, body, options);
export const remove = <T = null>(path: string, options?: Options) => call<T>('DELETE', path, undefined, options);

// Every page of a list that says where it goes on.
export async function all<T>(path: string, name: string, most = 1000): Promise<T[]> {
  const out: T[] = [];
  for (let next: string | null = path; next && out.length < most;) {
    const page: any = await get<any>(next);
    out.push(...page[name]);
    next = page.next ?? null;
  }
  return out;
}

// With progress, which fetch cannot tell.
export function upload<T>(path: string, body: XMLHttpRequestBodyInit, progress: (share: number) => void, type = ''): { done: Promise<T>; stop: () => void } {
  const request = new XMLHttpRequest();
  const done = new Promise<T>((resolve, reject) => {
    request.open('POST', `/desk/api/${path}`);
    if (connection.csrf) request.setRequestHeader('X-CSRF-Token', connection.csrf);
    if (type) request.setRequestHeader('Content-Type', type);
    request.responseType = 'json';
    request.upload.onprogress = event => event.lengthComputable && progress(event.loaded / event.total);
    request.onload = () => {
      const answer = request.response;
      if (request.status >= 200 && request.status < 300) resolve(answer as T);
      else reject(new Problem(request.status, answer?.code ?? '', answer?.detail ?? t('The server answered {0}.', request.status), answer?.field ?? '', answer ?? {}));
    };
    request.onerror = () => reject(new Problem(0, 'unreachable', t('The connection was lost while sending.')));
    request.onabort = () => reject(new Problem(0, 'stopped', t('Stopped.')));
    request.send(body);
  });
  return { done, stop: () => request.abort() };
}

export function useSession(session: Session | null) {
  connection.csrf = session?.csrf_token ?? '';
}
