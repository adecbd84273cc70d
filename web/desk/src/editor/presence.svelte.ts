// Who else has this story open, and who of them writes. One person writes at a time; taking over is one click.
import { connection, put } from '../lib/api';
import type { Draft } from './draft.svelte';

interface Somebody { staff: string; name: string; session: string; editing: boolean; yours: boolean; since: string }
interface Answer { people: Somebody[]; editor: Somebody | null; version: number }

const every = 10_000;
const idle = 180_000;  // who has typed nothing for so long is not writing any more

export class Presence {
  others = $state.raw<Somebody[]>([]);
  other = $state.raw<Somebody | null>(null);  // who writes, if it is somebody else
  private draft: Draft | null = null;
  private writing = false;
  private wrote = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private stopped = false;

  constructor(private readonly story: string) {}

  start(draft: Draft) {
    this.draft = draft;
    this.beat();
    addEventListener('pagehide', this.leave);
  }
  // Called when the cursor is put into the text, and for what is typed.
  write() {
    this.wrote = Date.now();
    if (this.writing) return;
    this.writing = true;
    this.beat();
  }
  async take() { await this.beat(true); }
  // Nothing can be written any more: another may.
  release() {
    if (!this.writing) return;
    this.writing = false;
    this.beat();
  }

  private async beat(take = false) {
    clearTimeout(this.timer);
    if (this.stopped || !this.draft) return;
    try {
      if (take) [this.writing, this.wrote] = [true, Date.now()];
      if (Date.now() - this.wrote > idle) this.writing = false;
      const answer = await put<Answer>(`stories/${this.story}/presence`, { session: this.draft.session, editing: this.writing, ...(take ? { take: true } : {}) });
      this.others = answer.people.filter(person => person.session !== this.draft!.session);
      const lost = answer.editor && answer.editor.session !== this.draft.session ? answer.editor : null;
      if (lost && this.writing) {
        // Somebody took over: what was typed so far is sent first, and merged there.
        this.writing = false;
        this.draft.keep();
      }
      this.other = lost;
      await this.draft.follow(answer.version);
    } catch { /* without a connection nobody is seen; the text is kept all the same */ }
    if (!this.stopped) this.timer = setTimeout(() => this.beat(), every);
  }
  private leave = () => {
    if (this.draft) navigator.sendBeacon(`/desk/api/stories/${this.story}/presence/leave`, new Blob([JSON.stringify({ session: this.draft.session, csrf: connection.csrf })], { type: 'application/json' }));
  };
  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
    removeEventListener('pagehide', this.leave);
    this.leave();
  }
}
