// Who works here, and what everybody needs to know of the publication.
import { call, connection, get, useSession } from './api';
import type { Author, Role, Section, Session } from './types';

export const me = $state({ session: null as Session | null, known: false });
export const publication = $state({ title: '', language: 'en', timezone: '', url: '' });
export const records = $state({ sections: [] as Section[], authors: [] as Author[], loaded: false });
// Whether the server was reached at the last try; `since` says from when on it was not, `why` what it said itself.
export const reached = $state({ ok: true, since: 0, why: '' });

const ranks: Role[] = ['contributor', 'author', 'editor', 'administrator'];
export const isAtLeast = (role: Role) => !!me.session && ranks.indexOf(me.session.staff.role) >= ranks.indexOf(role);
export const staff = () => me.session!.staff;

connection.onReached = (ok, why = '') => {
  if (ok !== reached.ok) reached.since = Date.now();
  reached.ok = ok;
  reached.why = why;
};
connection.onSignedOut = () => { me.session = null; };

export function signedIn(session: Session) {
  useSession(session);
  me.session = session;
  me.known = true;
}
export async function signOut() {
  await call('DELETE', 'sessions');
  useSession(null);
  me.session = null;
}
export async function loadRecords() {
  const [sections, authors, settings] = await Promise.all([
    get<{ sections: Section[] }>('sections'), get<{ authors: Author[] }>('authors'), get<any>('settings')]);
  records.sections = sections.sections;
  records.authors = authors.authors;
  records.loaded = true;
  Object.assign(publication, { title: settings.title, language: settings.language, timezone: settings.timezone });
}
export async function start() {
  try {
    signedIn(await get<Session>('sessions'));
  } catch (problem: any) {
    me.known = problem.status === 401 || problem.status === 403;
    if (!me.known) throw problem;
  }
}
export const sectionName = (id: string | null) => records.sections.find(section => section.id === id)?.name ?? '';
export const authorName = (id: string) => records.authors.find(author => author.id === id)?.name ?? '';
