// The `kubectl run` or `kubectl create deployment` that would make a manifest's object.
import type { Manifest } from './manifest.ts';
import { valueOf } from '../document/value.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Undefined for other kinds, and for a Deployment that `create` has no flags for. What `run` has no flag for goes into its `--overrides`. */
export function runCommandOf({ identity, parsed }: Pick<Manifest, 'identity' | 'parsed'>): string | undefined {
  const value = parsed.findings.length > 0 ? undefined : valueOf(parsed.root)?.value;
  if (identity === undefined || identity.name === '' || !isFields(value)) return undefined;
  if (identity.apiVersion === 'v1' && identity.kind === 'Pod') return runPod(value, identity.name);
  return identity.apiVersion === 'apps/v1' && identity.kind === 'Deployment' ? createDeployment(value, identity.name) : undefined;
}

function runPod({ metadata, spec }: Fields, name: string): string | undefined {
  const { name: _, namespace, labels, annotations, ...otherMetadata } = fields(metadata);
  const { containers, restartPolicy, ...otherSpec } = fields(spec);
  const [container, ...others] = Array.isArray(containers) ? containers.filter(isFields) : [];
  if (container === undefined || typeof container['image'] !== 'string') return undefined;
  const words = ['kubectl', 'run', name, `--image=${container['image']}`];
  if (typeof namespace === 'string') words.push(`--namespace=${namespace}`);
  const labelPairs = pairs(labels);
  if (labelPairs !== undefined && labelPairs.length > 0 && labelPairs.join(',') !== `run=${name}`) words.push(`--labels=${labelPairs.join(',')}`);
  for (const pair of pairs(annotations) ?? []) words.push(`--annotations=${pair}`);
  if (typeof restartPolicy === 'string' && restartPolicy !== 'Always') words.push(`--restart=${restartPolicy}`);
  const rest = containerFlags(container, name, words);
  const needsContainers = others.length > 0 || rest !== undefined;
  const overrides = { ...(Object.keys(otherMetadata).length > 0 && { metadata: otherMetadata }), ...((needsContainers || Object.keys(otherSpec).length > 0) && { spec: { ...otherSpec, ...(needsContainers && { containers }) } }) };
  if (Object.keys(overrides).length > 0) words.push(`--overrides=${JSON.stringify({ apiVersion: 'v1', ...overrides })}`);
  const { command, args } = container;
  // With its container overridden, the words after `--` would say what the override says already.
  if (!needsContainers && isWords(command)) words.push('--command', '--', ...command);
  else if (!needsContainers && isWords(args)) words.push('--', ...args);
  return words.map(quoted).join(' ');
}

/** Adds the flags that a container has; answers what they leave out, undefined when nothing. */
function containerFlags({ name, image: _, env, ports, imagePullPolicy, command, args, ...rest }: Fields, podName: string, words: string[]): Fields | undefined {
  const left: Record<string, unknown> = { ...rest };
  if (name !== podName) left['name'] = name;
  if (typeof imagePullPolicy === 'string') words.push(`--image-pull-policy=${imagePullPolicy}`);
  const variables = Array.isArray(env) ? env.filter(isFields) : [];
  if (variables.every((variable) => typeof variable['value'] === 'string' && Object.keys(variable).length === 2)) for (const variable of variables) words.push(`--env=${String(variable['name'])}=${String(variable['value'])}`);
  else left['env'] = env;
  const [port, ...otherPorts] = Array.isArray(ports) ? ports.filter(isFields) : [];
  if (port !== undefined && otherPorts.length === 0 && Object.keys(port).length === 1 && typeof port['containerPort'] === 'number') words.push(`--port=${port['containerPort']}`);
  else if (port !== undefined) left['ports'] = ports;
  if ((command !== undefined && args !== undefined) || (command !== undefined && !isWords(command)) || (args !== undefined && !isWords(args))) left['command'] = command;
  return Object.keys(left).length === 0 ? undefined : left;
}

function createDeployment({ metadata, spec }: Fields, name: string): string | undefined {
  const { name: _, namespace, labels, ...otherMetadata } = fields(metadata);
  const { replicas, selector, template, strategy, ...otherSpec } = fields(spec);
  const podSpec = fields(fields(template)['spec']);
  const { containers, ...otherPodSpec } = podSpec;
  const [container, ...others] = Array.isArray(containers) ? containers.filter(isFields) : [];
  const { name: containerName, image, command, ports, ...rest } = fields(container);
  const [port, ...otherPorts] = Array.isArray(ports) ? ports.filter(isFields) : [];
  const isOwn = (set: unknown): boolean => pairs(set)?.join(',') === `app=${name}`;
  const isPlain = [otherMetadata, otherSpec, otherPodSpec, rest].every((left) => Object.keys(left).length === 0) && others.length === 0 && otherPorts.length === 0 && strategy === undefined
    && (labels === undefined || isOwn(labels)) && isOwn(fields(selector)['matchLabels']) && isOwn(fields(fields(template)['metadata'])['labels'])
    && (port === undefined || (Object.keys(port).length === 1 && typeof port['containerPort'] === 'number')) && (command === undefined || isWords(command));
  if (!isPlain || typeof image !== 'string' || typeof containerName !== 'string') return undefined;
  const words = ['kubectl', 'create', 'deployment', name, `--image=${image}`];
  if (typeof namespace === 'string') words.push(`--namespace=${namespace}`);
  if (typeof replicas === 'number' && replicas !== 1) words.push(`--replicas=${replicas}`);
  if (port !== undefined) words.push(`--port=${String(port['containerPort'])}`);
  if (isWords(command)) words.push('--', ...command);
  return words.map(quoted).join(' ');
}

function pairs(set: unknown): string[] | undefined {
  return isFields(set) ? Object.entries(set).map(([key, value]) => `${key}=${String(value)}`) : undefined;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fields(value: unknown): Fields {
  return isFields(value) ? value : {};
}

function isWords(value: unknown): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every((word) => typeof word === 'string');
}

/** As a POSIX shell takes it for one word. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
