// Short messages at the edge of the screen, read out politely; failures stay until put away.
import { Problem } from './api';

export interface Message { id: number; text: string; kind: 'done' | 'failed'; action?: { label: string; run: () => void } }
export const messages = $state({ list: [] as Message[] });
let next = 1;

export function say(text: string, action?: Message['action']) {
  const id = next++;
  messages.list.push({ id, text, kind: 'done', action });
  setTimeout(() => putAway(id), action ? 9000 : 4500);
}
export function fail(problem: unknown) {
  const text = problem instanceof Problem ? problem.message : problem instanceof Error ? problem.message : String(problem);
  if (messages.list.some(message => message.text === text)) return;
  messages.list.push({ id: next++, text, kind: 'failed' });
}
export function putAway(id: number) {
  messages.list = messages.list.filter(message => message.id !== id);
}
