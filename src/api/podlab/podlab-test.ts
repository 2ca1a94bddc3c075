// `*.podlab-test.yaml`: tests of manifests in simulated clusters; its shape is schemas/podlab-test.json.
import { type FieldError, duplicate, forbidden, invalid, required } from '../field/error.ts';
import { FieldPath } from '../field/path.ts';
import { schema, validate } from '../generated/podlab-test.ts';
import { parseGoDuration } from '../meta/go-duration.ts';
import { type Fault, faultFindings } from './fault.ts';
import { shapeFindings } from './shape-findings.ts';

/** Something done to the cluster, with what must be seen. Exactly one of `kubectl`, `sleep`, `powerOff`, `powerOn` and `fault` is there. */
export interface TestStep {
  /** A command line without the word kubectl. */
  readonly kubectl?: string;
  readonly stdin?: string;
  readonly exitCode?: number;
  readonly output?: string;
  readonly contains?: string;
  readonly matches?: string;
  /** A Go duration, as `sleep`. */
  readonly within?: string;
  readonly sleep?: string;
  readonly powerOff?: string;
  readonly powerOn?: string;
  readonly fault?: Fault;
}

export interface PodTest {
  readonly name: string;
  /** A Go duration of the cluster's time. */
  readonly timeout?: string;
  readonly steps: readonly TestStep[];
}

/** The content of a `*.podlab-test.yaml` file; paths are relative to it. */
export interface TestFile {
  readonly cluster?: string;
  readonly images?: readonly string[];
  /** RFC 3339. */
  readonly startAt?: string;
  readonly seed?: number;
  readonly tests: readonly PodTest[];
}

/** JSON Schema of the file. */
export const testSchema: unknown = schema;

const actions = ['kubectl', 'sleep', 'powerOff', 'powerOn', 'fault'] as const;
const ofKubectl = ['stdin', 'exitCode', 'output', 'contains', 'matches', 'within'] as const;

/** What is wrong with a file's value; none: it is a `TestFile`. */
export function testFindings(value: unknown): readonly FieldError[] {
  const shape = shapeFindings(validate, value, { maps: [] });
  return shape.length > 0 ? shape : ruleFindings(value as TestFile);
}

/** What the schema cannot say. */
function ruleFindings({ startAt, tests }: TestFile): FieldError[] {
  const errors: FieldError[] = [];
  if (startAt !== undefined && Number.isNaN(Date.parse(startAt))) errors.push(invalid(FieldPath.of('startAt'), startAt, 'must be a time such as 2026-01-31T23:59:00Z'));
  const names = new Set<string>();
  for (const [i, { name, timeout, steps }] of tests.entries()) {
    const path = FieldPath.of('tests').index(i);
    if (names.has(name)) errors.push(duplicate(path.child('name'), name));
    names.add(name);
    errors.push(...durationFindings(timeout, path.child('timeout')), ...steps.flatMap((step, at) => stepFindings(step, path.child('steps').index(at))));
  }
  return errors;
}

function stepFindings(step: TestStep, path: FieldPath): FieldError[] {
  const [action, another] = actions.filter((name) => step[name] !== undefined);
  if (action === undefined) return [required(path, 'must have one of `kubectl`, `sleep`, `powerOff`, `powerOn` and `fault`')];
  if (another !== undefined) return [forbidden(path.child(another), `may not be set with \`${action}\`: each is a step of its own`)];
  const misplaced = action === 'kubectl' ? undefined : ofKubectl.find((name) => step[name] !== undefined);
  return [
    ...(misplaced === undefined ? [] : [forbidden(path.child(misplaced), 'may only be set with `kubectl`')]),
    ...durationFindings(step.within, path.child('within')), ...durationFindings(step.sleep, path.child('sleep')), ...patternFindings(step.matches, path.child('matches')),
    ...(step.fault === undefined ? [] : faultFindings(step.fault, path.child('fault'))),
  ];
}

function durationFindings(text: string | undefined, path: FieldPath): FieldError[] {
  return text === undefined || (parseGoDuration(text) ?? -1) >= 0 ? [] : [invalid(path, text, 'must be a duration such as 30s, 5m or 1h30m')];
}

function patternFindings(text: string | undefined, path: FieldPath): FieldError[] {
  if (text === undefined) return [];
  try {
    new RegExp(text, 'mu');
    return [];
  } catch (error) {
    return [invalid(path, text, error instanceof Error ? error.message : 'must be a regular expression')];
  }
}
