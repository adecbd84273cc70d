// The library's records, and uploads: two at a time, with their progress to be seen wherever one is.
import { upload } from './api';
import type { Box } from './crops';
import type { Picture } from './types';

export interface PictureUse { kind: 'story' | 'author' | 'settings'; id: string; title: string; place: string; status: string | null }
export interface LibraryPicture extends Picture {
  usage_terms: string;
  rights_state: 'valid' | 'expiring' | 'expired' | 'unknown';
  crops: Record<string, Box | null>;
  file_name: string;
  uses?: PictureUse[];  // of one picture that was asked for by itself
  may_change?: boolean;
}

export interface Upload { name: string; share: number; error: string; done: boolean; file: File; settle: { resolve: (picture: LibraryPicture) => void; reject: (problem: unknown) => void } }
export const uploads = $state({ list: [] as Upload[] });

let running = 0;
const waiting: Upload[] = [];
async function send(entry: Upload) {
  const form = new FormData();
  form.append('file', entry.file, entry.file.name);
  try {
    const picture = await upload<LibraryPicture>('pictures', form, share => (entry.share = share)).done;
    entry.done = true;
    entry.share = 1;
    setTimeout(() => putAwayUpload(entry), 2000);
    entry.settle.resolve(picture);
  } catch (problem: any) {
    entry.error = problem.message;
    entry.settle.reject(problem);
  }
}
function start() {
  while (running < 2 && waiting.length) {
    running += 1;
    send(waiting.shift()!).finally(() => { running -= 1; start(); });
  }
}
function enqueue(entry: Upload) {
  return new Promise<LibraryPicture>((resolve, reject) => {
    entry.settle = { resolve, reject };
    waiting.push(entry);
    start();
  });
}
export function uploadPicture(file: File): Promise<LibraryPicture> {
  uploads.list.push({ name: file.name, share: 0, error: '', done: false, file, settle: { resolve() {}, reject() {} } });
  return enqueue(uploads.list.at(-1)!);
}
export function retryUpload(entry: Upload) {
  entry.error = '';
  entry.share = 0;
  return enqueue(entry);
}
export const putAwayUpload = (entry: Upload) => (uploads.list = uploads.list.filter(one => one !== entry));
