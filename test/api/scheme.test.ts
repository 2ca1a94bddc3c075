import { expect, test } from 'vitest';
import { typeRows } from '../../src/api/generated/schema.ts';
import { kindRows, rowByKind, rowByResource } from '../../src/api/scheme.ts';
import { kindSchema } from '../../src/api/schema/schema.ts';

test('every row has a Go type and can be found by kind and by resource', () => {
  for (const row of kindRows) {
    expect(typeRows[row.goType], row.goType).toBeDefined();
    expect(kindSchema(row.apiVersion, row.kind)?.goType).toBe(row.goType);
    expect(rowByKind(row.apiVersion, row.kind)).toBe(row);
    expect(rowByResource(row.group, row.version, row.plural)).toBe(row);
    if (row.isStored) expect(typeRows[`${row.goType}List`], row.listKind).toBeDefined();
  }
});

test('plurals are those of Kubernetes', () => {
  expect(kindRows.map((r) => r.plural).filter((p) => !p.endsWith('s'))).toEqual([]);
  expect(rowByKind('networking.k8s.io/v1', 'NetworkPolicy')?.plural).toBe('networkpolicies');
  expect(rowByKind('networking.k8s.io/v1', 'Ingress')?.plural).toBe('ingresses');
  expect(rowByKind('v1', 'Endpoints')?.plural).toBe('endpoints');
  expect(rowByKind('v1', 'Pod')?.subresources.map((s) => s.name)).toContain('resize');
});
