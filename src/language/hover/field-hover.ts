// What a field is: its documentation, type, default, allowed values, and whether it must be there. Upstream: `kubectl explain`.
import { fieldDescription, typeDescription } from '../../api/schema/docs.ts';
import { fieldsOf, type TypeSchema } from '../../api/schema/schema.ts';
import { fieldGate, fieldSince } from '../../api/schema/versions.ts';
import { dereference, entryOf, type YamlNode } from '../../document/node.ts';
import { isRequired } from '../begun/begun-fields.ts';
import { valuesOf } from '../completion/values.ts';
import { defaultOf } from '../field-defaults.ts';
import type { SchemaPlace } from '../manifest.ts';
import { typeText } from '../type-text.ts';

/** Markdown, without any link that would run something. */
export function fieldHover(name: string, { type, parent, field }: SchemaPlace): string {
  const since = parent && field && fieldSince(parent.goType, field.name, field.owner);
  const lines = [`**${name}** · ${typeText(type)}${parent !== undefined && field !== undefined && isRequired(parent, field) ? ' · required' : ''}${since === undefined ? '' : ` · since Kubernetes ${since}`}`];
  const gate = parent && field && fieldGate(parent.goType, field.name, '1.36');
  if (gate !== undefined) lines.push(`Feature gate \`${gate.name}\`${gate.isOff ? ': off unless it is turned on, and the field dropped' : ''}`);
  const description = parent !== undefined && field !== undefined ? fieldDescription(parent, field) : typeDescription(type);
  if (description !== '') lines.push(description);
  const values = type.shape === 'bool' ? [] : valuesOf(type);
  if (values.length > 0) lines.push(`${type.isOpenEnum ? 'Known values' : 'One of'}: ${values.map((v) => `\`${v}\``).join(', ')}`);
  const byDefault = parent && field && defaultOf(parent, field);
  if (byDefault !== undefined) lines.push(`Default: \`${byDefault}\``);
  return lines.join('\n\n');
}

/** What the API server will add to a struct as it is written. */
export function unwrittenWords(type: TypeSchema, written: YamlNode | undefined): string | undefined {
  const node = dereference(written);
  if (node?.kind !== 'mapping' || type.shape !== 'struct') return undefined;
  const added = fieldsOf(type).filter(({ name }) => entryOf(node, name) === undefined).flatMap((field) => {
    const byDefault = defaultOf(type, field);
    return byDefault === undefined ? [] : [`\`${field.name}: ${byDefault}\``];
  });
  return added.length === 0 ? undefined : `Not written, so by default: ${added.join(', ')}`;
}
