// One story being written: what the server has, what was typed since, and how the one becomes the other. Typed text is kept in
// the browser at once, sent every few seconds, and never given up: not for a lost connection, a refusal, or a colleague.
import { get, patch, Problem } from '../lib/api';
import { forgetText, keepText, keptText } from '../lib/kept';
import type { DocumentNode, Story, StoryText } from '../lib/types';
import { merge, stable, type Conflict } from './merge';

export type State = 'saved' | 'typed' | 'saving' | 'offline' | 'refused' | 'conflict' | 'locked';
export const textFields: (keyof StoryText)[] = ['headline', 'standfirst', 'slug', 'language', 'section', 'tags', 'bylines', 'body', 'lead', 'visibility', 'teaser', 'seo', 'social'];

const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value));
const textOf = (story: Story): StoryText => copy(Object.fromEntries(textFields.map(field => [field, story[field]])) as any);

const idle = 1500, longest = 5000, keeping = 500, retries = [2000, 4000, 8000, 15000];

export class Draft {
  story = $state.raw<Story>()!;
  text = $state<StoryText>()!;          // without the body, which the editor holds
  state = $state<State>('saved');
  problem = $state<Problem | null>(null);
  conflicts = $state.raw<Conflict[]>([]);
  merged = $state.raw<Partial<StoryText>>({});  // what a merge would make, while conflicts wait
  savedAt = $state(Date.now());
  kept = $state(true);                  // false: the browser keeps nothing
  staged = $state(false);               // changes go to the staged edit of a published story
  session = crypto.randomUUID();

  readBody: () => DocumentNode = () => this.base.body;
  writeBody: (body: DocumentNode) => void = () => {};

  private base!: StoryText;             // as the server has it, at story.version
  private touched = new Set<keyof StoryText>();
  private saveTimer: ReturnType<typeof setTimeout> | undefined;
  private keepTimer: ReturnType<typeof setTimeout> | undefined;
  private firstTouch = 0;
  private failures = 0;
  private running: Promise<void> | null = null;
  private closed = false;

  // The story as it is now, with what this browser still has of it put on top.
  static async open(id: string) {
    const draft = new Draft();
    const story = await get<Story>(`stories/${id}`);
    draft.staged = story.status === 'published';
    const shown = draft.staged && story.staged ? await get<Story>(`stories/${id}/staged`) : story;
    draft.take(story, textOf(shown));
    draft.text = textOf(shown);
    const kept = keptText(id);
    if (kept) draft.restore(kept.base, kept.text);
    return draft;
  }
  private take(story: Story, base: StoryText) {
    this.story = story;
    this.base = base;
  }
  // What was kept in this browser, over what the server has by now.
  private restore(base: Partial<StoryText>, mine: Partial<StoryText>) {
    const result = merge(base, mine, this.base);
    [this.began, this.ours] = [base, mine];
    if (!Object.keys(result.text).length) return forgetText(this.story.id);
    Object.assign(this.text, result.text);
    for (const field of Object.keys(result.text) as (keyof StoryText)[]) this.touched.add(field);
    this.state = 'typed';
    if (result.conflicts.length) this.ask(result.conflicts, result.text);
    else this.schedule();
  }
  get restored() { return this.touched.size > 0; }

  touch(...fields: (keyof StoryText)[]) {
    for (const field of fields) this.touched.add(field);
    if (this.state === 'saved') this.state = 'typed';
    if (this.state === 'refused') this.state = 'typed';
    this.firstTouch ||= Date.now();
    this.keepTimer ??= setTimeout(() => { this.keepTimer = undefined; this.keep(); }, keeping);
    this.schedule();
  }
  private schedule(wait = Math.max(0, Math.min(idle, this.firstTouch + longest - Date.now()))) {
    if (this.state === 'conflict' || this.state === 'locked' || this.closed) return;
    clearTimeout(this.saveTimer);
    this.saveTimer = setTimeout(() => this.save(), wait);
  }
  private changed(): Partial<StoryText> {
    const out: any = {};
    for (const field of this.touched) {
      const value = field === 'body' ? this.readBody() : this.text[field];
      if (stable(value) !== stable(this.base[field])) out[field] = copy(value);
    }
    return out;
  }
  keep() {
    if (this.state === 'saved' || this.closed) return;
    const text = this.changed();
    if (!Object.keys(text).length) return;
    const base = Object.fromEntries(Object.keys(text).map(field => [field, (this.base as any)[field]]));
    this.kept = keepText({ story: this.story.id, version: this.story.version, at: Date.now(), base, text, staged: this.staged });
  }

  // Sends what was typed. Resolves when the server has it, or has refused it; `revision`: as a revision of its own.
  async save(revision = false): Promise<boolean> {
    clearTimeout(this.saveTimer);
    while (this.running) await this.running;
    if (this.state === 'conflict' || this.state === 'locked') return false;
    const changes = this.changed();
    if (!Object.keys(changes).length && !revision) {
      this.touched.clear();
      this.firstTouch = 0;
      forgetText(this.story.id);
      this.state = 'saved';
      return true;
    }
    let done!: () => void;
    this.running = new Promise(resolve => (done = resolve));
    this.state = 'saving';
    const sent = new Set(Object.keys(changes) as (keyof StoryText)[]);
    this.touched = new Set();
    this.firstTouch = 0;
    try {
      const answer = await patch<Story>(`stories/${this.story.id}${this.staged ? '/staged' : ''}`, { ...changes, ...(revision ? {} : { autosave: true }) },
        { version: this.story.version, headers: { 'X-Edit-Session': this.session }, patience: 20_000 });
      this.accept(answer, changes);
      return true;
    } catch (problem: any) {
      for (const field of sent) this.touched.add(field);
      this.refuse(problem);
      return false;
    } finally {
      this.running = null;
      done();
    }
  }
  private accept(answer: Story, changes: Partial<StoryText>) {
    this.failures = 0;
    this.problem = null;
    this.savedAt = Date.now();
    const base = this.staged ? { ...this.base, ...changes } : textOf(answer);
    // What the server makes of it (an address out of the headline, tags without doubles).
    for (const field of textFields) if (field !== 'body' && !this.staged && !this.touched.has(field) && stable(this.text[field]) !== stable(base[field])) (this.text as any)[field] = copy(base[field]);
    this.take(answer, base);
    if (this.touched.size) {
      this.state = 'typed';
      this.keep();
      this.schedule();
    } else {
      this.state = 'saved';
      forgetText(this.story.id);
    }
  }
  private refuse(problem: Problem) {
    this.keepNow();
    if (problem.overtaken && problem.more.current) return this.overtaken(problem.more.current);
    this.problem = problem;
    if (problem.status === 423) this.state = 'locked';
    else if (problem.status === 0 || problem.status >= 500 || problem.status === 429 || problem.status === 401) {
      this.state = 'offline';
      this.schedule(retries[Math.min(this.failures++, retries.length - 1)]);
    } else this.state = 'refused';
  }
  private keepNow() {
    const state = this.state;
    this.state = 'typed';
    this.keep();
    this.state = state;
  }

  // Somebody else's text stands at the server: ours is laid over it, or we are asked.
  async overtaken(current: Story) {
    const theirs = this.staged ? (current.staged ? textOf(await get<Story>(`stories/${current.id}/staged`)) : textOf(current)) : textOf(current);
    const mine = this.changed();
    const result = merge(this.base, mine, theirs);
    [this.began, this.ours] = [this.base, mine];
    this.take(current, theirs);
    if (result.conflicts.length) return this.ask(result.conflicts, result.text, theirs);
    this.lay(result.text, theirs);
    this.state = 'typed';
    this.schedule(0);
  }
  private lay(text: Partial<StoryText>, theirs: StoryText) {
    for (const field of textFields) {
      const value = copy(text[field] ?? theirs[field]);
      if (field === 'body') {
        if (stable(value) !== stable(this.readBody())) this.writeBody(value as DocumentNode);
      } else (this.text as any)[field] = value;
      if (text[field] !== undefined) this.touched.add(field);
    }
  }
  private ask(conflicts: Conflict[], text: Partial<StoryText>, theirs = this.base) {
    this.conflicts = conflicts;
    this.merged = text;
    this.theirs = theirs;
    this.state = 'conflict';
  }
  private theirs!: StoryText;
  private began: Partial<StoryText> = {};
  private ours: Partial<StoryText> = {};
  mergeSources() { return { base: this.began.body, mine: this.ours.body, theirs: this.theirs.body }; }
  // The person has decided.
  async decide(text: Partial<StoryText>) {
    this.conflicts = [];
    this.state = 'typed';
    this.lay(text, this.theirs);
    await this.save(true);
  }

  // A newer version than ours was seen; with nothing typed here it is simply shown.
  async follow(version: number) {
    if (version <= this.story.version || this.running || this.closed) return;
    const current = await get<Story>(`stories/${this.story.id}`);
    if (current.version <= this.story.version) return;
    if (Object.keys(this.changed()).length) return;  // saving will merge
    this.staged = current.status === 'published';
    const theirs = this.staged && current.staged ? textOf(await get<Story>(`stories/${current.id}/staged`)) : textOf(current);
    this.take(current, theirs);
    this.lay({}, theirs);
  }
  // After publishing, submitting …: the server's answer is the story now.
  moved(answer: Story) {
    this.staged = answer.status === 'published';
    this.take(answer, textOf(answer));
    this.lay({}, this.base);
    this.touched.clear();
    this.state = 'saved';
    forgetText(answer.id);
  }
  unlock() {
    if (this.state !== 'locked') return;
    this.state = 'typed';
    this.schedule(0);
  }
  retry() { if (this.state === 'offline') this.schedule(0); }
  get unsaved() { return this.state !== 'saved'; }
  close() {
    this.keepNow();
    if (Object.keys(this.changed()).length && this.state !== 'conflict' && this.state !== 'locked') this.save();
    clearTimeout(this.saveTimer);
    clearTimeout(this.keepTimer);
    this.closed = true;
  }
}
