// Under which name the store keeps each kind: several versions of one kind share their objects.
import type { KindRow } from '../../api/scheme.ts';
import { resourceText } from '../../api/meta/status-error.ts';

const names = new WeakMap<KindRow, string>();

/** `pods`, `deployments.apps`; both kinds of Event are `events`. */
export function storedResource(row: KindRow): string {
  let name = names.get(row);
  if (name === undefined) {
    name = row.kind === 'Event' && row.custom === undefined ? 'events' : resourceText({ group: row.group, resource: row.plural });
    names.set(row, name);
  }
  return name;
}
