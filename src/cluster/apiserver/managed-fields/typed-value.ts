// The fields that a value sets, and values that are merged and pruned by them, as structured-merge-diff's typed package does.
import { type Fields, getOwn, isFields, setOwn } from '../../../api/meta/json.ts';
import { FieldSet, type PathElement } from './field-set.ts';
import { fieldPlace, indexItems, itemElement, itemPlace, type Kind, kindOf, type Place, repeatedItems } from './place.ts';

/** Every path that a value sets. */
export function toFieldSet(place: Place, value: unknown): FieldSet {
  const set = new FieldSet();
  collectFields(set, place, value, []);
  return set;
}

function collectFields(set: FieldSet, place: Place, value: unknown, path: PathElement[]): void {
  const kind = kindOf(place, value);
  if (kind === 'leaf') {
    set.insert(path);
    return;
  }
  if ((kind === 'struct' || kind === 'map') && isFields(value)) {
    for (const [name, child] of Object.entries(value)) {
      const at = fieldPlace(place, name);
      if (at === undefined || child === undefined) continue;
      path.push(`f:${name}`);
      if (child !== null) collectFields(set, at, child, path);
      // What a struct does not name lies in it as in a map.
      const isExtra = kind === 'map' || at.type === place.type?.element;
      if (child === null || isExtra || (isFields(child) && Object.keys(child).length === 0)) set.insert(path);
      path.pop();
    }
  } else if (Array.isArray(value)) {
    const items = indexItems(place, kind, value);
    const repeated = repeatedItems(place, kind, value, items);
    for (const [element, item] of items) {
      path.push(element);
      if (!repeated.has(element)) collectFields(set, itemPlace(place), item, path);
      set.insert(path);
      path.pop();
    }
  }
}

/** `live` with what `config` says; parts that do not change are shared. */
export function mergeValues(place: Place, live: unknown, config: unknown): unknown {
  if (config === undefined) return live;
  const kind = kindOf(place, live, config);
  if (kind === 'leaf' || live === undefined || live === null) return config;
  // A collection with nothing written, as in `labels:`, is an empty one: what others have in it stays.
  if (config === null) return live;
  if ((kind === 'struct' || kind === 'map') && isFields(live) && isFields(config)) {
    const merged: Fields = { ...live };
    for (const [name, value] of Object.entries(config)) {
      const at = fieldPlace(place, name);
      setOwn(merged, name, at === undefined ? value : mergeValues(at, getOwn(live, name), value));
    }
    return merged;
  }
  return Array.isArray(live) && Array.isArray(config) ? mergeItems(place, kind, live as unknown[], config as unknown[]) : config;
}

/** The order of the config wins among shared items; items of the live list stay where they stood between them. */
function mergeItems(place: Place, kind: Kind, live: readonly unknown[], config: readonly unknown[]): unknown[] {
  const name = (item: unknown): PathElement => itemElement(place, kind, item) ?? `v:${JSON.stringify(item)}`;
  const left = live.map(name);
  const right = config.map(name);
  const before = indexItems(place, kind, live);
  const after = indexItems(place, kind, config);
  const shared = right.filter((e) => before.has(e));
  let next = shared.shift();
  const done = new Set<PathElement>();
  const merged: unknown[] = [];
  const take = (element: PathElement): void => {
    done.add(element);
    merged.push(mergeValues(itemPlace(place), before.get(element), after.get(element)));
  };
  let l = 0;
  let r = 0;
  while (l < left.length || r < right.length) {
    const mine = left[l];
    const theirs = right[r];
    if (mine !== undefined && theirs !== undefined) {
      if (mine === theirs) {
        take(mine);
        l++;
        r++;
        next = shared.shift();
        continue;
      }
      if (after.has(mine) && next !== undefined && next !== mine) {
        l++;
        continue;
      }
    }
    if (mine !== undefined) {
      if (!after.has(mine)) {
        merged.push(live[l]);
        l++;
        continue;
      }
      if (done.has(mine)) l++;
    }
    if (theirs !== undefined) {
      take(theirs);
      r++;
      if (next === theirs) next = shared.shift();
    }
  }
  return merged;
}

/** `value` without the paths of `set` and what is below them. */
export function removeFields(place: Place, value: unknown, set: FieldSet): unknown {
  const kind = kindOf(place, value);
  if (set.isEmpty || kind === 'leaf') return value;
  if ((kind === 'struct' || kind === 'map') && isFields(value)) {
    const kept: Fields = {};
    for (const [name, child] of Object.entries(value)) {
      const element = `f:${name}`;
      if (set.members.has(element)) continue;
      const below = set.children.get(element);
      const at = fieldPlace(place, name);
      setOwn(kept, name, below === undefined || at === undefined ? child : removeFields(at, child, below));
    }
    return kept;
  }
  if (!Array.isArray(value)) return value;
  const items: unknown[] = [];
  for (const item of value as unknown[]) {
    const element = itemElement(place, kind, item);
    if (element !== undefined && set.members.has(element)) continue;
    const below = element === undefined ? undefined : set.children.get(element);
    items.push(below === undefined ? item : removeFields(itemPlace(place), item, below));
  }
  return items;
}
