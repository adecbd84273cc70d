// What comes into the text from outside: pasted HTML, links, files dropped on it.
import type { Editor } from '@tiptap/core';
import { post } from '../lib/api';
import { t } from '../lib/i18n.svelte';
import { fail, say } from '../lib/say.svelte';
import type { Picture } from '../lib/types';
import { uploadPicture } from '../lib/pictures.svelte';
import { knowPicture } from './context';
import { cleanHtml, loneUrl } from './paste';

const pictureNode = (picture: Picture) => ({ type: 'picture', attrs: { picture: picture.id, alt: '', caption: '', credit: '', width: 'column' } });

export function insertPictures(editor: Editor, pictures: Picture[]) {
  pictures.forEach(knowPicture);
  const nodes = pictures.map(pictureNode);
  editor.chain().focus().insertContent(nodes.length > 1 ? { type: 'gallery', content: nodes } : nodes[0]).run();
}

// `story`: the address is of one of our own published stories.
interface EmbedAnswer { url: string; title: string; description: string; provider: string; picture: Picture | null; story: string | null }

// The link stands there at once; what the server finds out about it comes after.
export async function embed(editor: Editor, url: string) {
  const desk = new URL(url).origin === location.origin && /^\/desk\/stories\/([0-9a-z]{13})/.exec(new URL(url).pathname);
  if (desk) return void editor.chain().focus().insertContent({ type: 'storyCard', attrs: { story: desk[1] } }).run();
  editor.chain().focus().insertContent({ type: 'embed', attrs: { url, title: '', description: '', provider: '', picture: '' } }).run();
  try {
    const found = await post<EmbedAnswer>('embeds', { url });
    if (found.picture) knowPicture(found.picture);
    editor.state.doc.descendants((node, at) => {
      if (node.type.name !== 'embed' || node.attrs.url !== url || node.attrs.title) return;
      if (found.story) return void editor.view.dispatch(editor.state.tr.replaceWith(at, at + node.nodeSize, editor.schema.nodes.storyCard.create({ story: found.story })));
      editor.view.dispatch(editor.state.tr.setNodeMarkup(at, undefined, { url: found.url, title: found.title, description: found.description, provider: found.provider, picture: found.picture?.id ?? '' }).setMeta('addToHistory', false));
    });
  } catch (problem: any) {
    say(t('The link stays as it is: {0}', problem.message));
  }
}
async function takeFiles(editor: Editor, files: File[]) {
  const pictures: Picture[] = [];
  for (const file of files) {
    try {
      pictures.push(await uploadPicture(file));
    } catch (problem) { fail(problem); }
  }
  if (pictures.length) insertPictures(editor, pictures);
}
const picturesOf = (data: DataTransfer | null) => [...(data?.files ?? [])].filter(file => file.type.startsWith('image/'));

export function pasteProps(editor: () => Editor) {
  return {
    transformPastedHTML: cleanHtml,
    handlePaste(view: any, event: ClipboardEvent) {
      const files = picturesOf(event.clipboardData);
      if (files.length && !event.clipboardData?.getData('text/html')) {
        takeFiles(editor(), files);
        return true;
      }
      const url = loneUrl(event.clipboardData?.getData('text/plain') ?? '');
      if (!url) return false;
      const { selection } = view.state;
      // Over words it is their link; on a line of its own it is embedded; elsewhere it is typed.
      if (!selection.empty) return editor().chain().focus().setMark('link', { href: url, title: '' }).run();
      const { parent } = selection.$from;
      if (parent.type.name === 'paragraph' && parent.content.size === 0 && selection.$from.depth === 1) {
        embed(editor(), url);
        return true;
      }
      return editor().chain().focus().insertContent({ type: 'text', text: url, marks: [{ type: 'link', attrs: { href: url, title: '' } }] }).unsetMark('link').run();
    },
    handleDrop(view: any, event: DragEvent) {
      const files = picturesOf(event.dataTransfer);
      if (!files.length) return false;
      const at = view.posAtCoords({ left: event.clientX, top: event.clientY });
      if (at) editor().commands.setTextSelection(at.pos);
      takeFiles(editor(), files);
      return true;
    },
  };
}
