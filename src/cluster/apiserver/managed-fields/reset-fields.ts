// Which fields an endpoint leaves alone, whoever writes them: the strategies' GetResetFields.
import type { KindRow } from '../../../api/scheme.ts';
import { FieldSet } from './field-set.ts';

function paths(...all: readonly (readonly string[])[]): FieldSet {
  const set = new FieldSet();
  for (const path of all) set.insert(path.map((p) => `f:${p}`));
  return set;
}

const nothing = new FieldSet();
const status = paths(['status']);
const forStatus = paths(['spec'], ['metadata', 'deletionTimestamp'], ['metadata', 'ownerReferences']);
const workloadStatus = paths(['spec'], ['metadata', 'labels']);
const customStatus = paths(['apiVersion'], ['kind'], ['metadata'], ['spec']);
const podResize = paths(['status']);

export function resetFields(row: KindRow, subresource: string): FieldSet {
  if (row.custom !== undefined) return subresource === 'status' ? customStatus : row.custom.hasStatus ? status : nothing;
  if (subresource === 'status') return row.kind === 'Deployment' ? workloadStatus : row.kind === 'Pod' ? forStatus : paths(['spec']);
  if (subresource === 'resize') return podResize;
  return row.subresources.some((s) => s.name === 'status') ? status : nothing;
}
