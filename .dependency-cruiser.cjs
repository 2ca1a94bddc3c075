// The import table of docs/architecture.md, as rules. `npm run check` fails when a file imports upwards, sideways or in a circle.
const table = {
  base: [],
  api: ['base'],
  document: ['base', 'api'],
  language: ['base', 'api', 'document'],
  client: ['base', 'api'],
  cluster: ['base', 'api', 'client'],
  kubectl: ['base', 'api', 'client', 'document'],
  'pod-test': ['base', 'api', 'client', 'cluster', 'kubectl'],
  extension: ['base', 'api', 'client', 'kubectl', 'language'],
};
const parts = ['store', 'apiserver', 'scheduler', 'controllers', 'kubelet', 'runtime', 'network'];
/** What a part of the cluster may know of another. */
const mayKnow = { apiserver: ['store'], runtime: ['network', 'kubelet/runtime-service.ts'], network: ['kubelet/runtime-service.ts'] };

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^vscode$' } },
    ...Object.entries(table).map(([folder, allowed]) => ({
      name: `${folder}-imports-down-only`,
      severity: 'error',
      from: { path: `^src/${folder}/` },
      to: { path: '^src/', pathNot: `^src/(${[folder, ...allowed].join('|')})/` },
    })),
    ...parts.map((part) => ({
      name: `cluster-${part}-stands-alone`,
      severity: 'error',
      from: { path: `^src/cluster/${part}/` },
      to: { path: `^src/cluster/(${parts.filter((p) => p !== part).join('|')})/`, pathNot: (mayKnow[part] ?? ['\\0']).map((p) => `^src/cluster/${p}`).join('|') },
    })),
    { name: 'vscode-only-in-extension', severity: 'error', from: { path: '^src/', pathNot: '^src/(extension|entry)/' }, to: { path: '^vscode$' } },
    { name: 'yaml-only-in-document', severity: 'error', from: { path: '^src/', pathNot: '^src/document/' }, to: { path: 'node_modules/yaml/' } },
    { name: 'browser-safe', severity: 'error', from: { path: '^src/', pathNot: '^src/entry/' }, to: { dependencyTypes: ['core'] } },
  ],
  options: { enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'browser', 'types', 'default'] }, doNotFollow: { path: 'node_modules' }, tsConfig: { fileName: 'tsconfig.base.json' }, tsPreCompilationDeps: true, exclude: { path: '^src/api/generated' }, reporterOptions: { dot: { collapsePattern: '^src/[^/]+' } } },
};
