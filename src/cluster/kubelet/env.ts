// A container's environment from every source: kubelet's makeEnvironmentVariables.
import type { ConfigMap, Container, EnvVarSource, Pod, Secret, Service } from '../../api/generated/core-v1.ts';
import { expand } from './expansion.ts';
import { type FieldContext, fieldValue, resourceFieldValue } from './field-ref.ts';
import { serviceVariables } from './service-env.ts';

/** The objects that Pods of the node refer to, as the kubelet's caches hold them. */
export interface PodResources {
  configMap(namespace: string, name: string): ConfigMap | undefined;
  secret(namespace: string, name: string): Secret | undefined;
  services(namespace: string): readonly Service[];
}

/** The container cannot be configured; the message is what status and Event show. */
export class ConfigError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ConfigError';
  }
}

const masterServiceNamespace = 'default';
const masterServices: ReadonlySet<string> = new Set(['kubernetes']);

function decodeBase64(text: string): string {
  return new TextDecoder().decode(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)));
}

function secretData(secret: Secret): Record<string, string> {
  return Object.fromEntries(Object.entries(secret.data ?? {}).map(([key, value]) => [key, decodeBase64(value)]));
}

function servicesFor(pod: Pod, resources: PodResources): readonly Service[] {
  const master = resources.services(masterServiceNamespace).filter((s) => masterServices.has(s.metadata.name));
  if (pod.spec.enableServiceLinks === false) return master;
  const own = resources.services(pod.metadata.namespace ?? '');
  return [...master, ...own.filter((s) => !master.includes(s))];
}

function fromSources(pod: Pod, container: Container, resources: PodResources): Map<string, string> {
  const result = new Map<string, string>();
  const namespace = pod.metadata.namespace ?? '';
  for (const { prefix = '', configMapRef, secretRef } of container.envFrom ?? []) {
    let data: Record<string, string> | undefined;
    if (configMapRef !== undefined) {
      const object = resources.configMap(namespace, configMapRef.name ?? '');
      if (object === undefined && configMapRef.optional !== true) throw new ConfigError(`configmap "${configMapRef.name}" not found`);
      data = object?.data;
    } else if (secretRef !== undefined) {
      const object = resources.secret(namespace, secretRef.name ?? '');
      if (object === undefined && secretRef.optional !== true) throw new ConfigError(`secret "${secretRef.name}" not found`);
      data = object === undefined ? undefined : secretData(object);
    }
    for (const [key, value] of Object.entries(data ?? {})) result.set(prefix + key, value);
  }
  return result;
}

/** The value of one source; undefined leaves the variable out (optional and absent). */
function sourceValue(pod: Pod, container: Container, source: EnvVarSource, resources: PodResources, context: FieldContext): string | undefined {
  const namespace = pod.metadata.namespace ?? '';
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef } = source;
  if (fieldRef !== undefined) return fieldValue(pod, fieldRef, context) ?? '';
  if (resourceFieldRef !== undefined) {
    const of = resourceFieldRef.containerName;
    const named = of === undefined || of === '' ? container : [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].find((c) => c.name === of);
    return resourceFieldValue(pod, named ?? container, resourceFieldRef, context.node);
  }
  if (configMapKeyRef !== undefined) {
    const { name = '', key, optional } = configMapKeyRef;
    const object = resources.configMap(namespace, name);
    if (object === undefined && optional !== true) throw new ConfigError(`configmap "${name}" not found`);
    const value = object?.data?.[key];
    if (value === undefined && object !== undefined && optional !== true) throw new ConfigError(`couldn't find key ${key} in ConfigMap ${namespace}/${name}`);
    return value;
  }
  if (secretKeyRef !== undefined) {
    const { name = '', key, optional } = secretKeyRef;
    const object = resources.secret(namespace, name);
    if (object === undefined && optional !== true) throw new ConfigError(`secret "${name}" not found`);
    const value = object?.data?.[key];
    if (value === undefined && object !== undefined && optional !== true) throw new ConfigError(`couldn't find key ${key} in Secret ${namespace}/${name}`);
    return value === undefined ? undefined : decodeBase64(value);
  }
  return undefined;
}

/** The whole environment in upstream's precedence: envFrom, then env (which may refer to what stands before it), then Services for names not taken. */
export function makeEnvironment(pod: Pod, container: Container, resources: PodResources, context: FieldContext): ReadonlyMap<string, string> {
  const services = serviceVariables(servicesFor(pod, resources));
  if ((container.env ?? []).length === 0 && (container.envFrom ?? []).length === 0) return services;
  const result = fromSources(pod, container, resources);
  const known = new Map(result);
  for (const variable of container.env ?? []) {
    let value: string | undefined = variable.value ?? '';
    if (value !== '') value = expand(value, (name) => known.get(name) ?? services.get(name));
    else if (variable.valueFrom !== undefined) value = sourceValue(pod, container, variable.valueFrom, resources, context);
    if (value === undefined) continue;
    known.set(variable.name, value);
    result.delete(variable.name);
    result.set(variable.name, value);
  }
  for (const [name, value] of services) if (!result.has(name)) result.set(name, value);
  return result;
}
