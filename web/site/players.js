// Players of other sites: nothing of theirs is loaded until somebody asks for it. Without this the card is a link.
export function offerPlayers(buttons) {
  for (const button of buttons) {
    button.hidden = false;
    button.addEventListener('click', () => {
      const { player, shape, title } = button.dataset;
      const frame = document.createElement('iframe');
      frame.className = `embed-frame embed-${shape}`;
      frame.title = title;
      frame.setAttribute('sandbox', 'allow-scripts allow-same-origin allow-popups allow-presentation');
      frame.referrerPolicy = 'strict-origin-when-cross-origin';
      frame.allow = 'fullscreen; encrypted-media';
      frame.loading = 'lazy';
      frame.src = player;
      button.replaceWith(frame);
      frame.focus();
    }, { once: true });
  }
}
