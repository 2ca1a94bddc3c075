// Files that a kustomization patches with hold parts of objects: what they leave out is no mistake.
import { expect, it } from 'vitest';
import { createLanguageService } from '../../src/language/language-service.ts';
import { drain } from './support/editor.ts';

const kustomization = 'file:///app/kustomization.yaml';
const patch = 'file:///app/patches/memory.yaml';
const part = 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  template:\n    spec:\n      containers:\n      - name: web\n        resources: {limits: {memory: 1Gi}}\n';

function errors(service: ReturnType<typeof createLanguageService>, uri: string): string[] {
  return drain(service.diagnostics(uri)).map(({ range, message }) => `${range.start.line + 1}: ${message}`);
}

it('is known from open kustomizations and from those of the workspace', () => {
  const service = createLanguageService();
  service.open(patch, 1, part);
  expect(errors(service, patch)).toContain('5: spec.selector: Required value');
  const before = service.influence;
  service.open(kustomization, 1, 'patches:\n- path: patches/memory.yaml\n');
  drain(service.diagnostics(kustomization));
  expect(service.influence).toBeGreaterThan(before);
  expect(errors(service, patch)).toEqual([]);
  service.change(kustomization, 2, [{ text: 'resources:\n- patches/memory.yaml\n' }]);
  drain(service.diagnostics(kustomization));
  expect(errors(service, patch)).not.toEqual([]);
  drain(service.workspace.update('file:///kustomization.yml', 'patchesStrategicMerge:\n- app/patches/memory.yaml\n'));
  expect(errors(service, patch)).toEqual([]);
  drain(service.workspace.update('file:///kustomization.yml', 'patchesStrategicMerge: []\n'));
  expect(errors(service, patch)).not.toEqual([]);
});

it('what a part says must be right all the same', () => {
  const service = createLanguageService();
  service.open(kustomization, 1, 'patches:\n- path: patches/memory.yaml\n');
  drain(service.diagnostics(kustomization));
  service.open(patch, 1, part.replace('memory: 1Gi', 'memory: 1GB').replace('resources:', 'resource:'));
  expect(errors(service, patch)).toEqual([expect.stringMatching(/^10: unknown field "spec\.template\.spec\.containers\[0\]\.resource"/)]);
  service.open(patch, 2, part.replace('1Gi', '1GB').replace('name: web\nspec', 'name: Web\nspec'));
  expect(errors(service, patch)).toEqual([expect.stringMatching(/^4: metadata\.name: Invalid value: "Web"/), expect.stringMatching(/^10: .*1GB|^10: quantities/)]);
});

it('a document with a directive says it itself', () => {
  const service = createLanguageService();
  service.open(patch, 1, `${part}      - $patch: delete\n        name: side\n`);
  expect(errors(service, patch)).toEqual([]);
});
