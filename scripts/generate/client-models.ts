// Reads the models that @kubernetes/client-node ships: which properties are required, and what upstream says of each.
import { existsSync, readFileSync } from 'node:fs';
import { splitGoType } from './go-types.ts';

const models = new URL('../../node_modules/@kubernetes/client-node/dist/gen/models/', import.meta.url);

export interface ClientModel {
  readonly description: string;
  readonly properties: ReadonlyMap<string, { readonly description: string; readonly isRequired: boolean }>;
}

/** The model of a Go type such as `core/v1.Pod`, or undefined when the client has none (inlined and wire types). */
export function readClientModel(goType: string): ClientModel | undefined {
  const [groupVersion, name] = splitGoType(goType);
  const [group = '', version = ''] = groupVersion.split('/');
  const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
  for (const className of [`${capital(group)}${capital(version)}${name}`, `${capital(version)}${name}`]) {
    const file = new URL(`${className}.d.ts`, models);
    if (existsSync(file)) return parseModel(readFileSync(file, 'utf8'));
  }
  return undefined;
}

function parseModel(text: string): ClientModel {
  const properties = new Map<string, { description: string; isRequired: boolean }>();
  const typeDoc = /\/\*\*\n\* ([^\n]*)\n\*\/\nexport declare class/.exec(text);
  for (const match of text.matchAll(/(?:\/\*\*\n\s+\* ([^\n]*)\n\s+\*\/\n\s+)?'([^']+)'(\??): (?:[^\n{]*|\{\n[^}]*\});\n/g)) {
    const [, doc = '', name = '', optional] = match;
    properties.set(name, { description: unescapeDoc(doc), isRequired: optional === '' });
  }
  return { description: unescapeDoc(typeDoc?.[1] ?? ''), properties };
}

/** The generator of the client escapes quotes and comment ends as in source code. */
function unescapeDoc(doc: string): string {
  return doc.replace(/\\(["'`\\])/g, '$1').replace(/\\n/g, '\n').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&').replace(/\*_\//g, '*/').trim();
}
