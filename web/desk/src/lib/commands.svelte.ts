// Everything that can be done from where one is: screens add their commands while they are shown. The palette lists them, and
// those with keys listen for them. "mod" is Ctrl, or ⌘ on a Mac.
import { untrack } from 'svelte';

export interface Command { id: string; title: string; keys?: string; group?: string; run: () => void; when?: () => boolean }

class Commands {
  list = $state.raw<Command[]>([]);
  open = $state(false);
}
export const commands = new Commands();
export const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

export function addCommands(added: Command[]) {
  // Untracked: it is called from effects, which would run again for what they have just added.
  untrack(() => { commands.list = [...commands.list, ...added]; });
  return () => untrack(() => { commands.list = commands.list.filter(command => !added.includes(command)); });
}

export function keysOf(event: KeyboardEvent) {
  const mod = isMac ? event.metaKey : event.ctrlKey;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return `${mod ? 'mod+' : ''}${event.altKey ? 'alt+' : ''}${event.shiftKey && event.key.length > 1 ? 'shift+' : ''}${key}`;
}
export const shown = (keys: string) => keys.split('+').map(part => part === 'mod' ? (isMac ? '⌘' : 'Ctrl') : part === 'alt' ? (isMac ? '⌥' : 'Alt') : part === 'shift' ? '⇧' : part === 'Enter' ? '↵' : part.length === 1 ? part.toUpperCase() : part);

const typing = (target: EventTarget | null) => target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

export function onKey(event: KeyboardEvent) {
  if (event.defaultPrevented || event.isComposing) return;
  const keys = keysOf(event);
  if (keys === 'mod+k') {
    event.preventDefault();
    commands.open = !commands.open;
    return;
  }
  if (commands.open) return;
  if (typing(event.target) && !keys.startsWith('mod+') && !keys.startsWith('alt+')) return;
  if (document.querySelector('dialog[open]') && !keys.startsWith('mod+')) return;
  const command = commands.list.findLast(one => one.keys === keys && (one.when?.() ?? true));
  if (!command) return;
  event.preventDefault();
  command.run();
}
