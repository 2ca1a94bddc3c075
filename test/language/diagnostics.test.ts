import { describe, expect, it } from 'vitest';
import { diagnosticsOf, findings } from './support/editor.ts';

const head = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n';
const pod = `${head}spec:\n  containers:\n  - name: c\n    image: i\n`;

describe('syntax', () => {
  it('names duplicate keys and where the first is', () => {
    const [found] = diagnosticsOf('a: 1\nb: 2\na: 3\n');
    expect(found).toMatchObject({ code: 'duplicate-key', message: 'key "a" already set in map', range: { start: { line: 2, character: 0 }, end: { line: 2, character: 1 } }, relatedInformation: [{ location: { range: { start: { line: 0, character: 0 } } } }] });
  });
  it('says what is no YAML', () => {
    expect(findings('a: [1\nb: 2\n')).not.toEqual([]);
    expect(findings('a:\n\tb: 1\n')).not.toEqual([]);
    expect(findings('a: b: c\n')).not.toEqual([]);
  });
  it('points at the quote that is not closed', () => {
    expect(findings('a: 1\nb: "c\nd: e\n')).toContain('2:"c: Missing closing "quote');
    expect(findings('a: "b\n  c"\nd: "e\n')).toContain('3:"e: Missing closing "quote');
  });
  it('is said of the line that is indented wrongly, not of the blank ones above it', () => {
    expect(findings('a:\n  b:\n    c: 1\n    \n   e: 2\n')).toEqual(['5:e: 2: Indented by 3 spaces, but line 3, which it belongs with, by 4']);
  });
  it('keeps to the document', () => {
    expect(diagnosticsOf(`a: [\n---\n${pod}`).filter((d) => d.severity === 1).map((d) => d.range.end.line < 2)).toEqual([true]);
  });
});

describe('structure', () => {
  it('unknown fields', () => {
    expect(findings(`${head}spec:\n  containres:\n  - name: c\n`).filter((f) => f.includes('unknown'))).toEqual(['6:containres: unknown field "spec.containres"; did you mean "containers"?']);
    expect(findings(`${pod}    imagePullpolicy: Always\n`)).toEqual(['9:imagePullpolicy: unknown field "spec.containers[0].imagePullpolicy"; did you mean "imagePullPolicy"?']);
  });
  it('wrong types, all of them', () => {
    const found = findings(`${pod}    env:\n    - name: A\n      value: 80\n    - name: B\n      value: yes\n    tty: "true"\n    ports: 80\n`);
    expect(found).toEqual([
      '11:80: json: cannot unmarshal number into Go struct field EnvVar.spec.containers.env.value of type string: put it in quotes, "80"',
      '13:yes: json: cannot unmarshal bool into Go struct field EnvVar.spec.containers.env.value of type string: put it in quotes, "yes"',
      '14:"true": json: cannot unmarshal string into Go struct field Container.spec.containers.tty of type bool',
      '15:80: json: cannot unmarshal number into Go struct field Container.spec.containers.ports of type []v1.ContainerPort: a list is expected; begin its item with "- "',
    ]);
  });
  it('in flow style, behind anchors and in templates', () => {
    expect(findings(`${head}spec: {containers: [{name: c, image: i, tty: 1}]}\n`)).toHaveLength(1);
    expect(findings('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: &x 1\n  b: *x\n').map((f) => f.slice(0, 5))).toEqual(['5:1: ', '6:*x: '].map((f) => f.slice(0, 5)));
  });
  it('boundary integers are exact', () => {
    expect(findings(`${head}spec:\n  activeDeadlineSeconds: 9223372036854775808\n  containers:\n  - name: c\n    image: i\n`)).toHaveLength(1);
    expect(findings(`${pod}    livenessProbe:\n      exec: {command: [a]}\n      periodSeconds: 2147483648\n`)).toHaveLength(1);
  });
  it('of items of a List', () => {
    expect(findings('apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Service\n  metadata: {name: a}\n  spec:\n    ports: [{port: 80}]\n    selectr: {a: b}\n')).toEqual(['9:selectr: unknown field "spec.selectr"; did you mean "selector"?']);
  });
});

describe('what is missing', () => {
  it.each([
    ['of an object, at its kind', 'apiVersion: v1\nkind: Secret\ndata: {}\n', '2:kind: metadata.name: Required value: name or generateName is required'],
    ['at its comment', 'apiVersion: v1\nkind: Secret\ndata: {}\n# metadata: { name: a }\n', '4:metadata:: metadata.name: Required value: name or generateName is required'],
    ['at a comment at the margin', `${head}spec:\n  restartPolicy: Never\n#  containers:\n#  - name: c\n`, '7:containers:: spec.containers: Required value'],
    ['not at a comment of another object', `${pod}    # containers: none\n    ports:\n    - protocol: TCP\n# containerPort: 80\n`, '11:protocol: spec.containers[0].ports[0].containerPort: Required value'],
    ['at the only thing in an empty parent', 'apiVersion: v1\nkind: Secret\nmetadata:\n  # name: a\n', '4:name:: metadata.name: Required value: name or generateName is required'],
  ])('is shown: %s', (_where, text, expected) => { expect(findings(text)).toEqual([expected]); });
});

describe('kinds', () => {
  it('that are missing', () => {
    expect(findings('kind: Pod\nmetadata:\n  name: a\n')).toEqual(["1:kind: Object 'apiVersion' is missing"]);
    expect(findings('apiVersion: v1\nmetadata:\n  name: a\n')).toEqual(["1:apiVersion: Object 'Kind' is missing"]);
  });
  it('that do not exist', () => {
    expect(findings('apiVersion: v1\nkind: Deployment\n')).toEqual(['1:v1: no matches for kind "Deployment" in version "v1"; it is served in "apps/v1"']);
    expect(findings('apiVersion: v1\nkind: Pdo\n')).toEqual(['2:Pdo: no matches for kind "Pdo" in version "v1"; did you mean "Pod"?']);
  });
  it('of others are left alone', () => {
    expect(diagnosticsOf('apiVersion: example.com/v1\nkind: Widget\nspec: {a: 1}\n')).toMatchObject([{ severity: 3 }]);
    expect(findings('version: "3"\nservices: {}\n')).toEqual([]);
    expect(findings('')).toEqual([]);
  });
  it('are not looked for in templates', () => {
    expect(diagnosticsOf('apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Values.name }}\n  {{- if .x }}\n  a: b\n  {{- end }}\n')).toMatchObject([{ code: 'template', severity: 3 }]);
    expect(diagnosticsOf(`${pod}    args: ["--format={{.Name}}"]\n    nme: x\n`).map((d) => d.code)).toContain('unknown-field');
  });
});
