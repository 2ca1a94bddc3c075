// Admission control: plugins that may change an object before it is validated, and refuse it after: k8s.io/apiserver's admission chain.
import type { Clock } from '../../../base/clock.ts';
import type { Random } from '../../../base/random.ts';
import type { KubeObject } from '../../../api/meta/object.ts';
import { newForbidden, type StatusError } from '../../../api/meta/status-error.ts';
import type { KindRow } from '../../../api/scheme.ts';
import type { Store } from '../../store/store.ts';
import type { UserInfo } from '../user-info.ts';

/** What plugins look things up in. */
export interface AdmissionDependencies {
  readonly store: Store;
  readonly random: Random;
  readonly clock: Clock;
}

export interface AdmissionAttributes {
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';
  readonly row: KindRow;
  /** '' for the object itself. */
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  /** Being written; `admit` may change it in place. Undefined for DELETE. */
  readonly object: KubeObject | undefined;
  /** Frozen. Undefined for CREATE. */
  readonly oldObject: KubeObject | undefined;
  readonly user: UserInfo;
  readonly isDryRun: boolean;
  readonly warnings: string[];
}

/** A plugin refuses by throwing StatusError. */
export interface AdmissionPlugin {
  readonly name: string;
  admit?(attributes: AdmissionAttributes): void;
  validate?(attributes: AdmissionAttributes): void;
}

export interface AdmissionChain {
  /** In the order in which they run. */
  readonly plugins: readonly AdmissionPlugin[];
  admit(attributes: AdmissionAttributes): void;
  validate(attributes: AdmissionAttributes): void;
}

export function admissionChain(plugins: readonly AdmissionPlugin[]): AdmissionChain {
  const admitting = plugins.filter((p) => p.admit !== undefined);
  const validating = plugins.filter((p) => p.validate !== undefined);
  return {
    plugins,
    admit: (attributes) => { for (const plugin of admitting) plugin.admit?.(attributes); },
    validate: (attributes) => { for (const plugin of validating) plugin.validate?.(attributes); },
  };
}

/** `pods "p" is forbidden: cause`, as admission.NewForbidden writes it. */
export function admissionForbidden(attributes: AdmissionAttributes, cause: string): StatusError {
  const { row } = attributes;
  const { name: given = '', generateName = '' } = attributes.object?.metadata ?? attributes.oldObject?.metadata ?? {};
  // Names are generated after the plugins that change objects, and before those that judge.
  const name = given !== '' ? given : generateName !== '' ? generateName : attributes.name;
  return newForbidden({ group: row.group, resource: row.plural }, name, cause);
}

/** Whether the request writes this kind itself, not a subresource. */
export function isFor({ row, subresource }: AdmissionAttributes, group: string, plural: string): boolean {
  return subresource === '' && row.plural === plural && row.group === group;
}
