// ProseMirror node views made of Svelte components. The component gets one View, whose fields change in place.
import type { Editor, NodeViewRenderer } from '@tiptap/core';
import type { Node } from '@tiptap/pm/model';
import { mount, unmount, type Component } from 'svelte';

export class View {
  node: Node = $state.raw()!;  // raw: ProseMirror compares nodes by identity
  selected = $state(false);
  constructor(node: Node, readonly editor: Editor, readonly position: () => number | undefined) { this.node = node; }

  change(attributes: Record<string, unknown>) {
    const at = this.position();
    const current = at === undefined ? null : this.editor.state.doc.nodeAt(at);
    if (at !== undefined && current) this.editor.view.dispatch(this.editor.state.tr.setNodeMarkup(at, undefined, { ...current.attrs, ...attributes }));
  }
  remove() {
    const at = this.position();
    if (at !== undefined) this.editor.chain().focus().deleteRange({ from: at, to: at + this.node.nodeSize }).run();
  }
  select() {
    const at = this.position();
    if (at !== undefined) this.editor.commands.setNodeSelection(at);
  }
}

export function svelteView(component: Component<{ view: View }>, tag: string, options: { contentTag?: string; class?: string } = {}): NodeViewRenderer {
  return ({ node, editor, getPos }) => {
    const dom = document.createElement(tag);
    if (options.class) dom.className = options.class;
    const contentDOM = options.contentTag ? dom.appendChild(document.createElement(options.contentTag)) : undefined;
    const target = contentDOM ? dom.appendChild(document.createElement('div')) : dom;
    if (contentDOM) target.contentEditable = 'false';
    const view = new View(node as Node, editor as Editor, () => getPos());
    const mounted = mount(component, { target, props: { view } });
    return {
      dom, contentDOM,
      update(next) {
        if (next.type !== view.node.type) return false;
        view.node = next as Node;
        return true;
      },
      selectNode() { view.selected = true; dom.classList.add('chosen'); },
      deselectNode() { view.selected = false; dom.classList.remove('chosen'); },
      // Fields inside handle their own keys and pointer.
      stopEvent: event => event.target instanceof HTMLElement && !!event.target.closest('input, textarea, select, button, a, .own-editor') && !(event instanceof DragEvent),
      ignoreMutation: mutation => !contentDOM || !contentDOM.contains(mutation.target),
      destroy() { unmount(mounted); },
    };
  };
}
