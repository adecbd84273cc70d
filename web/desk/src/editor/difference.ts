// What changed between two texts, block by block and, within a changed block, word by word.
import { diffArrays, diffWordsWithSpace } from 'diff';
import { stable } from './merge';
import type { DocumentNode } from '../lib/types';

export interface Piece { kind: 'same' | 'added' | 'removed'; text: string }
export interface BlockChange { kind: 'same' | 'added' | 'removed' | 'changed'; type: string; pieces: Piece[] }

export function plainText(node: DocumentNode): string {
  if (node.text) return node.text;
  const inner = (node.content ?? []).map(plainText);
  const attrs = node.attrs ?? {};
  const own = [attrs.caption, attrs.credit, attrs.title, attrs.url, attrs.attribution].filter(value => typeof value === 'string' && value).join(' · ');
  const block = (node.content ?? []).some(child => child.content || child.type !== 'text');
  return [inner.join(block && node.type !== 'paragraph' && node.type !== 'heading' ? '\n' : ''), own].filter(Boolean).join(' — ');
}
export function words(before: string, after: string): Piece[] {
  const segmenter = typeof Intl.Segmenter === 'function' ? new Intl.Segmenter(undefined, { granularity: 'word' }) : undefined;
  return (diffWordsWithSpace(before, after, (segmenter ? { intlSegmenter: segmenter } : {}) as any) as unknown as any[]).map((part: any) => ({ kind: part.added ? 'added' : part.removed ? 'removed' : 'same', text: part.value }));
}
export function blocks(before: DocumentNode, after: DocumentNode): BlockChange[] {
  const known = new Map<string, DocumentNode>();
  const keys = (body: DocumentNode) => (body.content ?? []).map(block => { const key = stable(block); known.set(key, block); return key; });
  const out: BlockChange[] = [];
  let removed: DocumentNode[] = [];
  const flush = () => { for (const block of removed) out.push({ kind: 'removed', type: block.type, pieces: [{ kind: 'removed', text: plainText(block) }] }); removed = []; };
  for (const part of diffArrays(keys(before), keys(after))) {
    const found = part.value.map(key => known.get(key)!);
    if (part.removed) { removed = found; continue; }
    for (const block of found) {
      const old = part.added ? removed.shift() : undefined;
      if (old) out.push({ kind: 'changed', type: block.type, pieces: words(plainText(old), plainText(block)) });
      else out.push({ kind: part.added ? 'added' : 'same', type: block.type, pieces: [{ kind: part.added ? 'added' : 'same', text: plainText(block) }] });
    }
    flush();
  }
  flush();
  return out;
}
