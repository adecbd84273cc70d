// Three versions of a text made one: what both began with, mine, and theirs. What only one of us changed is taken; what both
// changed in the same place is a conflict that a person decides.
import { diff3Merge } from 'node-diff3';
import type { DocumentNode, StoryText } from '../lib/types';

export interface Conflict { field: keyof StoryText; place: number; base: unknown; mine: any; theirs: any }
export interface Merged { text: Partial<StoryText>; conflicts: Conflict[]; took: (keyof StoryText)[] }
export type BodyPart = { blocks: DocumentNode[] } | { conflict: { mine: DocumentNode[]; theirs: DocumentNode[]; base: DocumentNode[] } };

const same = (a: unknown, b: unknown) => stable(a) === stable(b);
// JSON with sorted keys: the server and the editor order them each their own way. Attributes as they are by default are left out.
export function stable(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stable).join(',')}]`;
  if (value && typeof value === 'object') {
    const entries = Object.entries(value).filter(([key, one]) => one !== undefined && one !== null && one !== '' && !(key === 'content' && Array.isArray(one) && !one.length) && !(key === 'attrs' && stable(one) === '{}') && !((key === 'colspan' || key === 'rowspan' || key === 'start') && one === 1) && !(key === 'width' && one === 'column') && !(key === 'newsletters' && Array.isArray(one) && !one.length));
    return `{${entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, one]) => `${JSON.stringify(key)}:${stable(one)}`).join(',')}}`;
  }
  return JSON.stringify(value ?? null);
}

const list = (body: unknown) => ((body as DocumentNode | undefined)?.content ?? []);

export function mergeBody(base: unknown, mine: unknown, theirs: unknown): BodyPart[] {
  const blocks = new Map<string, DocumentNode>();
  const keys = (body: unknown) => list(body).map(block => { const key = stable(block); blocks.set(key, block); return key; });
  const back = (names: string[]) => names.map(name => blocks.get(name)!);
  // Neighbours that one of us each changed are no conflict, though they stand in one region.
  const split = (mine: string[], base: string[], theirs: string[]): BodyPart[] => mine.length !== base.length || base.length !== theirs.length
    ? [{ conflict: { mine: back(mine), base: back(base), theirs: back(theirs) } }]
    : base.map((was, i) => mine[i] === was || mine[i] === theirs[i] ? { blocks: back([theirs[i]]) } : theirs[i] === was ? { blocks: back([mine[i]]) }
      : { conflict: { mine: back([mine[i]]), base: back([was]), theirs: back([theirs[i]]) } });
  return diff3Merge(keys(mine), keys(base), keys(theirs), { excludeFalseConflicts: true }).flatMap(part =>
    part.ok ? [{ blocks: back(part.ok) }] : split(part.conflict!.a, part.conflict!.o, part.conflict!.b));
}

function mergeList(base: string[], mine: string[], theirs: string[]) {
  const out = mine.filter(one => theirs.includes(one) || !base.includes(one));
  return [...out, ...theirs.filter(one => !mine.includes(one) && !base.includes(one))];
}

export function merge(base: Partial<StoryText>, mine: Partial<StoryText>, theirs: StoryText): Merged {
  const out: Merged = { text: {}, conflicts: [], took: [] };
  for (const field of Object.keys(mine) as (keyof StoryText)[]) {
    const values = { base: base[field], mine: mine[field], theirs: theirs[field] };
    if (same(values.mine, values.theirs)) continue;
    if (same(values.base, values.theirs)) { (out.text as any)[field] = values.mine; continue; }
    if (same(values.base, values.mine)) { out.took.push(field); continue; }
    if (field === 'body') {
      const parts = mergeBody(values.base, values.mine, values.theirs);
      out.text.body = { type: 'doc', content: parts.flatMap(part => ('blocks' in part ? part.blocks : part.conflict.mine)) };
      parts.forEach((part, place) => { if ('conflict' in part) out.conflicts.push({ field, place, ...part.conflict }); });
      out.took.push(field);
    } else if (Array.isArray(values.mine)) {
      (out.text as any)[field] = mergeList((values.base ?? []) as string[], values.mine as string[], values.theirs as string[]);
    } else if (field === 'lead' || field === 'seo' || field === 'social') {
      const fields: any = {};
      for (const key of Object.keys(values.mine as object)) {
        const [was, ours, other] = [values.base, values.mine, values.theirs].map(value => (value as any)?.[key]);
        fields[key] = same(was, ours) ? other : ours;
        if (!same(was, ours) && !same(was, other) && !same(ours, other)) out.conflicts.push({ field, place: -1, base: values.base, mine: values.mine, theirs: values.theirs });
      }
      (out.text as any)[field] = fields;
    } else {
      (out.text as any)[field] = values.mine;
      out.conflicts.push({ field, place: -1, ...values });
    }
  }
  return out;
}
