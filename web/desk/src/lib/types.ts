// What the desk's API answers with (src/desk/records.cpp). Times are ISO 8601 in UTC, ids 13 characters.
export type Status = 'draft' | 'review' | 'approved' | 'scheduled' | 'published' | 'retracted';
export type Kind = 'article' | 'brief' | 'page';
export type Role = 'contributor' | 'author' | 'editor' | 'administrator';
export type Action = 'edit' | 'submit' | 'approve' | 'return' | 'publish' | 'unpublish' | 'retract' | 'correct' | 'delete' | 'stage';

export interface DocumentNode {
  type: string;
  text?: string;
  attrs?: Record<string, unknown>;
  marks?: { type: string; attrs?: Record<string, unknown> }[];
  content?: DocumentNode[];
}
export interface Lead { picture: string | null; alt: string; caption: string; credit: string }
export interface Overrides { title: string; description: string; picture: string | null }

// What one may change of a story; the rest of Story is said by the server.
export interface StoryText {
  headline: string;
  standfirst: string;
  slug: string;
  language: string;
  section: string | null;
  tags: string[];
  bylines: string[];
  body: DocumentNode;
  lead: Lead;
  visibility: string;  // public, members (signed in), paid, or a tier's id
  teaser: number;      // so many paragraphs everybody may read all the same
  seo: Overrides;
  social: Overrides;
}
export interface Person { id: string; name: string }
export interface Story extends StoryText {
  id: string;
  kind: Kind;
  status: Status;
  version: number;
  url: string;
  words: number;
  reading_minutes: number;
  excerpt: string;
  notice: string;
  review_note: string;
  staged: boolean;
  translation_of: string | null;
  published_at: string | null;
  scheduled_at: string | null;
  embargo_until: string | null;
  updated_at: string;
  created_at: string;
  created_by: Person;
  allowed: Action[];
}
export interface Rendition { format: string; width: number; height: number; url: string; shape?: string }
export interface Picture {
  id: string;
  format: string;
  width: number;
  height: number;
  alt: string;
  caption: string;
  credit: string;
  rights: string;
  rights_expire?: string | null;
  creator: string;
  taken: string;
  focal_x: number;
  focal_y: number;
  complete: boolean;
  renditions: Rendition[];
  created_at: string;
}
export interface Section { id: string; name: string; slug: string; description: string; position: number; url: string }
export interface Tag { id: string; name: string; slug: string; url: string; stories?: number }
export interface Author { id: string; name: string; slug: string; kind: 'person' | 'desk'; bio: string; picture: string | null; url: string }
export interface Staff { id: string; email: string; name: string; role: Role; author: string | null }
export interface Session { csrf_token: string; expires_at: string; staff: Staff; second_factor?: boolean; must_set_second_factor?: boolean }
export interface Revision { version: number; at: string; staff: Person; autosave: boolean; headline: string; words: number }
export interface Correction { id: string; at: string; note: string; staff: string }
export interface Entry { story: string; expires_at: string | null }
export interface Finding { code: string; severity: 'error' | 'warning'; message: string; field: string; about?: string; picture?: string }
export interface LinkItem { label: string; url: string }
