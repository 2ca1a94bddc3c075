// Which level and version of the Pod Security Standards a namespace asks for: k8s.io/pod-security-admission/api.
import { type FieldError, invalid } from '../field/error.ts';
import { FieldPath } from '../field/path.ts';

export type Level = 'privileged' | 'baseline' | 'restricted';
const levels: readonly Level[] = ['privileged', 'baseline', 'restricted'];

/** `minor` of 1.x, or the latest. */
export type Version = number | 'latest';

export interface LevelVersion {
  readonly level: Level;
  readonly version: Version;
}

/** Refusals, audit marks and warnings each have their own. */
export interface Policy {
  readonly enforce: LevelVersion;
  readonly audit: LevelVersion;
  readonly warn: LevelVersion;
}
export type Mode = keyof Policy;

const latestPrivileged: LevelVersion = { level: 'privileged', version: 'latest' };

/** `baseline:latest`, `restricted:v1.30`. */
export function levelVersionText({ level, version }: LevelVersion): string {
  return `${level}:${version === 'latest' ? version : `v1.${version}`}`;
}

/** Negative when `a` is less strict. */
export function compareLevels(a: Level, b: Level): number {
  return levels.indexOf(a) - levels.indexOf(b);
}

/** From a namespace's labels. A label that cannot be read is an error, and means the strictest for `enforce`, nothing for the others. */
export function policyToEvaluate(labels: Readonly<Record<string, string | undefined>> = {}): { policy: Policy; errors: FieldError[] } {
  const errors: FieldError[] = [];
  const read = (mode: Mode): LevelVersion => {
    const level = labels[`pod-security.kubernetes.io/${mode}`];
    const version = labels[`pod-security.kubernetes.io/${mode}-version`];
    return { level: readLevel(mode, level, errors), version: readVersion(mode, version, errors) };
  };
  const policy = { enforce: read('enforce'), audit: read('audit'), warn: read('warn') };
  const { enforce, warn } = policy;
  const isEnforced = levels.includes(labels['pod-security.kubernetes.io/enforce'] as Level);
  // Who is refused should be warned, too, unless the namespace says otherwise.
  if (labels['pod-security.kubernetes.io/warn'] !== undefined || !isEnforced || compareLevels(enforce.level, warn.level) <= 0) return { policy, errors };
  const hasVersion = labels['pod-security.kubernetes.io/warn-version'] !== undefined;
  return { policy: { ...policy, warn: { level: enforce.level, version: hasVersion ? warn.version : enforce.version } }, errors };
}

const labelsPath = FieldPath.of('metadata', 'labels');

function readLevel(mode: Mode, text: string | undefined, errors: FieldError[]): Level {
  if (text === undefined) return latestPrivileged.level;
  if (levels.includes(text as Level)) return text as Level;
  errors.push(invalid(labelsPath.key(`pod-security.kubernetes.io/${mode}`), text, `must be one of ${levels.join(', ')}`));
  return mode === 'enforce' ? 'restricted' : 'privileged';
}

function readVersion(mode: Mode, text: string | undefined, errors: FieldError[]): Version {
  if (text === undefined || text === 'latest') return 'latest';
  const minor = /^v1\.([0-9]|[1-9][0-9]*)$/.exec(text)?.[1];
  if (minor !== undefined && Number.isSafeInteger(Number(minor))) return Number(minor);
  errors.push(invalid(labelsPath.key(`pod-security.kubernetes.io/${mode}-version`), text, 'must be "latest" or "v1.x"'));
  return 'latest';
}
