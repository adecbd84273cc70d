// Publishing: what the desk sends, and what readers and the desk must then find.
import { repeat } from './newsroom.mjs';

// Long enough that half of it would show.
const text = (word, n) => `<p>${word} begins as ${n}x.</p>${`<p>${'Words that fill a paragraph of this story. '.repeat(6)}</p>`.repeat(4)}<p>${word} ends as ${n}x.</p>`;
const brief = (word, n) => `<p>${word} begins as ${n}x, is short. ${word} ends as ${n}x.</p>`;
const bodyOf = story => (story.kind === 'brief' ? brief : text)(story.word, story.text);

async function write(room, story, next, method, where, body) {
  return story.state.change(next, () => room.model.ask(`${method} ${where.replace(/[0-9a-z]{13}/, 'ID')}`, () => room.server.desk(method, where, body)));
}

// One story's life, as far as it comes: nobody goes on with a story whose state is not known.
export async function liveAStory(room, Register) {
  const { model, random } = room, word = room.word(), kind = random.next() < 0.3 ? 'brief' : 'article';
  const story = { word, kind, text: 1, state: new Register('absent') };
  model.stories.set(word, story);
  const made = await write(room, story, 'draft 1', 'POST', '/stories', { kind, headline: `Story ${word}`, body_html: bodyOf(story), section: room.section.id });
  if (made?.status !== 201) return;
  story.id = made.body.id;
  if (random.next() < 0.1) return;
  if ((await write(room, story, 'published 1', 'POST', `/stories/${story.id}/publish`))?.status !== 200) return;
  while (random.next() < 0.4) {
    story.text += 1;
    if ((await write(room, story, `published ${story.text}`, 'PATCH', `/stories/${story.id}`, { body_html: bodyOf(story) }))?.status !== 200) return;
  }
  if (room.gentle || random.next() >= 0.1) return;
  room.retracting += 1;
  try { await write(room, story, `retracted ${story.text}`, 'POST', `/stories/${story.id}/retract`, { notice: 'This was wrong.' }); } finally { room.retracting -= 1; }
}

export const publish = (room, Register, pause) => repeat(room, pause, () => liveAStory(room, Register));

// ---- What is found ------------------------------------------------------------------------------------------------------

const numbers = (content, word) => [...new Set([...content.matchAll(new RegExp(`${word} begins as (\\d+)x|${word} ends as (\\d+)x`, 'g'))].map(match => match[1] ?? match[2]))];

async function recordOf(room, story) {
  if (!story.id) {
    const { stories } = (await room.server.desk('GET', `/stories?q=${story.word}`)).body;
    if (stories.length > 1) room.model.wrong(`twice: ${stories.length} stories ${story.word} from one request`);
    if (!stories.length) return null;
    story.id = stories[0].id;
  }
  const found = await room.server.desk('GET', `/stories/${story.id}`);
  return found.status === 200 ? found.body : null;
}

// The desk's record and the public page. Gives the state that was found.
export async function checkStory(room, story) {
  const { model, server } = room, { word } = story;
  const record = await recordOf(room, story);
  let found = 'absent';
  if (record) {
    const texts = numbers(JSON.stringify(record.body), word);
    if (texts.length !== 1) model.wrong(`half: story ${word} has the texts ${texts.join(' and ') || 'none'} at the desk`);
    found = `${record.status} ${texts[0]}`;
    const { revisions } = (await server.desk('GET', `/stories/${story.id}/revisions`)).body;
    if (revisions[0]?.version !== record.version) model.wrong(`half: story ${word} is version ${record.version}, its newest revision ${revisions[0]?.version}`);
  }
  const might = [...story.state.possible].join(' or ');
  if (!story.state.saw(found)) model.wrong(`lost: story ${word} should be ${might}, and is ${found}`);
  const [status, n] = found.split(' ');
  const page = await server.get(record?.url ? new URL(record.url).pathname : `/story-${word}/`);
  const wanted = { published: 200, retracted: 410 }[status] ?? 404;
  if (page.status !== wanted) model.wrong(`half: story ${word} is ${found} at the desk, and its page answers ${page.status}`);
  else if (status === 'published' && String(numbers(page.text, word)) !== n) model.wrong(`half: story ${word} is ${found} at the desk, its page says ${numbers(page.text, word)}`);
  return found;
}

// Addresses that a list shows, from its oldest page on.
async function walk(room, base) {
  const found = [], links = page => [...page.matchAll(/href="\/(story-zq[a-z]+)\/"/g)].map(match => match[1]);
  for (let n = 1; ; ++n) {
    const page = await room.server.get(`${base}page/${n}/`);
    if (page.status !== 200) break;
    found.push(...new Set(links(page.text.slice(page.text.indexOf('<main'), page.text.lastIndexOf('</main>')))));
  }
  return found;
}

// All stories, each by itself; then that lists, feed and search tell the same. `sample`: of how many search is asked.
export async function checkStories(room, { sample = Infinity } = {}) {
  const { model, server } = room, published = { article: new Set(), brief: new Set() }, gone = [];
  const queue = [...model.stories.values()];
  await Promise.all(Array.from({ length: 6 }, async () => {
    for (let story; (story = queue.pop());) {
      const found = await checkStory(room, story);
      if (found.startsWith('published')) published[story.kind].add(`story-${story.word}`);
      else gone.push(`story-${story.word}`);
    }
  }));
  for (const [kind, base] of [['article', '/section/torture/'], ['brief', '/feed/']]) {
    const listed = await walk(room, base), once = new Set(listed);
    if (once.size !== listed.length) model.wrong(`twice: ${base} lists ${listed.length - once.size} stories more than once`);
    for (const one of published[kind]) if (!once.has(one)) model.wrong(`half: ${one} is published and not in ${base}`);
    for (const one of gone) if (once.has(one)) model.wrong(`half: ${one} is not published and stands in ${base}`);
  }
  const all = [...published.article, ...published.brief], asked = all.length <= sample ? all : Array.from({ length: sample }, () => room.random.of(all));
  let client = 0;
  const search = async slug => (await server.get(`/search/?q=${slug.slice(6)}`, { 'X-Forwarded-For': `10.9.${++client >> 8 & 255}.${client & 255}` })).text.includes(`/${slug}/`);
  const behind = [];
  for (const slug of asked) if (!await search(slug)) behind.push(slug);
  for (const end = Date.now() + 60_000; behind.length && Date.now() < end;) {  // the index follows
    if (await search(behind[0])) behind.shift();
    else await new Promise(done => setTimeout(done, 200));
  }
  for (const slug of behind) model.wrong(`half: ${slug} is published and not found by search`);
  for (const slug of gone.slice(0, 50)) if (await search(slug)) model.wrong(`half: ${slug} is not published and found by search`);
  return { stories: model.stories.size, published: all.length, searched: asked.length };
}
