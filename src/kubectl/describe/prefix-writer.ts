// Indented, tab-aligned text: kubectl describe's PrefixWriter over a tabwriter.
import { TabWriter } from '../text/tab-writer.ts';
import { compareText } from '../../api/field/go-text.ts';
import { escapeTerminal } from '../text/go-values.ts';

class PlainText {
  #text = '';

  write(text: string): void {
    this.#text += text;
  }

  flush(): string {
    const text = this.#text;
    this.#text = '';
    return text;
  }
}

/** Writes text at indentation levels of two spaces; `finish` returns it aligned. */
export class PrefixWriter {
  readonly #tabs: Pick<TabWriter, 'write' | 'flush'>;
  readonly #indent: number;
  readonly #done: string[];

  /** `isAligned: false` leaves the tabs as they are. */
  constructor(parent?: PrefixWriter, indent = 0, { isAligned }: { readonly isAligned: boolean } = { isAligned: true }) {
    this.#tabs = parent ? parent.#tabs : isAligned ? new TabWriter({ minWidth: 0, padding: 2 }) : new PlainText();
    this.#done = parent ? parent.#done : [];
    this.#indent = (parent ? parent.#indent : 0) + indent;
  }

  /** Only the first line of `text` is indented. */
  write(level: number, text: string): void {
    this.#tabs.write(escapeTerminal('  '.repeat(level + this.#indent) + text));
  }

  /** A line `title:<tab>value`. */
  field(level: number, title: string, value: string | number | boolean | null | undefined): void {
    this.write(level, `${title}:\t${value ?? ''}\n`);
  }

  /** Text without indentation beyond the writer's own. */
  line(text: string): void {
    this.#tabs.write(escapeTerminal(`${this.#indent > 0 ? '  '.repeat(this.#indent) : ''}${text}\n`));
  }

  /** Ends the columns written so far. */
  flush(): void {
    this.#done.push(this.#tabs.flush());
  }

  finish(): string {
    this.flush();
    return this.#done.join('');
  }

  /** The same text, `levels` deeper. */
  nested(levels: number): PrefixWriter {
    return new PrefixWriter(this, levels);
  }
}

/** Collects what `write` writes. */
export function tabbedString(write: (w: PrefixWriter) => void): string {
  const w = new PrefixWriter();
  write(w);
  return w.finish();
}

/** `title:` with one `key=value` a line, sorted. */
export function writeLabels(w: PrefixWriter, title: string, labels: Readonly<Record<string, string>> | undefined, indent = ''): void {
  w.write(0, `${title}:\t`);
  const keys = Object.keys(labels ?? {}).sort(compareText);
  if (keys.length === 0) w.line('<none>');
  writeItems(w, keys.map((key) => `${key}=${labels?.[key] ?? ''}`), indent);
}

/** One item a line in the second column. Each part is a write of its own because a nested writer indents every write, as kubectl does. */
export function writeItems(w: PrefixWriter, items: readonly string[], indent = ''): void {
  for (const [i, item] of items.entries()) {
    if (i > 0) {
      w.write(0, indent);
      w.write(0, '\t');
    }
    w.write(0, `${item}\n`);
  }
}

const maxAnnotationLength = 140;
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/** Annotations sorted, without the last applied configuration; long or multi-line values stand below their key, cut. */
export function writeAnnotations(w: PrefixWriter, title: string, annotations: Readonly<Record<string, string>> | undefined): void {
  w.write(0, `${title}:\t`);
  const keys = Object.keys(annotations ?? {}).filter((key) => key !== lastApplied).sort(compareText);
  if (keys.length === 0) w.line('<none>');
  for (const [i, key] of keys.entries()) {
    if (i > 0) w.write(0, '\t');
    const value = (annotations?.[key] ?? '').replace(/\n$/, '');
    if (value.length + key.length + 2 > maxAnnotationLength || value.includes('\n')) {
      w.write(0, `${key}:\n`);
      for (const line of value.split('\n')) w.write(0, `\t  ${shorten(line, maxAnnotationLength - 2)}\n`);
    } else {
      w.write(0, `${key}: ${value}\n`);
    }
  }
}

function shorten(text: string, maxLength: number): string {
  return text.length > maxLength ? `${text.slice(0, maxLength)}...` : text;
}

/** `a=b,c=d` sorted, or `<none>`: labels.FormatLabels. */
export function formatLabels(labels: Readonly<Record<string, string>> | undefined): string {
  const keys = Object.keys(labels ?? {}).sort(compareText);
  return keys.length === 0 ? '<none>' : keys.map((key) => `${key}=${labels?.[key] ?? ''}`).join(',');
}

export function printBool(value: boolean | undefined): string {
  return value === undefined ? '<unset>' : value ? 'True' : 'False';
}

export function sorted<T>(items: readonly T[] | undefined, key: (item: T) => string): T[] {
  return [...(items ?? [])].sort((a, b) => compareText(key(a), key(b)));
}
