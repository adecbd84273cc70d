// Uploads, one after the other, with their progress to be seen wherever one is.
import { upload } from './api';
import type { Picture } from './types';

export interface Upload { name: string; share: number; error: string; done: boolean }
export const uploads = $state({ list: [] as Upload[] });

let last: Promise<unknown> = Promise.resolve();
export function uploadPicture(file: File): Promise<Picture> {
  uploads.list.push({ name: file.name, share: 0, error: '', done: false });
  const entry = uploads.list.at(-1)!;
  const sent = last.catch(() => {}).then(() => {
    const form = new FormData();
    form.append('file', file, file.name);
    return upload<Picture>('pictures', form, share => (entry.share = share)).done;
  });
  last = sent;
  sent.then(() => { entry.done = true; entry.share = 1; setTimeout(() => (uploads.list = uploads.list.filter(one => one !== entry)), 2000); }, problem => (entry.error = problem.message));
  return sent;
}
export const putAwayUpload = (entry: Upload) => (uploads.list = uploads.list.filter(one => one !== entry));
