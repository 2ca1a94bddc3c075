// Rules for references to the Pod's own fields and resources: core validation's validateObjectFieldSelector and validateContainerResourceFieldSelector.
import { type FieldError, invalid, notSupported, required } from '../../field/error.ts';
import type { FieldPath } from '../../field/path.ts';
import type { ObjectFieldSelector, ResourceFieldSelector } from '../../generated/core-v1.ts';
import { isQualifiedName } from '../../meta/validation/names.ts';
import type { New } from '../../meta/object.ts';
import { quantity, quantitySign, quantityText } from '../../resource/quantity.ts';

/** Fields of the Pod that an environment variable can hold. */
export const envFieldPaths: readonly string[] = ['metadata.name', 'metadata.namespace', 'metadata.uid', 'spec.nodeName', 'spec.serviceAccountName', 'status.hostIP', 'status.hostIPs', 'status.podIP', 'status.podIPs'];
/** Fields of the Pod that a file of a volume can hold. */
export const volumeFieldPaths: readonly string[] = ['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid'];
const knownFieldPaths: ReadonlySet<string> = new Set([...envFieldPaths, ...volumeFieldPaths, 'spec.restartPolicy', 'spec.schedulerName', 'status.phase']);
const resourcePaths: readonly string[] = ['limits.cpu', 'limits.ephemeral-storage', 'limits.memory', 'requests.cpu', 'requests.ephemeral-storage', 'requests.memory'];

export function validateObjectFieldSelector(selector: New<ObjectFieldSelector>, supported: readonly string[], path: FieldPath): FieldError[] {
  const { apiVersion = '', fieldPath = '' } = selector;
  if (apiVersion === '') return [required(path.child('apiVersion'), '')];
  if (fieldPath === '') return [required(path.child('fieldPath'), '')];
  const refused = (reason: string): FieldError[] => [invalid(path.child('fieldPath'), fieldPath, `error converting fieldPath: ${reason}`)];
  if (apiVersion !== 'v1') return refused(`unsupported pod version: ${apiVersion}`);
  const subscripted = splitSubscript(fieldPath);
  if (subscripted !== undefined) {
    const { name, subscript } = subscripted;
    if (name !== 'metadata.annotations' && name !== 'metadata.labels') return refused(`field label does not support subscript: ${fieldPath}`);
    const key = name === 'metadata.annotations' ? subscript.toLowerCase() : subscript;
    return isQualifiedName(key).map((text) => invalid(path, key, text));
  }
  // Old clients send spec.host.
  const internalPath = fieldPath === 'spec.host' ? 'spec.nodeName' : fieldPath;
  if (!knownFieldPaths.has(internalPath)) return refused(`field label not supported: ${fieldPath}`);
  return supported.includes(internalPath) ? [] : [notSupported(path.child('fieldPath'), internalPath, supported)];
}

/** `metadata.labels['a']` → name and subscript; undefined without a subscript. */
function splitSubscript(fieldPath: string): { name: string; subscript: string } | undefined {
  const start = fieldPath.indexOf("['");
  if (start <= 0 || !fieldPath.endsWith("']") || start + 2 > fieldPath.length - 2) return undefined;
  return { name: fieldPath.slice(0, start), subscript: fieldPath.slice(start + 2, -2) };
}

/** `isVolume`: a file in a volume has to name the container. */
export function validateContainerResourceFieldSelector(selector: New<ResourceFieldSelector>, path: FieldPath, isVolume: boolean): FieldError[] {
  const { containerName = '', resource = '', divisor } = selector;
  const errors: FieldError[] = [];
  if (isVolume && containerName === '') errors.push(required(path.child('containerName'), ''));
  else if (resource === '') errors.push(required(path.child('resource'), ''));
  else if (!resourcePaths.includes(resource) && !isHugePagesPath(resource)) errors.push(notSupported(path.child('resource'), resource, resourcePaths));
  errors.push(...validateDivisor(resource, divisor, path));
  return errors;
}

function isHugePagesPath(resource: string): boolean {
  return resource.startsWith('requests.hugepages-') || resource.startsWith('limits.hugepages-');
}

const byteDivisors: readonly string[] = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei'];

function validateDivisor(resource: string, divisor: string | undefined, path: FieldPath): FieldError[] {
  if (divisor === undefined || quantitySign(quantity(divisor)) === 0) return [];
  const refused = (texts: readonly string[], what: string): FieldError[] =>
    texts.includes(quantityText(quantity(divisor))) ? [] : [invalid(path.child('divisor'), resource, what)];
  if (resource === 'limits.cpu' || resource === 'requests.cpu') return refused(['1m', '1'], "only divisor's values 1m and 1 are supported with the cpu resource");
  const noun = isHugePagesPath(resource) ? 'hugepages' : ({ memory: 'memory', 'ephemeral-storage': 'local ephemeral storage' } as Record<string, string>)[resource.replace(/^(limits|requests)\./, '')];
  if (noun === undefined || !/^(limits|requests)\./.test(resource)) return [];
  return refused(byteDivisors, `only divisor's values ${byteDivisors.join(', ')} are supported with the ${noun} resource`);
}
