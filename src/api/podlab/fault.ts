// What can be made to go wrong in a simulated cluster; its shape is `fault` of schemas/podlab-test.json.
import { type FieldError, forbidden, required } from '../field/error.ts';
import type { FieldPath } from '../field/path.ts';

export const probeTypes = ['readiness', 'liveness', 'startup'] as const;
export type ProbeName = (typeof probeTypes)[number];

/** One thing that goes wrong, with a container of a Pod or with an image: exactly one of each group's last fields is there. */
export type Fault = PodFault | ImageFault;

export interface PodFault {
  readonly pod: string;
  /** `default` when absent. */
  readonly namespace?: string;
  /** The Pod's first container when absent. */
  readonly container?: string;
  /** Its first process ends at once. */
  readonly exitCode?: number;
  /** Its first process is killed as by its memory limit. */
  readonly outOfMemory?: true;
  /** Fails, whatever the container answers, until it is mended. */
  readonly failProbe?: ProbeName;
  readonly mendProbe?: ProbeName;
}

export interface ImageFault {
  readonly image: string;
  /** Its registry no longer has it, or has it again; nodes keep what they pulled. */
  readonly missing?: boolean;
  /** Each pull takes so much longer; 0: no longer. */
  readonly pullSeconds?: number;
}

const ofPods = ['exitCode', 'outOfMemory', 'failProbe', 'mendProbe'] as const;
const ofImages = ['missing', 'pullSeconds'] as const;

/** What the schema cannot say. */
export function faultFindings(fault: Partial<PodFault & ImageFault>, path: FieldPath): FieldError[] {
  if ((fault.pod === undefined) === (fault.image === undefined)) return [required(path, 'must have one of `pod` and `image`')];
  const [own, other] = fault.pod === undefined ? [ofImages, ofPods] : [ofPods, ofImages];
  const given = own.filter((name) => fault[name] !== undefined);
  if (given.length !== 1) return [required(path, `must have one of ${own.map((name) => `\`${name}\``).join(', ')}`)];
  const misplaced = [...other, ...(fault.pod === undefined ? (['namespace', 'container'] as const) : [])].find((name) => fault[name] !== undefined);
  return misplaced === undefined ? [] : [forbidden(path.child(misplaced), `may not be set with \`${fault.pod === undefined ? 'image' : 'pod'}\``)];
}
