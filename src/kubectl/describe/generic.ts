// kubectl describe for kinds without a describer of their own: every field under a title made of its name.
import { isFields } from '../../api/meta/json.ts';
import type { KubeObject } from '../../api/meta/object.ts';
import type { Event } from '../../api/generated/core-v1.ts';
import { compareText, goText } from '../../api/field/go-text.ts';
import { writeEvents } from './events.ts';
import { tabbedString, writeAnnotations, writeLabels, type PrefixWriter } from './prefix-writer.ts';

const skipped = new Set(['.metadata.managedFields', '.metadata.name', '.metadata.namespace', '.metadata.labels', '.metadata.annotations']);

export function describeGeneric(object: KubeObject, events: readonly Event[] | undefined, nowMs: number): string {
  return tabbedString((w) => {
    w.field(0, 'Name', object.metadata.name);
    w.field(0, 'Namespace', object.metadata.namespace);
    writeLabels(w, 'Labels', object.metadata.labels);
    writeAnnotations(w, 'Annotations', object.metadata.annotations);
    writeContent(w, 0, object as unknown as Record<string, unknown>, '');
    writeEvents(w, events, nowMs);
  });
}

function writeContent(w: PrefixWriter, level: number, content: Record<string, unknown>, prefix: string): void {
  for (const field of Object.keys(content).sort(compareText)) {
    const path = `${prefix}.${field}`;
    const value = content[field];
    if (skipped.has(path) || value === undefined) continue;
    if (Array.isArray(value)) {
      w.write(level, `${smartLabel(field)}:\n`);
      for (const item of value as unknown[]) {
        if (isFields(item)) writeContent(w, level + 1, item, path);
        else w.write(level + 1, `${goText(item)}\n`);
      }
    } else if (isFields(value)) {
      w.write(level, `${smartLabel(field)}:\n`);
      writeContent(w, level + 1, value, path);
    } else {
      w.write(level, `${smartLabel(field)}:\t${goText(value)}\n`);
    }
  }
}

/** `creationTimestamp` → `Creation Timestamp`, `uid` → `UID`. */
function smartLabel(field: string): string {
  if (/[^\p{L}-]/u.test(field)) return field;
  const parts = field.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|-+|\p{Lu}+/gu) ?? [field];
  return parts
    .map((part) => {
      if (['API', 'URL', 'UID', 'GUID'].includes(part.toUpperCase())) return part.toUpperCase();
      return part === part.toLowerCase() ? part.charAt(0).toUpperCase() + part.slice(1) : part;
    })
    .join(' ');
}
