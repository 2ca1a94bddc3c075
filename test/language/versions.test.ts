import { describe, expect, it } from 'vitest';
import { fieldOf, typeSchema } from '../../src/api/schema/schema.ts';
import { versionFacts } from '../../src/api/schema/versions.ts';
import { drain, open, uri } from './support/editor.ts';

const pod = (lines: string): string => `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n${lines}  containers:\n  - {name: c, image: "i:1"}\n`;

function errors(text: string, kubernetesVersion: string): string[] {
  const { service } = open(text);
  service.configure({ kubernetesVersion });
  return drain(service.diagnostics(uri)).filter(({ severity }) => severity === 1).map(({ range, message }) => `${range.start.line + 1}: ${message}`);
}

function warnings(text: string, kubernetesVersion: string): string[] {
  const { service } = open(text);
  service.configure({ kubernetesVersion });
  return drain(service.diagnostics(uri)).filter(({ code }) => code === 'feature-gate').map(({ range, message }) => `${range.start.line + 1}: ${message}`);
}

describe('other versions of Kubernetes', () => {
  it('every field and value with a version exists', () => {
    const { fields, values } = versionFacts();
    for (const [goType, versions] of Object.entries(fields)) for (const name of Object.keys(versions)) expect(fieldOf(typeSchema(goType), name), `${goType} ${name}`).toBeDefined();
    for (const [goType, versions] of Object.entries(values)) expect(typeSchema(goType).values).toEqual(expect.arrayContaining(Object.keys(versions)));
  });

  it.each([
    ['1.34', ['5: unknown field "spec.schedulingGroup" in Kubernetes 1.34: it came with 1.36']],
    ['1.35', ['5: unknown field "spec.schedulingGroup" in Kubernetes 1.35: it came with 1.36']],
    ['1.36', []],
  ])('a field of 1.36 in %s', (version, expected) => { expect(errors(pod('  schedulingGroup: {podGroupName: g}\n'), version)).toEqual(expected); });

  it('a field that only 1.35 had', () => {
    const text = pod('  workloadRef: {name: w, podGroup: g}\n');
    expect(errors(text, '1.35')).toEqual([]);
    expect(errors(text, '1.36')).toEqual([expect.stringContaining('unknown field "spec.workloadRef"') as string]);
  });

  it('a value of 1.35', () => {
    const text = pod('  tolerations: [{key: a, operator: Gt, value: "1"}]\n');
    expect(errors(text, '1.34')).toContain('5: spec.tolerations[0].operator: Unsupported value in Kubernetes 1.34: it came with 1.35');
    expect(errors(text, '1.35').join()).not.toContain('it came with');
  });

  it.each([
    ['1.34', ['5: spec.hostnameOverride is dropped by Kubernetes 1.34, unless its feature gate HostnameOverride is turned on']], ['1.35', []], ['1.36', []],
  ])('a field whose feature gate is off, in %s', (version, expected) => { expect(warnings(pod('  hostnameOverride: h\n'), version)).toEqual(expected); });
  it('a field whose feature gate is off in the newest version too', () => {
    expect(warnings(pod('  schedulingGroup: {podGroupName: g}\n'), '1.36')).toEqual(['5: spec.schedulingGroup is dropped by Kubernetes 1.36, unless its feature gate GenericWorkload is turned on']);
    const hover = open(pod('  hostname<|>Override: h\n'));
    expect(drain(hover.service.hover(uri, hover.position))?.contents).toMatchObject({ value: expect.stringContaining('Feature gate `HostnameOverride`') as string });
  });

  it('offers only what the version has, and says in the hover since when', () => {
    const { service, position } = open(pod('  <|>\n'));
    const offered = (): string[] => drain(service.completion(uri, position)).map(({ label }) => label);
    expect(offered()).toContain('schedulingGroup');
    service.configure({ kubernetesVersion: '1.35' });
    expect(offered()).not.toContain('schedulingGroup');
    const hover = open(pod('  hostname<|>Override: h\n'));
    expect(drain(hover.service.hover(uri, hover.position))?.contents).toMatchObject({ value: expect.stringContaining('since Kubernetes 1.34') as string });
  });
});
