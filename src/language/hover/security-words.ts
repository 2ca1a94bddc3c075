// What a security context amounts to in plain words: as whom the processes run, and what they may not do.
import { dereference, nodeAt, type YamlNode } from '../../document/node.ts';

/** `context` is that of a Pod or of a container, `pod` the one that a container's stands over. Nothing where it says nothing. */
export function securityWords(context: YamlNode | undefined, pod?: YamlNode): string | undefined {
  const scalar = (field: string): string | number | boolean | null | undefined => [context, pod].map((node) => dereference(nodeAt(node, [field]))).map((node) => (node?.kind === 'scalar' ? node.value : undefined)).find((value) => value !== undefined && value !== null);
  const parts: string[] = [];
  const user = scalar('runAsUser');
  const group = scalar('runAsGroup');
  if (typeof user === 'number') parts.push(`runs as user ${user}${user === 0 ? ' (root)' : ''}${typeof group === 'number' ? `, group ${group}` : ''}`);
  else parts.push(`runs as the image’s user${typeof group === 'number' ? `, group ${group}` : ''}`);
  if (scalar('runAsNonRoot') === true) parts.push(user === 0 ? 'is refused, since root is not allowed' : 'is refused if that is root');
  if (typeof scalar('fsGroup') === 'number') parts.push(`its volumes belong to group ${String(scalar('fsGroup'))}`);
  if (scalar('privileged') === true) parts.push('may do on the node whatever root can');
  else if (scalar('allowPrivilegeEscalation') === false) parts.push('cannot gain more rights than it starts with');
  if (scalar('readOnlyRootFilesystem') === true) parts.push('cannot write outside its volumes');
  for (const [field, word] of [['drop', 'without'], ['add', 'with']] as const) {
    const names = capabilities(context, field);
    if (names.length > 0) parts.push(names.includes('ALL') ? `${word} ${field === 'drop' ? 'any' : 'every'} capability` : `${word} ${names.join(', ')}`);
  }
  return parts.length === 1 && user === undefined && group === undefined ? undefined : `= ${parts.join('; ')}`;
}

function capabilities(context: YamlNode | undefined, field: string): string[] {
  const listed = nodeAt(context, ['capabilities', field]);
  return listed?.kind === 'sequence' ? listed.items.map(dereference).flatMap((item) => (item?.kind === 'scalar' ? [item.text] : [])) : [];
}
