// The audit's deeds as sentences: {0} is who did it, {1} what it was done to. One that is not here is shown as it is named.
import { mark } from './i18n.svelte';

export const deeds: Record<string, string> = {
  'story.created': mark('{0} began {1}.'),
  'story.changed': mark('{0} changed {1}.'),
  'story.submitted': mark('{0} handed in {1} for review.'),
  'story.approved': mark('{0} approved {1}.'),
  'story.approval_lost': mark('{1} was changed by {0} and needs approval again.'),
  'story.returned': mark('{0} returned {1}.'),
  'story.scheduled': mark('{0} scheduled {1}.'),
  'story.published': mark('{0} published {1}.'),
  'story.unpublished': mark('{0} took {1} off the paper.'),
  'story.retracted': mark('{0} retracted {1}.'),
  'story.staged': mark('{0} prepared an edit of {1}.'),
  'story.staged_dropped': mark('{0} dropped the waiting edit of {1}.'),
  'story.corrected': mark('{0} added a correction to {1}.'),
  'story.correction_deleted': mark('{0} deleted a correction at {1}.'),
  'story.deleted': mark('{0} deleted {1}.'),
  'picture.added': mark('{0} added the picture {1}.'),
  'picture.changed': mark('{0} changed the picture {1}.'),
  'picture.deleted': mark('{0} deleted the picture {1}.'),
  'section.created': mark('{0} made the section {1}.'),
  'section.changed': mark('{0} changed the section {1}.'),
  'section.deleted': mark('{0} deleted the section {1}.'),
  'section.ordered': mark('{0} put the sections into order.'),
  'tag.changed': mark('{0} changed the tag {1}.'),
  'tag.merged': mark('{0} merged the tag {1} into another.'),
  'tag.deleted': mark('{0} deleted the tag {1}.'),
  'author.created': mark('{0} added {1} to the authors.'),
  'author.changed': mark('{0} changed the author {1}.'),
  'author.deleted': mark('{0} deleted the author {1}.'),
  'list.changed': mark('{0} changed the list {1}.'),
  'settings.changed': mark('{0} changed the settings.'),
  'redirect.created': mark('{0} made a redirect from {1}.'),
  'redirect.changed': mark('{0} changed the redirect from {1}.'),
  'redirect.deleted': mark('{0} deleted the redirect from {1}.'),
  'redirect.imported': mark('{0} imported redirects.'),
  'theme.uploaded': mark('{0} uploaded the theme {1}.'),
  'theme.activated': mark('{0} put on the theme {1}.'),
  'theme.deleted': mark('{0} deleted the theme {1}.'),
  'staff.invited': mark('{0} invited {1}.'),
  'staff.changed': mark('{0} changed the access of {1}.'),
  'staff.signed_out': mark('{0} ended all sessions of {1}.'),
  'staff.everybody_signed_out': mark('{0} signed everybody out.'),
  'staff.second_factor_on': mark('{0} switched on the second factor for {1}.'),
  'staff.second_factor_off': mark('{0} switched off the second factor for {1}.'),
  'staff.recovery_codes': mark('{0} made new recovery codes.'),
  'staff.token_made': mark('{0} made the token {1}.'),
  'staff.token_deleted': mark('{0} deleted the token {1}.'),
};

// Where the subject ("story:ID") can be seen.
const screens: Record<string, (id: string) => string> = {
  story: id => `/desk/stories/${id}`, picture: id => `/desk/pictures/${id}`, section: () => '/desk/settings/sections', sections: () => '/desk/settings/sections',
  tag: () => '/desk/settings/tags', author: () => '/desk/settings/authors', redirect: () => '/desk/settings/redirects', redirects: () => '/desk/settings/redirects',
  theme: () => '/desk/settings/theme', settings: () => '/desk/settings/publication', staff: () => '/desk/people/',
  list: id => (id.startsWith('related-') ? `/desk/stories/${id.slice('related-'.length)}` : '/desk/front/'),
};
export function screenOf(subject: string) {
  const [kind, id = ''] = subject.split(':');
  return screens[kind]?.(id) ?? '';
}

// "{0} changed {1}." cut at the places to be filled in: texts, and 0 or 1 for a place.
export const piecesOf = (sentence: string) => sentence.split(/(\{[01]\})/).filter(Boolean).map(piece => (piece === '{0}' ? 0 : piece === '{1}' ? 1 : piece));
