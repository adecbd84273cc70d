// A form over one record: what was loaded, what is typed, and what was refused beside which field. Only what differs is sent.
import { tick } from 'svelte';
import { Problem } from './api';
import { addCommands } from './commands.svelte';
import { t } from './i18n.svelte';
import { guard } from './router.svelte';
import { fail, say } from './say.svelte';

let watched = 0;
const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

export class Form<T extends object> {
  values = $state({} as T);
  problem = $state<Problem | null>(null);
  busy = $state(false);
  #before = $state.raw({} as T);

  constructor(values: T) { this.take(values); }

  // The record as the server has it now.
  take(values: T) {
    this.#before = structuredClone($state.snapshot(values)) as T;
    this.values = structuredClone($state.snapshot(values)) as T;
    this.problem = null;
  }
  get changes(): Partial<T> {
    return Object.fromEntries(Object.entries(this.values).filter(([name, value]) => !same(value, this.#before[name as keyof T]))) as Partial<T>;
  }
  get changed() { return !same(this.values, this.#before); }
  discard() { this.take(this.#before); }
  beside(field: string) { return this.problem?.field === field ? this.problem.message : ''; }

  // Whether it was done; a refusal stands beside its field then, and the field has the focus.
  async send(work: (changes: Partial<T>) => Promise<unknown>, done = t('Saved.')) {
    if (this.busy) return false;
    this.busy = true;
    this.problem = null;
    try {
      await work($state.snapshot(this.changes) as Partial<T>);
      if (done) say(done);
      return true;
    } catch (refused) {
      if (!(refused instanceof Problem) || !refused.field) fail(refused);
      else {
        this.problem = refused;
        tick().then(() => document.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
      }
      return false;
    } finally { this.busy = false; }
  }

  // Whether it may be put away: nothing typed is lost unasked.
  mayLeave = () => !this.changed || confirm(t('Leave without saving? What you changed here is lost.'));

  // For an effect of the screen that shows it.
  watch(save: () => void) {
    const release = guard(this.mayLeave);
    const hold = (event: BeforeUnloadEvent) => { if (this.changed) event.preventDefault(); };
    addEventListener('beforeunload', hold);
    const forget = addCommands([{ id: `save-form-${++watched}`, title: t('Save'), keys: 'mod+s', group: t('Settings'), run: save, when: () => this.changed }]);
    return () => {
      release();
      removeEventListener('beforeunload', hold);
      forget();
    };
  }
}
