// Whether the document says what it is, and whether the API serves that kind.
import { kindRows } from '../../api/scheme.ts';
import { kindSchema } from '../../api/schema/schema.ts';
import type { CustomKinds } from '../custom/custom-kinds.ts';
import { dereference, entryOf, type YamlNode } from '../../document/node.ts';
import type { Span } from '../../document/position.ts';
import type { Finding } from '../finding.ts';
import { apiVersionsOf, identityOf, isList } from '../manifest.ts';
import { nearest } from '../nearest.ts';
import { missingApiVersionCode, missingKindCode, noMatchesCode, wrongTypeCode } from './codes.ts';


export function kindFindingsOf(root: YamlNode | undefined, path: readonly (string | number)[], custom?: CustomKinds): Finding[] {
  if (root?.kind !== 'mapping') return [];
  const identity = identityOf(root);
  const kind = entryOf(root, 'kind');
  const apiVersion = entryOf(root, 'apiVersion');
  if (identity === undefined) {
    const kindText = kind?.value?.kind === 'scalar' ? kind.value.text : '';
    const looksLikeObject = (kind !== undefined && (apiVersionsOf(kindText).length > 0 || entryOf(root, 'metadata') !== undefined)) || (apiVersion !== undefined && (entryOf(root, 'metadata') !== undefined || entryOf(root, 'spec') !== undefined));
    if (!looksLikeObject) return [];
    for (const [name, value] of [['apiVersion', apiVersion?.value], ['kind', kind?.value]] as const) {
      const written = dereference(value);
      if (value !== undefined && written !== undefined && !(written.kind === 'scalar' && (written.value === null || typeof written.value === 'string'))) return [{ span: value, severity: 'error', code: wrongTypeCode, message: `json: cannot unmarshal ${jsonKindOf(written)} into Go struct field .${name} of type string`, path: [...path, name] }];
    }
    if (isWritten(kind?.value) && isWritten(apiVersion?.value)) return [];
    if (!isWritten(kind?.value)) return [{ span: spanOf(kind ?? apiVersion ?? root), severity: 'error', code: missingKindCode, message: "Object 'Kind' is missing", path: [...path, 'kind'] }];
    return [{ span: spanOf(apiVersion ?? kind ?? root), severity: 'error', code: missingApiVersionCode, message: "Object 'apiVersion' is missing", path: [...path, 'apiVersion'] }];
  }
  // Kustomize's own files are no objects of the API.
  if (identity.apiVersion.startsWith('kustomize.config.k8s.io/')) return [];
  if (isList(identity) || custom?.find(identity.apiVersion, identity.kind) !== undefined || kindRows.some((row) => row.apiVersion === identity.apiVersion && row.kind === identity.kind)) return [];
  return [unknownKind(identity, kind?.value ?? root, apiVersion?.value ?? root, path)];
}

function jsonKindOf(node: YamlNode): string {
  if (node.kind !== 'scalar') return node.kind === 'mapping' ? 'object' : 'array';
  return typeof node.value === 'boolean' ? 'bool' : typeof node.value;
}

function isWritten(node: YamlNode | undefined): boolean {
  return node !== undefined && !(node.kind === 'scalar' && (node.value === null || node.value === ''));
}

function spanOf(at: Span & { readonly key?: Span | undefined; readonly entries?: readonly { readonly key: Span | undefined }[] }): Span {
  return at.key ?? at.entries?.[0]?.key ?? at;
}

function unknownKind(identity: { apiVersion: string; kind: string }, kind: Span, apiVersion: Span, path: readonly (string | number)[]): Finding {
  const message = `no matches for kind ${JSON.stringify(identity.kind)} in version ${JSON.stringify(identity.apiVersion)}`;
  const served = apiVersionsOf(identity.kind);
  if (served.length > 0) return { span: apiVersion, severity: 'error', code: noMatchesCode, message: `${message}; it is served in ${served.map((v) => JSON.stringify(v)).join(' and ')}`, path: [...path, 'apiVersion'] };
  const kinds = kindRows.filter((row) => row.apiVersion === identity.apiVersion).map((row) => row.kind);
  const meant = nearest(identity.kind, kinds.length > 0 ? kinds : kindRows.map((row) => row.kind));
  if (kinds.length > 0) return { span: kind, severity: 'error', code: noMatchesCode, message: `${message}${meant === undefined ? '' : `; did you mean ${JSON.stringify(meant)}?`}`, path: [...path, 'kind'] };
  // A group of its own is a custom resource: nothing is known of it, and that is no mistake.
  const isKnownType = kindSchema(identity.apiVersion, identity.kind) !== undefined;
  return { span: kind, severity: 'information', code: noMatchesCode, message: isKnownType ? `${message}: this kind cannot be created` : `${message}: not a kind of Kubernetes 1.36, and no CustomResourceDefinition of it is in the workspace or the cluster; it is not checked`, path: [...path, 'kind'] };
}
