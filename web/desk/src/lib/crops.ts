// The shapes that pictures are cut to, and boxes within a picture: shares of its width and height, as the server has them (src/content/pictures.h).
import { mark } from './i18n.svelte';

export interface Box { x: number; y: number; width: number; height: number }
export interface Shape { name: string; ratio: number; use: string }
export const shapes: Shape[] = [
  { name: '3:2', ratio: 3 / 2, use: mark('Front page and lists') },
  { name: '1:1', ratio: 1, use: mark('Small cards, portraits, search engines') },
  { name: '16:9', ratio: 16 / 9, use: mark('Shared links and search engines') },
  { name: '4:3', ratio: 4 / 3, use: mark('Search engines') },
];

interface Framed { width: number; height: number; focal_x: number; focal_y: number; crops: Record<string, Box | null> }
const within = (value: number, most: number) => Math.min(Math.max(0, value), Math.max(0, most));
const tidy = (value: number) => Math.round(value * 1e5) / 1e5;
// The height of a box of this shape that is as wide as the picture.
const heightPerWidth = (picture: Framed, shape: Shape) => picture.width / picture.height / shape.ratio;

export const widest = (picture: Framed, shape: Shape) => Math.min(1, 1 / heightPerWidth(picture, shape));
const narrowest = (picture: Framed, shape: Shape) => Math.min(widest(picture, shape), Math.max(.1, .1 / heightPerWidth(picture, shape)));

// A box of this shape within the picture.
export function boxOf(picture: Framed, shape: Shape, x: number, y: number, width: number): Box {
  const wide = tidy(Math.min(widest(picture, shape), Math.max(narrowest(picture, shape), width)));
  const high = tidy(Math.min(1, wide * heightPerWidth(picture, shape)));
  return { x: tidy(within(x, 1 - wide)), y: tidy(within(y, 1 - high)), width: wide, height: high };
}
// What pages show in this shape: the crop, or the largest box around the focal point.
export function cutOf(picture: Framed, shape: Shape): Box {
  const own = picture.crops[shape.name];
  if (own) return own;
  const width = widest(picture, shape), height = Math.min(1, width * heightPerWidth(picture, shape));
  return boxOf(picture, shape, picture.focal_x - width / 2, picture.focal_y - height / 2, width);
}
// Larger or smaller around its middle.
export function resized(picture: Framed, shape: Shape, box: Box, by: number): Box {
  const next = boxOf(picture, shape, box.x, box.y, box.width + by);
  return boxOf(picture, shape, box.x + (box.width - next.width) / 2, box.y + (box.height - next.height) / 2, next.width);
}
// The corner that is dragged follows the pointer (shares of the picture), the one across stays. Both -1 or 1: which corner.
export function dragged(picture: Framed, shape: Shape, box: Box, across: number, down: number, x: number, y: number): Box {
  const k = heightPerWidth(picture, shape);
  const anchor = { x: across > 0 ? box.x : box.x + box.width, y: down > 0 ? box.y : box.y + box.height };
  const room = Math.min(across > 0 ? 1 - anchor.x : anchor.x, (down > 0 ? 1 - anchor.y : anchor.y) / k);
  const wanted = Math.max(across * (x - anchor.x), down * (y - anchor.y) / k);
  const width = Math.min(room, Math.max(narrowest(picture, shape), wanted));
  return boxOf(picture, shape, across > 0 ? anchor.x : anchor.x - width, down > 0 ? anchor.y : anchor.y - width * k, width);
}
