// What goes wrong with a container, by its state and its Warnings: images, configuration, crashes, memory, probes.
import type { LiveContainer, LiveEvent } from '../cluster/live-object.ts';
import type { YamlNode } from '../../document/node.ts';
import { stringAt } from '../manifest.ts';
import { containerPath, fieldsWithValue, type LiveProblem, type Path } from './live-problem.ts';

const imageReasons: ReadonlySet<string> = new Set(['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName', 'ErrImageInspect', 'RegistryUnavailable']);

/** `warnings` are the Pod's, the newest last. */
export function containerProblems(container: LiveContainer, warnings: readonly LiveEvent[]): LiveProblem[] {
  const own = warnings.filter(({ fieldPath }) => fieldPath.endsWith(`{${container.name}}`));
  const said = waitingProblem(container, own) ?? memoryProblem(container);
  const probes = said === undefined || said.code === 'CrashLoopBackOff' ? probeProblems(container, own) : [];
  if (probes.length > 0) return probes;
  return said === undefined ? ended(container) : [said];
}

function waitingProblem(container: LiveContainer, own: readonly LiveEvent[]): LiveProblem | undefined {
  const { state: { is, reason, message }, image } = container;
  if (is !== 'waiting') return undefined;
  const words = (pattern: RegExp): string | undefined => own.findLast((event) => pattern.test(event.message))?.message;
  if (imageReasons.has(reason)) return problem(container, reason, words(/^Failed to pull image|^Failed to apply default image tag|^Failed to inspect/) ?? message, (path, spec) => (stringAt(spec, [...path, 'image']) === image ? [[...path, 'image']] : undefined));
  if (reason === 'ErrImageNeverPull') return problem(container, reason, message, (path) => [[...path, 'imagePullPolicy'], [...path, 'image']]);
  if (reason === 'CreateContainerConfigError') return problem(container, reason, message, (path, spec) => configPlaces(path, spec, message));
  if (reason === 'CrashLoopBackOff') return crash(container, words(/^Back-off restarting/) ?? message);
  if (/^(?:CreateContainerError|RunContainerError|StartError)$/.test(reason)) return problem(container, reason, message, (path) => startPlaces(path, message));
  if (reason === 'PostStartHookError') return problem(container, reason, message, (path) => [[...path, 'lifecycle', 'postStart']]);
  return undefined;
}

function crash(container: LiveContainer, message: string): LiveProblem {
  const { lastState: last } = container;
  if (last.reason === 'OOMKilled') return problem(container, 'OOMKilled', `${message}: OOMKilled, it used more memory than its limit`, memoryPlaces);
  if (last.reason === 'StartError' || last.reason === 'ContainerCannotRun') return problem(container, last.reason, last.message === '' ? message : last.message, (path) => startPlaces(path, last.message));
  const exit = last.exitCode === undefined ? '' : `: it ended with exit code ${last.exitCode}${last.message === '' ? '' : `, ${last.message.trim()}`}`;
  return problem(container, 'CrashLoopBackOff', `${message}${exit}`, commandPlaces);
}

/** Killed for its memory, whether it runs again or not. */
function memoryProblem(container: LiveContainer): LiveProblem | undefined {
  const { state, lastState, restarts, name } = container;
  if (state.reason !== 'OOMKilled' && lastState.reason !== 'OOMKilled') return undefined;
  return problem(container, 'OOMKilled', `Container ${name} was OOMKilled: it used more memory than its limit${restarts > 0 ? `; restarted ${restarts} ${restarts === 1 ? 'time' : 'times'}` : ''}`, memoryPlaces);
}

/** A container that failed for good. */
function ended(container: LiveContainer): LiveProblem[] {
  const { state: { is, reason, message, exitCode }, name } = container;
  if (is !== 'terminated' || exitCode === 0 || exitCode === undefined) return [];
  if (reason === 'StartError' || reason === 'ContainerCannotRun') return [problem(container, reason, message, (path) => startPlaces(path, message))];
  return [problem(container, reason === '' ? 'Error' : reason, `Container ${name} ended with exit code ${exitCode}${message === '' ? '' : `: ${message.trim()}`}`, commandPlaces)];
}

const probeFields = { Readiness: 'readinessProbe', Liveness: 'livenessProbe', Startup: 'startupProbe' } as const;

/** Failing now: in this run, or in the last one when it was that which ended it. */
function probeProblems(container: LiveContainer, own: readonly LiveEvent[]): LiveProblem[] {
  const { state, lastState, isReady, isStarted, restarts } = container;
  const problems = new Map<string, LiveProblem>();
  for (const { reason, message, last } of own) {
    const kind = /^(Readiness|Liveness|Startup) probe (?:failed|errored)/.exec(message)?.[1] as keyof typeof probeFields | undefined;
    if (kind === undefined || reason !== 'Unhealthy') continue;
    const isInThisRun = state.is === 'running' && !isBefore(last, state.since);
    const isInLastRun = restarts > 0 && lastState.since !== undefined && !isBefore(last, lastState.since);
    const isFailing = kind === 'Readiness' ? isInThisRun && !isReady : kind === 'Startup' ? (isInThisRun && !isStarted) || (isInLastRun && !isReady) : isInLastRun || (isInThisRun && !isReady);
    const field = probeFields[kind];
    if (isFailing) problems.set(field, problem(container, reason, message, (path) => [[...path, field]]));
  }
  return [...problems.values()];
}

/** Times as the API writes them, with or without fractions. */
function isBefore(time: string, other: string | undefined): boolean {
  return other !== undefined && time.slice(0, 19) < other.slice(0, 19);
}

function problem(container: LiveContainer, code: string, message: string, places: (path: Path, spec: YamlNode | undefined) => readonly Path[] | undefined): LiveProblem {
  return {
    code, message,
    locate(spec) {
      const path = containerPath(spec, container.name);
      const found = path && places(path, spec);
      return path && found && [...found, [...path, 'name']];
    },
  };
}

function commandPlaces(path: Path): Path[] {
  return [[...path, 'command'], [...path, 'args'], [...path, 'image']];
}

function memoryPlaces(path: Path): Path[] {
  return [[...path, 'resources', 'limits', 'memory'], [...path, 'resources']];
}

function startPlaces(path: Path, message: string): Path[] {
  if (/mount|subPath/i.test(message) && !message.includes('exec:')) return [[...path, 'volumeMounts'], ...commandPlaces(path)];
  return /working directory|chdir/i.test(message) ? [[...path, 'workingDir'], ...commandPlaces(path)] : [[...path, 'command', 0], ...commandPlaces(path)];
}

/** The reference that could not be resolved, or the security context that forbids it. */
function configPlaces(path: Path, spec: YamlNode | undefined, message: string): Path[] {
  const below = (field: string): { node: YamlNode | undefined; base: Path } => ({ node: nodeBelow(spec, [...path, field]), base: [...path, field] });
  const key = /couldn't find key (\S+) in (ConfigMap|Secret) [^/]+\/(\S+)/.exec(message);
  if (key?.[1] !== undefined) {
    const selector = key[2] === 'Secret' ? 'secretKeyRef' : 'configMapKeyRef';
    const { node, base } = below('env');
    return fieldsWithValue(node, ['key'], key[1], base).filter((found) => found.at(-2) === selector && stringAt(spec, [...found.slice(0, -1), 'name']) === key[3]);
  }
  const object = /(configmap|secret) "([^"]+)" not found/.exec(message);
  if (object?.[2] !== undefined) {
    const owners = object[1] === 'secret' ? ['secretKeyRef', 'secretRef'] : ['configMapKeyRef', 'configMapRef'];
    return ['env', 'envFrom'].flatMap((field) => {
      const { node, base } = below(field);
      return fieldsWithValue(node, ['name'], object[2] ?? '', base).filter((found) => owners.includes(String(found.at(-2))));
    });
  }
  if (message.includes('runAsNonRoot') || message.includes('non-root')) return [[...path, 'securityContext', 'runAsNonRoot'], ['securityContext', 'runAsNonRoot'], [...path, 'securityContext'], ['securityContext']];
  return [];
}

function nodeBelow(spec: YamlNode | undefined, path: Path): YamlNode | undefined {
  return path.reduce<YamlNode | undefined>((node, segment) => (node?.kind === 'mapping' ? node.entries.findLast((entry) => entry.name === segment)?.value : node?.kind === 'sequence' && typeof segment === 'number' ? node.items[segment] : undefined), spec);
}
