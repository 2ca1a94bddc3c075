// Reads what kubernetes-models says of fields: with paragraphs, and also of those whose type has a description of its own, which @kubernetes/client-node leaves out.
import { existsSync, readFileSync } from 'node:fs';
import { splitGoType } from './go-types.ts';

const modules = new URL('../../node_modules/', import.meta.url);

/** API groups whose names are longer than their Go packages'. */
const groups: Readonly<Record<string, string>> = {
  core: '', admissionregistration: 'admissionregistration.k8s.io', apiextensions: 'apiextensions.k8s.io', authentication: 'authentication.k8s.io', authorization: 'authorization.k8s.io', certificates: 'certificates.k8s.io',
  coordination: 'coordination.k8s.io', discovery: 'discovery.k8s.io', events: 'events.k8s.io', networking: 'networking.k8s.io', node: 'node.k8s.io', rbac: 'rbac.authorization.k8s.io',
  resource: 'resource.k8s.io', scheduling: 'scheduling.k8s.io', storage: 'storage.k8s.io',
};

/** Descriptions by field; that of the type itself is ''. Empty where the package has no such type. */
export function readModelDocs(goType: string): ReadonlyMap<string, string> {
  const [groupVersion, name] = splitGoType(goType);
  const [group = '', version = ''] = groupVersion.split('/');
  const folder = group === 'meta' ? `@kubernetes-models/apimachinery/apis/meta/${version}` : ['kubernetes-models', groups[group] ?? group, version].filter((part) => part !== '').join('/');
  const file = new URL(`${folder}/${name}.d.ts`, modules);
  const docs = new Map<string, string>();
  if (!existsSync(file)) return docs;
  const text = readFileSync(file, 'utf8');
  const [head = '', body = ''] = text.split(/^export interface [^{]*\{\n/m);
  const typeDoc = /\/\*\*\n((?: \*[^\n]*\n)+) \*\/\n$/.exec(head)?.[1];
  if (typeDoc !== undefined) docs.set('', plain(typeDoc));
  const members = body.split(/^\}/m)[0] ?? '';
  for (const [, doc = '', field = ''] of members.matchAll(/^ {4}\/\*\*\n((?: {5}\*[^\n]*\n)+?) {5}\*\/\n {4}"([^"]+)"/gm)) docs.set(field, plain(doc));
  return docs;
}

function plain(comment: string): string {
  return comment.replace(/^ *\* ?/gm, '').replace(/\*\\\//g, '*/').trim();
}
