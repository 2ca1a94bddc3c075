// The faults that a user can choose for a Pod, in words. Knows nothing of VS Code.
import type { Container, Pod } from '../api/generated/core-v1.ts';
import { type Fault, type ProbeName, probeTypes } from '../api/podlab/fault.ts';

export interface FaultChoice {
  readonly label: string;
  readonly description: string;
  readonly icon: string;
  /** What is caused; with `asks`, by the number that the user gives. */
  readonly fault: Fault | ((value: number) => Fault);
  readonly asks?: { readonly prompt: string; readonly value: number; readonly most: number };
}

/** For one container of a Pod; `lasting` are the cluster's faults that can be mended. */
export function faultChoices(pod: Pod, container: Container, lasting: readonly Fault[]): FaultChoice[] {
  const of = { pod: pod.metadata.name, namespace: pod.metadata.namespace ?? 'default', container: container.name };
  const image = container.image ?? '';
  return [
    { label: 'Exit…', description: 'the first process ends at once, with an exit code', icon: 'error', fault: (exitCode) => ({ ...of, exitCode }), asks: { prompt: 'Exit code', value: 1, most: 255 } },
    { label: 'Run Out of Memory', description: 'killed as by its memory limit', icon: 'flame', fault: { ...of, outOfMemory: true } },
    ...probeTypes.filter((probe) => container[`${probe}Probe`] !== undefined).map((probe) => probeChoice(of, probe, lasting)),
    lasting.some((fault) => 'image' in fault && fault.image === image && fault.missing === true)
      ? { label: `Put ${image} Back`, description: 'into its registry', icon: 'cloud-upload', fault: { image, missing: false } }
      : { label: `Take ${image} Away`, description: 'from its registry; nodes keep what they have pulled', icon: 'cloud', fault: { image, missing: true } },
    { label: `Slow Down Pulls of ${image}…`, description: 'each takes so many seconds longer', icon: 'watch', fault: (pullSeconds) => ({ image, pullSeconds }), asks: { prompt: 'Seconds more; 0 for none', value: 20, most: 3600 } },
  ];
}

function probeChoice(of: { readonly pod: string; readonly namespace: string; readonly container: string }, probe: ProbeName, lasting: readonly Fault[]): FaultChoice {
  const isFailing = lasting.some((fault) => 'pod' in fault && fault.failProbe === probe && fault.pod === of.pod && fault.container === of.container && (fault.namespace ?? 'default') === of.namespace);
  return isFailing
    ? { label: `Mend the ${probe} Probe`, description: 'it is made as usual again', icon: 'heart-filled', fault: { ...of, mendProbe: probe } }
    : { label: `Fail the ${probe} Probe`, description: 'whatever the container answers, until it is mended', icon: 'heart', fault: { ...of, failProbe: probe } };
}

/** A name or an image, which YAML takes as it is. */
function isPlain(value: unknown): value is string {
  return typeof value === 'string' && /^[a-z][a-z0-9./:@_-]*$/.test(value) && !/^(?:true|false|null|yes|no|on|off)$|:$/.test(value);
}

/** The fault as a step of a `*.podlab-test.yaml`, so that it can be kept, shared and played again. */
export function faultStep(fault: Fault): string {
  const fields = Object.entries(fault).filter(([name, value]) => name !== 'namespace' || value !== 'default').map(([name, value]) => `${name}: ${isPlain(value) ? value : JSON.stringify(value)}`);
  return `- fault: { ${fields.join(', ')} }\n`;
}
