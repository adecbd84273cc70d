// What the views of nodes need from the screen around them.
import type { Picture, Story } from '../lib/types';
import { get } from '../lib/api';

export interface Desk {
  choosePicture: () => Promise<Picture[] | null>;
  chooseStory: () => Promise<Story | null>;
  language: () => string;
}
export const desk: { current: Desk | null } = { current: null };

const pictures = new Map<string, Promise<Picture>>();
export function pictureOf(id: string) {
  if (!pictures.has(id)) {
    const asked = get<Picture>(`pictures/${id}`);
    asked.catch(() => pictures.delete(id));
    pictures.set(id, asked);
  }
  return pictures.get(id)!;
}
export const knowPicture = (picture: Picture) => pictures.set(picture.id, Promise.resolve(picture));

const stories = new Map<string, Promise<Story>>();
export function storyOf(id: string) {
  if (!stories.has(id)) {
    const asked = get<Story>(`stories/${id}`);
    asked.catch(() => stories.delete(id));
    stories.set(id, asked);
  }
  return stories.get(id)!;
}

const place = (url: string) => { const at = new URL(url, location.href); return at.pathname; };
// The rendition nearest above this width, as an address on this server.
export function renditionOf(picture: Picture, width: number) {
  const files = picture.renditions.filter(file => file.format === 'jpeg' && !file.shape).sort((a, b) => a.width - b.width);
  const fit = files.find(file => file.width >= width) ?? files.at(-1) ?? picture.renditions.at(-1);
  return fit ? place(fit.url) : '';
}
