// Judges Pods as tests write them: defaults are filled in as the API server does before it validates.
import { readObject } from '../../../../src/api/check.ts';
import { validatePodCreate } from '../../../../src/api/core/validation/pod.ts';
import { validatePodTemplateSpec } from '../../../../src/api/core/validation/template.ts';
import { type FieldError, errorText } from '../../../../src/api/field/error.ts';
import { FieldPath } from '../../../../src/api/field/path.ts';
import type { Deployment } from '../../../../src/api/generated/apps-v1.ts';
import type { Pod, PodSpec } from '../../../../src/api/generated/core-v1.ts';
import type { ObjectMeta } from '../../../../src/api/generated/meta-v1.ts';
import type { New } from '../../../../src/api/meta/object.ts';
import { type KindRow, rowByKind } from '../../../../src/api/scheme.ts';

function row(apiVersion: string, kind: string): KindRow {
  const found = rowByKind(apiVersion, kind);
  if (found === undefined) throw new Error(`no kind ${kind}`);
  return found;
}

/** A stored Pod called `p`, with one container unless the spec has its own. */
export function pod(spec: New<PodSpec>, metadata: New<ObjectMeta> = {}): Pod {
  const value = {
    apiVersion: 'v1', kind: 'Pod',
    metadata: { name: 'p', namespace: 'default', uid: 'u', resourceVersion: '1', generation: 1, ...metadata },
    spec: { serviceAccountName: 'default', containers: [{ name: 'c', image: 'busybox:1' }], ...spec },
    status: { phase: 'Pending', qosClass: 'BestEffort' },
  };
  const { object, decodeError } = readObject(row('v1', 'Pod'), { value });
  if (object === undefined || decodeError !== undefined) throw new Error(decodeError?.message);
  return object as Pod;
}

export function texts(errors: readonly FieldError[]): string[] {
  return errors.map(errorText);
}

/** What the API server finds about creating such a Pod. */
export function findings(spec: New<PodSpec>, metadata?: New<ObjectMeta>): string[] {
  return texts(validatePodCreate(pod(spec, metadata)));
}

/** About one container with these fields, without `spec.containers[0].`. */
export function containerFindings(container: object): string[] {
  return findings({ containers: [{ name: 'c', image: 'busybox:1', ...container }] }).map((text) => text.replace(/^spec\.containers\[0\]\./, ''));
}

/** About one volume with these fields, without `spec.volumes[0].`. */
export function volumeFindings(volume: object): string[] {
  return findings({ volumes: [{ name: 'v', ...volume }] }).map((text) => text.replace(/^spec\.volumes\[0\]\.?/, ''));
}

/** About a template in a Deployment, at `spec.template`. */
export function templateFindings(template: { metadata?: New<ObjectMeta>; spec: New<PodSpec> }): string[] {
  const { object } = readObject(row('apps/v1', 'Deployment'), { value: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'd' }, spec: { template } } });
  return texts(validatePodTemplateSpec((object as Deployment).spec.template, FieldPath.of('spec', 'template')));
}
