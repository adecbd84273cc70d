// The address is the state: /desk/… on each screen. Guards may hold somebody back who would lose something.
export const place = $state({ path: location.pathname, query: new URLSearchParams(location.search) });
const guards = new Set<() => boolean>();

function read() {
  place.path = location.pathname;
  place.query = new URLSearchParams(location.search);
}
export function go(to: string, replace = false) {
  if (to !== location.pathname + location.search) {
    for (const guard of guards) if (!guard()) return;
    history[replace ? 'replaceState' : 'pushState'](null, '', to);
  }
  read();
}
export function guard(may: () => boolean) {
  guards.add(may);
  return () => guards.delete(may);
}
addEventListener('popstate', read);

// Links within the desk change the screen without a new page.
export function followLinks(event: MouseEvent) {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element).closest?.('a[href]');
  if (!(link instanceof HTMLAnchorElement) || link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
  if (!link.pathname.startsWith('/desk/') || link.pathname.startsWith('/desk/preview/') || link.pathname.startsWith('/desk/api/')) return;
  event.preventDefault();
  go(link.pathname + link.search);
}
