import { get, post, put } from './api';
import { fail } from './say.svelte';
import { go } from './router.svelte';
import { publication } from './session.svelte';
import type { Entry, Kind, Story } from './types';

// A story is made at once, so that everything typed has a place to be kept in.
export async function newStory(kind: Kind) {
  try {
    const story = await post<Story>('stories', { kind, headline: '', language: publication.language || undefined });
    go(`/desk/stories/${story.id}`);
  } catch (problem) { fail(problem); }
}
// A brief grows: a story begins with its words and picture, and readers of the brief are led on to it once it is published.
export async function storyOfBrief(brief: Story) {
  const { headline, body, language, bylines, tags, section, lead } = brief;
  try {
    const story = await post<Story>('stories', { kind: 'article', headline, body, language, bylines, tags, section, lead });
    const list = `lists/related-${brief.id}`, { entries } = await get<{ entries: Entry[] }>(list);
    await put(list, { entries: [{ story: story.id }, ...entries] });
    go(`/desk/stories/${story.id}`);
  } catch (problem) { fail(problem); }
}
export const emptyBody = () => ({ type: 'doc', content: [{ type: 'paragraph' }] });
export const bodyOfText = (text: string) => ({ type: 'doc', content: text.split(/\n+/).map(line => line.trim()).filter(Boolean).map(line => ({ type: 'paragraph', content: [{ type: 'text', text: line }] })) });
