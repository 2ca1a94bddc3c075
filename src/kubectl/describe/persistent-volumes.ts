// kubectl describe for volumes, claims and storage classes.
import type { Event, NodeSelectorTerm, PersistentVolume, PersistentVolumeClaim, PersistentVolumeClaimSpec, PersistentVolumeClaimTemplate, Pod } from '../../api/generated/core-v1.ts';
import type { ObjectMeta } from '../../api/generated/meta-v1.ts';
import type { StorageClass } from '../../api/generated/storage-v1.ts';
import { ageSince } from '../../api/meta/human-duration.ts';
import { formatRfc1123 } from '../text/rfc1123.ts';
import { writeEvents } from './events.ts';
import { formatLabels, printBool, sorted, tabbedString, writeAnnotations, writeItems, writeLabels, type PrefixWriter } from './prefix-writer.ts';

/** Writes a claim; with only a template, what has no meaning there is left out. */
export function writeClaim(w: PrefixWriter, claim: PersistentVolumeClaim | PersistentVolumeClaimTemplate, nowMs?: number): void {
  const full = nowMs !== undefined ? (claim as PersistentVolumeClaim) : undefined;
  // A template's metadata may be absent.
  const metadata: Partial<ObjectMeta> = claim.metadata ?? {};
  const spec: PersistentVolumeClaimSpec = claim.spec;
  if (full) {
    w.field(0, 'Name', metadata.name);
    w.field(0, 'Namespace', metadata.namespace);
  }
  w.field(0, 'StorageClass', metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? spec.storageClassName);
  if (full) w.field(0, 'Status', metadata.deletionTimestamp ? `Terminating (lasts ${ageSince(metadata.deletionTimestamp, nowMs ?? 0)})` : full.status.phase);
  w.field(0, 'Volume', spec.volumeName);
  writeLabels(w, 'Labels', metadata.labels);
  writeAnnotations(w, 'Annotations', metadata.annotations);
  if (full) w.field(0, 'Finalizers', `[${(metadata.finalizers ?? []).join(' ')}]`);
  const isBound = Boolean(spec.volumeName) && full !== undefined;
  w.field(0, 'Capacity', isBound ? (full.status.capacity?.storage ?? '0') : spec.volumeName ? '0' : '');
  w.field(0, 'Access Modes', isBound ? accessModesText(full.status.accessModes) : '');
  if (spec.volumeMode) w.field(0, 'VolumeMode', spec.volumeMode);
  if (spec.dataSource) {
    w.write(0, 'DataSource:\n');
    if (spec.dataSource.apiGroup !== undefined) w.field(1, 'APIGroup', spec.dataSource.apiGroup);
    w.field(1, 'Kind', spec.dataSource.kind);
    w.field(1, 'Name', spec.dataSource.name);
  }
}

const shortModes: readonly (readonly [string, string])[] = [['ReadWriteOnce', 'RWO'], ['ReadOnlyMany', 'ROX'], ['ReadWriteMany', 'RWX'], ['ReadWriteOncePod', 'RWOP']];

/** `RWO,ROX`, without repeats, in kubectl's order. */
function accessModesText(modes: readonly string[] | undefined): string {
  return shortModes.filter(([mode]) => modes?.includes(mode)).map(([, short]) => short).join(',');
}

/** A claim and the Pods that use it. */
export function describePersistentVolumeClaim(claim: PersistentVolumeClaim, pods: readonly Pod[], events: readonly Event[] | undefined, nowMs: number): string {
  return tabbedString((w) => {
    writeClaim(w, claim, nowMs);
    w.write(0, 'Used By:\t');
    const names = sorted(pods, ({ metadata }) => metadata.name).map(({ metadata }) => metadata.name);
    if (names.length === 0) w.line('<none>');
    writeItems(w, names);
    if (claim.status.conditions?.length) {
      w.write(0, 'Conditions:\n');
      w.write(1, 'Type\tStatus\tLastProbeTime\tLastTransitionTime\tReason\tMessage\n');
      w.write(1, '----\t------\t-----------------\t------------------\t------\t-------\n');
      for (const c of claim.status.conditions) w.write(1, `${c.type} \t${c.status} \t${formatRfc1123(c.lastProbeTime)} \t${formatRfc1123(c.lastTransitionTime)} \t${c.reason ?? ''} \t${c.message ?? ''}\n`);
    }
    writeEvents(w, events, nowMs);
  });
}

export function describePersistentVolume({ metadata, spec, status }: PersistentVolume, writeSource: (w: PrefixWriter) => void, events: readonly Event[] | undefined, nowMs: number): string {
  return tabbedString((w) => {
    w.field(0, 'Name', metadata.name);
    writeLabels(w, 'Labels', metadata.labels);
    writeAnnotations(w, 'Annotations', metadata.annotations);
    w.field(0, 'Finalizers', `[${(metadata.finalizers ?? []).join(' ')}]`);
    w.field(0, 'StorageClass', metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? spec.storageClassName);
    w.field(0, 'Status', metadata.deletionTimestamp ? `Terminating (lasts ${ageSince(metadata.deletionTimestamp, nowMs)})` : status.phase);
    w.field(0, 'Claim', spec.claimRef ? `${spec.claimRef.namespace ?? ''}/${spec.claimRef.name ?? ''}` : '');
    w.field(0, 'Reclaim Policy', spec.persistentVolumeReclaimPolicy);
    w.field(0, 'Access Modes', accessModesText(spec.accessModes));
    if (spec.volumeMode) w.field(0, 'VolumeMode', spec.volumeMode);
    w.field(0, 'Capacity', spec.capacity?.storage ?? '0');
    writeNodeAffinity(w, spec.nodeAffinity?.required?.nodeSelectorTerms);
    w.field(0, 'Message', status.message);
    w.write(0, 'Source:\n');
    writeSource(w);
    writeEvents(w, events, nowMs);
  });
}

function writeNodeAffinity(w: PrefixWriter, terms: readonly NodeSelectorTerm[] | undefined): void {
  w.write(0, 'Node Affinity:\t');
  w.line(terms ? '' : '<none>');
  if (!terms) return;
  w.write(1, 'Required Terms:\t');
  w.line(terms.length === 0 ? '<none>' : '');
  for (const [i, { matchExpressions }] of terms.entries()) writeTerms(w, 2, `Term ${i}`, (matchExpressions ?? []).map(({ key, operator, values }) => ({ text: `${key} ${operator.toLowerCase()}`, values })));
}

function writeTerms(w: PrefixWriter, level: number, title: string, terms: readonly { text: string; values: readonly string[] | undefined }[]): void {
  w.write(level, `${title}:\t`);
  if (terms.length === 0) w.line('<none>');
  for (const [i, { text, values }] of terms.entries()) {
    if (i > 0) w.write(level, '\t');
    w.write(0, `${text}${values?.length ? ` [${values.join(', ')}]` : ''}\n`);
  }
}

export function describeStorageClass(sc: StorageClass, events: readonly Event[] | undefined, nowMs: number): string {
  return tabbedString((w) => {
    w.field(0, 'Name', sc.metadata.name);
    const isDefault = ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'].some((key) => sc.metadata.annotations?.[key] === 'true');
    w.field(0, 'IsDefaultClass', isDefault ? 'Yes' : 'No');
    w.field(0, 'Annotations', formatLabels(sc.metadata.annotations));
    w.field(0, 'Provisioner', sc.provisioner);
    w.field(0, 'Parameters', formatLabels(sc.parameters));
    w.field(0, 'AllowVolumeExpansion', printBool(sc.allowVolumeExpansion));
    w.write(0, sc.mountOptions?.length ? 'MountOptions:\n' : 'MountOptions:\t<none>\n');
    for (const option of sc.mountOptions ?? []) w.write(1, `${option}\n`);
    if (sc.reclaimPolicy) w.field(0, 'ReclaimPolicy', sc.reclaimPolicy);
    if (sc.volumeBindingMode) w.field(0, 'VolumeBindingMode', sc.volumeBindingMode);
    if (sc.allowedTopologies) {
      w.write(0, 'AllowedTopologies:\t');
      w.line(sc.allowedTopologies.length === 0 ? '<none>' : '');
      for (const [i, term] of sc.allowedTopologies.entries()) writeTerms(w, 1, `Term ${i}`, (term.matchLabelExpressions ?? []).map(({ key, values }) => ({ text: `${key} in`, values })));
    }
    writeEvents(w, events, nowMs);
  });
}
