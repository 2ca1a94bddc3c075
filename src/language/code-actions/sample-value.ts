// A value to begin with for a field that must be there: one that the API accepts, where that depends on the field alone.
import type { FieldSchema, TypeSchema } from '../../api/schema/schema.ts';
import { requiredFields } from '../completion/field-structure.ts';

const byName: Readonly<Record<string, string>> = {
  name: 'my-name', image: 'busybox:1.37', containerPort: '80', port: '80', mountPath: '/data', devicePath: '/dev/data', schedule: '"0 * * * *"', topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'DoNotSchedule', maxSkew: '1',
  key: 'key', operator: 'Exists', fieldPath: 'metadata.name', resource: 'limits.cpu', claimName: 'my-claim', secretName: 'my-secret', serviceName: 'my-service', provisioner: 'example.com/provisioner', handler: 'runc', type: 'Kubernetes', command: '["true"]', weight: '1', expirationSeconds: '3600',
  accessModes: '["ReadWriteOnce"]', medium: 'Memory', host: 'example.com', ip: '10.0.0.1', hostnames: '["example.test"]', hostPath: '{path: /data}', storage: '1Gi', driver: 'example.com', driverName: 'example.com', scopeName: 'PriorityClass',
};

/** What follows a field's colon: a scalar or flow collection after a space, or lines of their own, indented relative to the field. */
export function sampleValue(field: Pick<FieldSchema, 'name' | 'type'>, depth = 0): { readonly inline: string } | { readonly lines: readonly string[] } {
  const { type, name } = field;
  const known = byName[name];
  if (type.shape === 'struct') {
    const lines = depth > 3 ? [] : requiredLines(type, depth);
    return lines.length === 0 ? { inline: '{}' } : { lines: lines.map((line) => `  ${line}`) };
  }
  if (type.shape === 'list') {
    if (type.element?.shape === 'struct') {
      const lines = depth > 3 ? [] : requiredLines(type.element, depth);
      return lines.length === 0 ? { inline: '[]' } : { lines: lines.map((line, i) => (i === 0 ? `- ${line}` : `  ${line}`)) };
    }
    return { inline: known?.startsWith('[') === true ? known : type.element === undefined ? '[]' : `[${scalar(type.element, name)}]` };
  }
  if (type.shape === 'map') return name === 'capacity' || name === 'requests' ? { lines: ['  storage: 1Gi'] } : { inline: '{}' };
  return { inline: known !== undefined && !/^[[{]/.test(known) && (type.values === undefined || type.values.includes(known)) ? known : scalar(type, name) };
}

function scalar(type: TypeSchema, name: string): string {
  switch (type.shape) {
    case 'bool': return 'true';
    case 'integer': case 'number': return '1';
    case 'quantity': return '1';
    case 'intOrString': return '80';
    case 'time': case 'microTime': return '"2026-01-01T00:00:00Z"';
    default: return type.values?.find((value) => value !== '') ?? name.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase();
  }
}

function requiredLines(type: TypeSchema, depth: number): string[] {
  return requiredFields(type).flatMap((field) => fieldLines(field, depth + 1));
}

/** The field with its value, as lines. */
export function fieldLines(field: Pick<FieldSchema, 'name' | 'type'>, depth = 0): string[] {
  const value = sampleValue(field, depth);
  return 'inline' in value ? [`${field.name}: ${value.inline}`] : [`${field.name}:`, ...value.lines];
}
