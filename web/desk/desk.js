// The desk's first screens: sign in, the list of stories, one story. Plain script; talks to /desk/api/ only.
const view = document.getElementById('view'), message = document.getElementById('message');
let session = null;

const element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, '');
    else if (value !== false && value != null) made.setAttribute(key, value);
  }
  made.append(...children.flat().filter(child => child != null));
  return made;
};
const show = (...children) => { view.replaceChildren(...children); view.focus(); };
let quiet;
const say = text => { message.textContent = text; clearTimeout(quiet); quiet = setTimeout(() => { message.textContent = ''; }, 4000); };

async function api(method, where, body, headers = {}) {
  if (session?.csrf_token && method !== 'GET') headers['X-CSRF-Token'] = session.csrf_token;
  let response;
  try {
    response = await fetch('/desk/api' + where, { method, headers, body: body && !(body instanceof FormData) ? JSON.stringify(body) : body });
  } catch {
    throw { detail: 'The server cannot be reached. What you typed stays here.' };
  }
  const answer = response.status === 204 ? null : await response.json().catch(() => ({}));
  if (!response.ok) throw { status: response.status, ...answer };
  return answer;
}

// Puts a refusal beside the field it names; else says it below.
function explain(form, problem) {
  form.querySelectorAll('.error').forEach(old => old.remove());
  const name = problem.field?.split('/')[0];
  const field = name && form.querySelector(`[name="${name}"]`);
  if (!field) return say(problem.detail ?? 'Something went wrong.');
  field.after(element('p', { class: 'error', id: `error-${name}` }, problem.detail));
  field.setAttribute('aria-describedby', `error-${name}`);
  field.focus();
}

const field = (label, name, control) => [element('label', { for: name }, label), Object.assign(control, { id: name })];
const input = (name, value = '', attributes = {}) => { const made = element('input', { name, ...attributes }); made.value = value; return made; };

function signIn() {
  const code = new URLSearchParams(location.search).get('code');
  const go = form => async event => {
    event.preventDefault();
    try {
      session = await api('POST', '/sessions', code ? { code } : { email: form.email.value, password: form.password.value });
      history.replaceState(null, '', location.pathname);
      start();
    } catch (problem) { explain(form, problem); }
  };
  const form = element('form', {}, element('h1', {}, 'Sign in'),
    code ? [] : [...field('Mail address', 'email', input('email', '', { type: 'email', autocomplete: 'username', required: true })),
                 ...field('Password', 'password', input('password', '', { type: 'password', autocomplete: 'current-password', required: true }))],
    element('div', { class: 'row' }, element('button', { class: 'first' }, 'Sign in')));
  form.addEventListener('submit', go(form));
  show(form);
}

async function storyList() {
  const { stories, next } = await api('GET', '/stories');
  const list = element('ul', { class: 'stories' });
  const add = more => more.forEach(story => list.append(element('li', {},
    element('a', { href: `/desk/stories/${story.id}` }, story.headline || 'Without a headline'),
    element('span', { class: 'quiet' }, `${story.kind} · ${story.status} · ${new Date(story.updated_at).toLocaleString()}`))));
  add(stories);
  const create = kind => async () => {
    const story = await api('POST', '/stories', { headline: '', kind });
    location.href = `/desk/stories/${story.id}`;
  };
  let after = next;
  const more = element('button', { hidden: !after, onclick: async () => {
    const page = await api('GET', after.replace('/desk/api', ''));
    add(page.stories);
    after = page.next;
    more.hidden = !after;
  } }, 'Older stories');
  show(element('div', { class: 'row' }, element('button', { class: 'first', onclick: create('article') }, 'New story'), element('button', { onclick: create('brief') }, 'New brief'), element('button', { onclick: create('page') }, 'New page')), list, more);
}

// The tree as editable HTML. What this page cannot edit stands as a chip that carries its node unchanged.
const blocks = { paragraph: 'p', blockquote: 'blockquote', bulletList: 'ul', orderedList: 'ol', listItem: 'li', horizontalRule: 'hr', hardBreak: 'br' };
const marks = { bold: 'strong', italic: 'em', strike: 's', code: 'code' };
function fromNode(node) {
  if (node.type === 'text') return (node.marks ?? []).reduce((inner, mark) => mark.type === 'link'
    ? element('a', { href: mark.attrs.href, 'data-mark': JSON.stringify(mark) }, inner) : element(marks[mark.type], {}, inner), document.createTextNode(node.text));
  const children = (node.content ?? []).map(fromNode);
  if (node.type === 'heading') return element('h' + node.attrs.level, {}, children);
  if (blocks[node.type]) return element(blocks[node.type], node.attrs ? { 'data-attrs': JSON.stringify(node.attrs) } : {}, children);
  const inline = node.type === 'footnote';
  return element(inline ? 'span' : 'p', {}, element('span', { class: 'chip', contenteditable: 'false', 'data-node': JSON.stringify(node) }, node.type));
}
const names = Object.fromEntries([...Object.entries(blocks), ...Object.entries(marks)].map(([type, tag]) => [tag, type]));
Object.assign(names, { b: 'bold', i: 'italic', del: 'strike', div: 'paragraph' });
function toInline(parent, active = []) {
  return [...parent.childNodes].flatMap(child => {
    if (child.nodeType === Node.TEXT_NODE) return child.data ? [{ type: 'text', text: child.data.replace(/\n/g, ' '), ...(active.length ? { marks: active } : {}) }] : [];
    if (child.dataset?.node) return [JSON.parse(child.dataset.node)];
    const tag = child.localName;
    if (tag === 'br') return [{ type: 'hardBreak' }];
    if (tag === 'a' && child.getAttribute('href')) return toInline(child, [...active, child.dataset.mark ? JSON.parse(child.dataset.mark) : { type: 'link', attrs: { href: child.getAttribute('href') } }]);
    if (Object.values(marks).includes(names[tag]) || marks[names[tag]]) return toInline(child, active.some(mark => mark.type === names[tag]) ? active : [...active, { type: names[tag] }]);
    return toInline(child, active);
  });
}
function toBlocks(parent) {
  const out = [];
  for (const child of parent.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) { if (child.data.trim()) out.push({ type: 'paragraph', content: [{ type: 'text', text: child.data }] }); continue; }
    const chips = [...(child.querySelectorAll?.('[data-node]') ?? [])].map(chip => JSON.parse(chip.dataset.node)).filter(node => node.type !== 'footnote');
    if (chips.length) { out.push(...chips); continue; }
    const tag = child.localName;
    const attrs = child.dataset.attrs ? { attrs: JSON.parse(child.dataset.attrs) } : {};
    if (/^h[1-6]$/.test(tag)) out.push({ type: 'heading', attrs: { level: Math.min(4, Math.max(2, Number(tag[1]))) }, content: toInline(child) });
    else if (tag === 'hr') out.push({ type: 'horizontalRule' });
    else if (tag === 'ul' || tag === 'ol') out.push({ type: names[tag], ...attrs, content: [...child.children].map(item => ({ type: 'listItem', content: listItem(item) })) });
    else if (tag === 'blockquote') out.push({ type: 'blockquote', content: toBlocks(child).length ? toBlocks(child) : [{ type: 'paragraph' }] });
    else { const content = toInline(child).filter((node, i, all) => !(node.type === 'hardBreak' && i === all.length - 1)); if (content.length) out.push({ type: 'paragraph', content }); }
  }
  return out;
}
function listItem(item) {
  const isBlock = child => /^(p|ul|ol|blockquote|div)$/.test(child.localName ?? '');
  if (![...item.childNodes].some(isBlock)) return [{ type: 'paragraph', content: toInline(item) }];
  const inner = toBlocks(item);
  return inner[0]?.type === 'paragraph' ? inner : [{ type: 'paragraph' }, ...inner];
}

async function storyPage(id) {
  let [story, { sections }, { authors }] = await Promise.all([api('GET', `/stories/${id}`), api('GET', '/sections'), api('GET', '/authors')]);
  const kept = `story ${id}`;
  const text = element('div', { class: 'text', contenteditable: 'true', role: 'textbox', 'aria-multiline': 'true', 'aria-labelledby': 'body-label' }, (story.body.content ?? []).map(fromNode));
  const section = element('select', { name: 'section' }, element('option', { value: '' }, '–'), sections.map(s => element('option', { value: s.id, selected: s.id === story.section }, s.name)));
  const bylines = element('select', { name: 'bylines', multiple: true, size: 5 }, authors.map(a => element('option', { value: a.id, selected: story.bylines.includes(a.id) }, a.name)));
  const visibility = element('select', { name: 'visibility' }, ['public', 'members', 'paid'].map(v => element('option', { value: v, selected: v === story.visibility }, v)));
  const picture = element('div', { class: 'picture' });
  const showPicture = async () => {
    picture.replaceChildren();
    if (!story.lead.picture) return;
    const record = await api('GET', `/pictures/${story.lead.picture}`);
    picture.append(element('img', { src: new URL(record.renditions.find(r => r.format === 'jpeg').url).pathname, alt: record.alt }), element('p', { class: 'quiet' }, record.credit || 'No credit yet'));
  };
  const form = element('form', { novalidate: true },
    element('p', { class: 'quiet', id: 'state' }),
    ...field('Headline', 'headline', input('headline', story.headline, { class: 'headline' })),
    ...field('Standfirst', 'standfirst', Object.assign(element('textarea', { name: 'standfirst' }), { value: story.standfirst })),
    element('div', { class: 'pair' }, element('div', {}, field('Section', 'section', section)), element('div', {}, field('Readers', 'visibility', visibility)),
      element('div', {}, field('Language', 'language', input('language', story.language))), element('div', {}, field('Address', 'slug', input('slug', story.slug)))),
    ...field('Tags, separated by commas', 'tags', input('tags', story.tags.join(', '))),
    ...field('Bylines', 'bylines', bylines),
    ...field('Lead picture', 'file', element('input', { name: 'file', type: 'file', accept: 'image/*' })), picture,
    ...field('Alt text', 'lead-alt', input('lead-alt', story.lead.alt)), ...field('Caption', 'lead-caption', input('lead-caption', story.lead.caption)),
    element('label', { id: 'body-label' }, 'Text'), text,
    element('div', { class: 'row' }));
  const buttons = form.querySelector('.row:last-child');
  const edited = () => ({
    headline: form.headline.value, standfirst: form.standfirst.value, section: section.value || null, visibility: visibility.value, language: form.language.value, slug: form.slug.value,
    tags: form.tags.value.split(',').map(tag => tag.trim()).filter(Boolean), bylines: [...bylines.selectedOptions].map(option => option.value),
    lead: { ...story.lead, alt: form['lead-alt'].value, caption: form['lead-caption'].value }, body: { type: 'doc', content: toBlocks(text) } });
  const save = async () => {
    try {
      story = await api('PATCH', `/stories/${id}`, edited(), { 'If-Match': `"${story.version}"` });
      localStorage.removeItem(kept);
      form.slug.value = story.slug;
      update();
      return true;
    } catch (problem) {
      if (problem.status === 412) say(`${problem.detail} Your text is kept here; reload to see theirs.`);
      else explain(form, problem);
      return false;
    }
  };
  const act = (verb, body) => async () => {
    if (verb !== 'retract' && !await save()) return;
    try { story = await api('POST', `/stories/${id}/${verb}`, body?.()); update(); say(story.status); } catch (problem) { explain(form, problem); }
  };
  const retract = () => {
    const reason = input('notice', '', { required: true });
    const dialog = element('dialog', {}, element('form', { method: 'dialog' }, field('What readers are told', 'notice', reason),
      element('div', { class: 'row' }, element('button', { class: 'first', value: 'yes' }, 'Retract'), element('button', { value: '', formnovalidate: true }, 'Cancel'))));
    dialog.addEventListener('close', () => { if (dialog.returnValue === 'yes') act('retract', () => ({ notice: reason.value }))(); dialog.remove(); });
    document.body.append(dialog);
    dialog.showModal();
  };
  const button = (label, action, first) => element('button', { type: 'button', class: first ? 'first' : null, onclick: action }, label);
  function update() {
    form.querySelector('#state').replaceChildren(`${story.kind} · ${story.status} · `, element('a', { href: new URL(story.url).pathname }, story.url));
    buttons.replaceChildren(...(story.status === 'published'
      ? [button('Save: live at once', async () => { if (await save()) say('Saved'); }, true), button('Back to draft', act('unpublish')), button('Retract', retract)]
      : [button('Publish', act('publish'), true), button('Save draft', async () => { if (await save()) say('Saved'); })]));
  }
  form.addEventListener('submit', event => event.preventDefault());
  form.addEventListener('input', () => localStorage.setItem(kept, JSON.stringify({ version: story.version, html: text.innerHTML, headline: form.headline.value })));
  form.file.addEventListener('change', async () => {
    const data = new FormData();
    data.append('file', form.file.files[0]);
    say('Taking in the picture…');
    try {
      const record = await api('POST', '/pictures', data);
      story.lead = { ...story.lead, picture: record.id };
      if (!form['lead-alt'].value) form['lead-alt'].value = record.alt;
      await showPicture();
      say('The picture is in; save to keep it with the story.');
    } catch (problem) { explain(form, problem); }
  });
  update();
  show(form);
  showPicture();
  const unsent = JSON.parse(localStorage.getItem(kept) ?? 'null');
  if (unsent && unsent.html !== text.innerHTML) {
    const restore = button('Bring back what was not saved', () => { text.innerHTML = unsent.html; form.headline.value = unsent.headline; restore.remove(); });
    form.prepend(restore);
  }
}

async function start() {
  document.getElementById('who').replaceChildren(session.staff.name, ' ', element('button', { onclick: async () => { await api('DELETE', '/sessions'); location.href = '/desk/'; } }, 'Sign out'));
  const story = location.pathname.match(/^\/desk\/stories\/([0-9a-z]{13})$/);
  try { await (story ? storyPage(story[1]) : storyList()); } catch (problem) { show(element('p', {}, problem.detail ?? String(problem))); }
}

try { session = await api('GET', '/sessions'); await start(); } catch { signIn(); }
