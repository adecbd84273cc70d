// What Google documents for the data that a newspaper gives to machines, as a table: each property with its level and
// shape, each type with the address of the page that says so. And the reading of it.
import assert from 'node:assert/strict';

const docs = 'https://developers.google.com/search/docs/';
const text = value => typeof value === 'string' && value.trim() !== '';
const url = value => text(value) && /^https?:\/\/[^/]+/.test(value) && !/\s/.test(value);
// ISO 8601 with hours and a zone: without one Google takes the time zone of its crawler.
export const isTime = value => text(value) && /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(value) && !Number.isNaN(Date.parse(value));
const each = check => value => Array.isArray(value) ? value.length > 0 && value.every(check) : check(value);
const image = value => url(value) || (value?.['@type'] === 'ImageObject' && url(value.url));
const typed = (...types) => value => types.includes(value?.['@type']);
const named = (...types) => value => typed(...types)(value) && text(value.name);

export const types = {
  NewsArticle: {
    source: docs + 'appearance/structured-data/article',
    required: {},  // "There are no required properties; instead, add the properties that apply to your content."
    recommended: {
      author: each(named('Person', 'Organization', 'NewsMediaOrganization')),
      'author.name': each(text),
      'author.url': each(url),
      datePublished: isTime,
      dateModified: isTime,
      headline: value => text(value) && [...value].length <= 110,
      image: each(image),
    },
  },
  PaywalledArticle: {
    source: docs + 'appearance/structured-data/paywalled-content',
    required: {
      isAccessibleForFree: value => value === false,
      hasPart: typed('WebPageElement'),
      'hasPart.isAccessibleForFree': value => value === false,
      'hasPart.cssSelector': value => /^\.[a-z-]+$/.test(value),  // "Only use class selectors"
    },
    recommended: {},
  },
  BreadcrumbList: {
    source: docs + 'appearance/structured-data/breadcrumb',
    required: {
      itemListElement: value => Array.isArray(value) && value.length >= 2 && value.every(typed('ListItem')),
      'itemListElement.position': each(Number.isInteger),
      'itemListElement.name': each(text),
      'itemListElement.item': each(url),  // of the last one optional
    },
    recommended: {},
  },
  ProfilePage: {
    source: docs + 'appearance/structured-data/profile-page',
    required: { mainEntity: typed('Person', 'Organization'), 'mainEntity.name': text },
    recommended: { 'mainEntity.description': text, 'mainEntity.image': image, 'mainEntity.url': url },
  },
  NewsMediaOrganization: {
    source: docs + 'appearance/structured-data/organization',
    required: {},
    recommended: { name: text, url, logo: image },
  },
  WebSite: {
    source: docs + 'appearance/site-names',
    required: { name: text, url },
    recommended: {},
  },
  NewsSitemapEntry: {
    source: docs + 'crawling-indexing/sitemaps/news-sitemap',
    required: {
      loc: url,
      'news:name': text,
      'news:language': value => /^([a-z]{2,3}|zh-cn|zh-tw)$/.test(value),
      'news:publication_date': isTime,
      'news:title': text,
    },
    recommended: {},
  },
};
export const newsSitemap = { source: docs + 'crawling-indexing/sitemaps/news-sitemap', most: 1000, hours: 48 };

function at(node, path) {
  const [first, ...rest] = path.split('.');
  const value = node?.[first];
  if (!rest.length) return value;
  return Array.isArray(value) ? value.map(item => at(item, rest.join('.'))) : at(value, rest.join('.'));
}

// Asserts what is required, and of what is recommended all but `without`.
export function assertFields(name, node, { without = [] } = {}) {
  const { source, required, recommended } = types[name];
  assert.ok(node, `no ${name} (${source})`);
  for (const [path, check] of [...Object.entries(required), ...Object.entries(recommended)]) {
    if (without.includes(path)) continue;
    assert.ok(check(at(node, path)), `${name}.${path} is ${JSON.stringify(at(node, path))}; see ${source}`);
  }
}

export function graphOf(page) {
  const scripts = [...page.matchAll(/<script type="application\/ld\+json">([^]*?)<\/script>/g)].map(match => JSON.parse(match[1]));
  return scripts.flatMap(data => { assert.equal(data['@context'], 'https://schema.org'); return data['@graph'] ?? [data]; });
}
export const nodeOf = (page, type) => graphOf(page).find(node => node['@type'] === type);
