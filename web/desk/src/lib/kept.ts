// What was typed and not yet taken by the server, by story; survives reloads, crashes and a lost connection.
import type { StoryText } from './types';

export interface Kept { story: string; version: number; at: number; base: Partial<StoryText>; text: Partial<StoryText>; staged: boolean }
const prefix = 'desk-text:';

// False where the browser keeps nothing (storage full or switched off): then it must be said.
export function keepAt(place: string, value: unknown) {
  try {
    localStorage.setItem(place, JSON.stringify(value));
    return true;
  } catch { return false; }
}
export function keptAt<T>(place: string): T | null {
  try {
    const text = localStorage.getItem(place);
    return text ? JSON.parse(text) : null;
  } catch { return null; }
}
export function forgetAt(place: string) {
  try { localStorage.removeItem(place); } catch { /* nothing is kept then */ }
}
export const keepText = (kept: Kept) => keepAt(prefix + kept.story, kept);
export const keptText = (story: string) => keptAt<Kept>(prefix + story);
export const forgetText = (story: string) => forgetAt(prefix + story);
export function keptTexts(): Kept[] {
  const out: Kept[] = [];
  try {
    for (let i = 0; i < localStorage.length; ++i) {
      const key = localStorage.key(i)!;
      const found = key.startsWith(prefix) ? keptText(key.slice(prefix.length)) : null;
      if (found) out.push(found);
    }
  } catch { /* nothing is kept */ }
  return out.sort((a, b) => b.at - a.at);
}
