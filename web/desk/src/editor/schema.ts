// The rich text tree as the editor knows it: the node and mark names, attributes and nesting of src/document/document.h,
// nothing else, so that what is written can always be published.
import { Mark, Node, mergeAttributes, type Extensions } from '@tiptap/core';
import Blockquote from '@tiptap/extension-blockquote';
import Bold from '@tiptap/extension-bold';
import Code from '@tiptap/extension-code';
import CodeBlock from '@tiptap/extension-code-block';
import HardBreak from '@tiptap/extension-hard-break';
import Heading from '@tiptap/extension-heading';
import HorizontalRule from '@tiptap/extension-horizontal-rule';
import Italic from '@tiptap/extension-italic';
import { BulletList, ListItem, ListKeymap, OrderedList } from '@tiptap/extension-list';
import Paragraph from '@tiptap/extension-paragraph';
import Strike from '@tiptap/extension-strike';
import { Table, TableCell, TableHeader, TableRow } from '@tiptap/extension-table';
import Text from '@tiptap/extension-text';
import { Dropcursor, Gapcursor, Placeholder, UndoRedo } from '@tiptap/extensions';
import { t } from '../lib/i18n.svelte';
import EmbedView from './EmbedView.svelte';
import FootnoteView from './FootnoteView.svelte';
import PictureView from './PictureView.svelte';
import PullQuoteView from './PullQuoteView.svelte';
import StoryCardView from './StoryCardView.svelte';
import ChipView from './ChipView.svelte';
import { svelteView } from './view.svelte';

const flow = 'block flow';
const text = (standard = '') => ({ default: standard });

const Link = Mark.create({
  name: 'link',
  priority: 1000,
  inclusive: false,
  addAttributes: () => ({ href: { default: '' }, title: text() }),
  parseHTML: () => [{ tag: 'a[href]', getAttrs: element => /^(https?:|mailto:|tel:|\/|#)/i.test((element as Element).getAttribute('href') ?? '') && null }],
  renderHTML: ({ HTMLAttributes: { href, title } }) => ['a', { href, ...(title ? { title } : {}) }, 0],
});

const Footnote = Node.create({
  name: 'footnote',
  group: 'inline',
  inline: true,
  content: '(text | hardBreak)*',
  atom: true,
  parseHTML: () => [{ tag: 'span[data-footnote]' }],
  renderHTML: () => ['span', { 'data-footnote': '' }, 0],
  addNodeView: () => svelteView(FootnoteView, 'span'),
});

const PullQuote = Node.create({
  name: 'pullQuote',
  group: 'block',
  content: 'inline*',
  defining: true,
  addAttributes: () => ({ attribution: text() }),
  parseHTML: () => [{ tag: 'aside.pull-quote', contentElement: 'p', getAttrs: element => ({ attribution: (element as Element).querySelector('.attribution')?.textContent ?? '' }) }],
  renderHTML: ({ node }) => ['aside', { class: 'pull-quote' }, ['p', 0], ...(node.attrs.attribution ? [['p', { class: 'attribution' }, node.attrs.attribution]] : [])] as any,
  addNodeView: () => svelteView(PullQuoteView, 'aside', { contentTag: 'p', class: 'pull-quote' }),
});

const Picture = Node.create({
  name: 'picture',
  group: flow,
  atom: true,
  draggable: true,
  addAttributes: () => ({ picture: text(), alt: text(), caption: text(), credit: text(), width: { default: 'column' } }),
  parseHTML: () => [{ tag: 'figure[data-picture]', getAttrs: element => JSON.parse((element as HTMLElement).dataset.picture ?? '{}') }],
  renderHTML: ({ node }) => ['figure', { 'data-picture': JSON.stringify(node.attrs) }],
  addNodeView: () => svelteView(PictureView, 'figure'),
});

const Gallery = Node.create({
  name: 'gallery',
  group: 'block',
  content: 'picture{2,60}',
  isolating: true,
  parseHTML: () => [{ tag: 'div.gallery' }],
  renderHTML: () => ['div', { class: 'gallery', role: 'group' }, 0],
});

const Embed = Node.create({
  name: 'embed',
  group: flow,
  atom: true,
  draggable: true,
  addAttributes: () => ({ url: text(), title: text(), description: text(), provider: text(), picture: text() }),
  parseHTML: () => [{ tag: 'div[data-embed]', getAttrs: element => JSON.parse((element as HTMLElement).dataset.embed ?? '{}') }],
  renderHTML: ({ node }) => ['div', { 'data-embed': JSON.stringify(node.attrs) }],
  addNodeView: () => svelteView(EmbedView, 'div', { class: 'embed-card' }),
});

const StoryCard = Node.create({
  name: 'storyCard',
  group: 'block',
  atom: true,
  draggable: true,
  addAttributes: () => ({ story: text() }),
  parseHTML: () => [{ tag: 'aside[data-story]', getAttrs: element => ({ story: (element as HTMLElement).dataset.story }) }],
  renderHTML: ({ node }) => ['aside', { 'data-story': node.attrs.story }],
  addNodeView: () => svelteView(StoryCardView, 'aside', { class: 'story-card' }),
});

const chip = (name: string, attributes: Record<string, { default: unknown }>) => Node.create({
  name,
  group: 'block',
  atom: true,
  draggable: true,
  addAttributes: () => attributes,
  parseHTML: () => [{ tag: `div[data-${name.toLowerCase()}]`, getAttrs: element => JSON.parse((element as Element).getAttribute(`data-${name.toLowerCase()}`) ?? '{}') }],
  renderHTML: ({ node }) => ['div', { [`data-${name.toLowerCase()}`]: JSON.stringify(node.attrs) }],
  addNodeView: () => svelteView(ChipView, 'div'),
});

// Cells span; widths are the reader's browser's business.
const cellAttributes = () => ({
  colspan: { default: 1, parseHTML: (element: HTMLElement) => Math.min(100, Number(element.getAttribute('colspan')) || 1) },
  rowspan: { default: 1, parseHTML: (element: HTMLElement) => Math.min(1000, Number(element.getAttribute('rowspan')) || 1) },
});

export const marks = 'link bold italic strike code';

export function extensions(): Extensions {
  return [
    Node.create({ name: 'doc', topNode: true, content: 'block+' }),
    Text, Link, Bold, Italic, Strike, Code,
    Paragraph.extend({ group: flow, content: 'inline*' }),
    Heading.configure({ levels: [2, 3, 4] }).extend({ group: flow, addAttributes: () => ({ level: { default: 2, rendered: false } }) }),
    BulletList.extend({ group: flow }),
    OrderedList.extend({ group: flow, addAttributes: () => ({ start: { default: 1, parseHTML: element => Number(element.getAttribute('start')) || 1 } }) }),
    ListItem.extend({ content: 'paragraph flow*' }),
    ListKeymap,
    Blockquote.extend({ group: flow, content: 'flow+' }),
    CodeBlock.extend({ group: flow, addAttributes: () => ({ language: text() }) }),
    HorizontalRule.extend({ group: flow }),
    HardBreak.extend({ addKeyboardShortcuts() { return { 'Shift-Enter': () => this.editor.commands.setHardBreak() }; } }),  // Mod-Enter publishes
    Table.configure({ resizable: false, allowTableNodeSelection: true }).extend({ group: flow, renderHTML: ({ HTMLAttributes }) => ['table', mergeAttributes(HTMLAttributes), ['tbody', 0]], addNodeView: () => null as any }),
    TableRow.extend({ content: '(tableHeader | tableCell)*' }),
    TableCell.extend({ content: 'flow+', addAttributes: cellAttributes }),
    TableHeader.extend({ content: 'flow+', addAttributes: cellAttributes }),
    PullQuote, Picture, Gallery, Embed, StoryCard, Footnote,
    chip('appeal', { appeal: text() }),
    chip('newsletterBox', { newsletters: { default: [] } }),
    UndoRedo, Dropcursor.configure({ color: 'currentColor', width: 2 }), Gapcursor,
    Placeholder.configure({ placeholder: () => t('Write here. Paste a link on a line of its own to embed it.'), showOnlyWhenEditable: true }),
  ];
}

// A footnote's own little text.
export function footnoteExtensions(): Extensions {
  return [Node.create({ name: 'doc', topNode: true, content: 'line' }), Node.create({ name: 'line', content: '(text | hardBreak)*', parseHTML: () => [{ tag: 'p' }], renderHTML: () => ['p', 0] }),
    Text, HardBreak, Link, Bold, Italic, Strike, Code, UndoRedo, Placeholder.configure({ placeholder: () => t('The note') })];
}
