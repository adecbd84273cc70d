// One mailing being written, the way a story is (editor/draft): typed text is kept in the browser at once, sent soon after, and
// not given up for a lost connection, a refusal, or a colleague.
import { get, patch, type Problem } from '../lib/api';
import { forgetAt, keepAt, keptAt } from '../lib/kept';
import { mayBeEdited, type Mailing, type MailingText } from '../lib/newsletters';
import type { DocumentNode } from '../lib/types';
import { merge, stable } from '../editor/merge';

type State = 'saved' | 'typed' | 'saving' | 'offline' | 'refused' | 'conflict' | 'locked';
const fields: (keyof MailingText)[] = ['newsletter', 'subject', 'preview', 'body', 'stories', 'briefs', 'story', 'segment'];
const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value));
const textOf = (mailing: Mailing) => copy(Object.fromEntries(fields.map(field => [field, mailing[field]])) as unknown as MailingText);
const idle = 1200, keeping = 400, retries = [2000, 4000, 8000, 15000];

export class MailingDraft {
  mailing = $state.raw<Mailing>()!;
  text = $state<MailingText>()!;  // without the body, which the editor holds
  state = $state<State>('saved');
  problem = $state.raw<Problem | null>(null);
  savedAt = $state(Date.now());
  kept = $state(true);            // false: the browser keeps nothing
  readBody: () => DocumentNode = () => this.text.body;
  writeBody: (body: DocumentNode) => void = body => { this.text.body = body; };

  private base!: MailingText;     // as the server has it, at mailing.version
  private theirs: Mailing | null = null;
  private touched = false;
  private saveTimer: ReturnType<typeof setTimeout> | undefined;
  private keepTimer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private running: Promise<unknown> | null = null;
  private closed = false;

  static async open(id: string) {
    const draft = new MailingDraft(), mailing = await get<Mailing>(`mailings/${id}`);
    draft.moved(mailing, false);
    if (mayBeEdited(mailing)) draft.restore();
    else if (mailing.status === 'scheduled' && keptAt(draft.place)) draft.state = 'locked';
    return draft;
  }
  // What is kept in this browser, over what the server has by now.
  private restore() {
    const kept = keptAt<{ base: Partial<MailingText>; text: Partial<MailingText> }>(this.place);
    if (kept) this.lay(kept.base, kept.text, this.mailing);
  }
  private get place() { return `desk-mailing:${this.mailing.id}`; }

  touch() {
    this.touched = true;
    if (this.state === 'saved' || this.state === 'refused') this.state = 'typed';
    this.keepTimer ??= setTimeout(() => { this.keepTimer = undefined; this.keep(); }, keeping);
    this.schedule();
  }
  private schedule(wait = idle) {
    if (this.state === 'conflict' || this.state === 'locked' || this.closed) return;
    clearTimeout(this.saveTimer);
    this.saveTimer = setTimeout(() => this.save(), wait);
  }
  private changed(): Partial<MailingText> {
    const out: any = {};
    for (const field of fields) {
      const value = field === 'body' ? this.readBody() : this.text[field];
      if (stable(value) !== stable(this.base[field])) out[field] = copy(value);
    }
    return out;
  }
  keep() {
    if (this.closed || this.state === 'conflict') return;  // then what was kept before still says what it began with
    const text = this.changed();
    if (!Object.keys(text).length) return;
    this.kept = keepAt(this.place, { base: Object.fromEntries(Object.keys(text).map(field => [field, this.base[field as keyof MailingText]])), text });
  }

  // Whether the server has all that was typed.
  async save(): Promise<boolean> {
    clearTimeout(this.saveTimer);
    while (this.running) await this.running;
    if (this.state === 'conflict' || this.state === 'locked') return false;
    const changes = this.changed();
    if (!Object.keys(changes).length) {
      this.settled();
      return true;
    }
    this.state = 'saving';
    this.touched = false;
    const work = patch<Mailing>(`mailings/${this.mailing.id}`, this.sendable(changes), { version: this.mailing.version, patience: 20_000 });
    this.running = work.catch(() => {});
    try {
      const answer = await work;
      this.running = null;
      this.failures = 0;
      this.problem = null;
      this.mailing = answer;
      this.base = { ...textOf(answer), ...changes };
      if (!this.touched) this.settled();
      else {
        this.state = 'typed';
        this.keep();
        this.schedule();
      }
      return !this.touched;
    } catch (problem: any) {
      this.running = null;
      await this.refuse(problem);
      return false;
    }
  }
  // Absent times and stories are sent as empty texts.
  private sendable(changes: Partial<MailingText>) {
    const out: any = { ...changes };
    if (changes.segment) out.segment = { ...changes.segment, joined_from: changes.segment.joined_from ?? '', joined_before: changes.segment.joined_before ?? '' };
    if ('story' in changes) out.story = changes.story ?? '';
    return out;
  }
  private settled() {
    this.touched = false;
    this.problem = null;
    this.state = 'saved';
    this.savedAt = Date.now();
    forgetAt(this.place);
  }
  private async refuse(problem: Problem) {
    this.keep();
    if (problem.overtaken && problem.more.current) return this.overtaken(problem.more.current);
    this.problem = problem;
    if (problem.status === 409) this.state = 'locked';
    else if (problem.status === 0 || problem.status >= 500 || problem.status === 429 || problem.status === 401) {
      this.state = 'offline';
      this.schedule(retries[Math.min(this.failures++, retries.length - 1)]);
    } else this.state = 'refused';
  }
  private overtaken(current: Mailing) {
    const before = this.base, mine = this.changed();
    if (mayBeEdited(current)) return this.lay(before, mine, current);
    this.mailing = current;
    this.state = 'locked';
  }
  // What was typed over what the server has by now; where both changed the same, the person decides.
  private lay(before: Partial<MailingText>, mine: Partial<MailingText>, current: Mailing) {
    const theirs = textOf(current), result = merge(before as any, mine as any, theirs as any);
    this.mailing = current;
    this.base = theirs;
    if (result.conflicts.length) {
      this.theirs = current;
      this.state = 'conflict';
    } else this.state = 'typed';
    this.put({ ...theirs, ...(result.text as any) });
    if (result.conflicts.length) return;
    if (Object.keys(this.changed()).length) this.touch();
    else this.settled();
  }
  private put(text: MailingText) {
    const body = copy(text.body);
    this.text = copy(text);
    if (stable(body) !== stable(this.readBody())) this.writeBody(body);
  }
  decide(keepMine: boolean) {
    this.state = 'typed';
    if (keepMine) this.schedule(0);
    else this.moved(this.theirs!);
  }

  // The server's answer is the mailing now: filled in again, scheduled, called back …
  moved(mailing: Mailing, write = true) {
    const text = textOf(mailing), body = copy(text.body);
    this.mailing = mailing;
    this.base = text;
    this.text = copy(text);
    if (!write) return;
    this.writeBody(body);
    const locked = this.state === 'locked';
    this.state = 'saved';
    if (locked && mayBeEdited(mailing)) this.restore();
    else this.settled();
  }
  // What changes by itself while it is being sent.
  follow(mailing: Mailing) {
    if (this.state === 'saved' || (this.state === 'locked' && mayBeEdited(mailing))) this.moved(mailing, mailing.version !== this.mailing.version || this.state === 'locked');
    else if (this.state === 'locked') this.mailing = mailing;
  }
  retry() { if (this.state === 'offline') this.schedule(0); }
  get unsaved() { return this.state !== 'saved'; }
  forget() {
    this.closed = true;
    clearTimeout(this.saveTimer);
    clearTimeout(this.keepTimer);
    forgetAt(this.place);
  }
  close() {
    if (this.closed) return;
    this.keep();
    if (mayBeEdited(this.mailing) && this.state !== 'conflict' && this.state !== 'locked') this.save();
    clearTimeout(this.saveTimer);
    clearTimeout(this.keepTimer);
    this.closed = true;
  }
}
