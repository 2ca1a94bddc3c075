import { describe, expect, it } from 'vitest';
import { actionsAt, findings, fix } from './support/editor.ts';

const head = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n';
const pod = `${head}spec:\n  containers:\n  - name: c\n    image: i\n`;

describe('unknown fields', () => {
  it('are renamed to the nearest', () => {
    expect(fix(`${head}spec:\n  contain<|>res:\n  - name: c\n    image: i\n`, 'Rename to containers')).toBe(pod);
  });
  it('are removed, with their values', () => {
    expect(fix(`${head}spec:\n  fo<|>o:\n    bar: 1\n  containers:\n  - name: c\n    image: i\n`, 'Remove foo')).toBe(pod);
    expect(fix(`${pod}  - b<|>ad: 1\n    name: d\n`, 'Remove bad')).toBe(`${pod}  - name: d\n`);
    expect(fix(`${head}spec: {b<|>ad: 1, containers: []}\n`, 'Remove bad')).toBe(`${head}spec: {containers: []}\n`);
    expect(fix(`${head}spec: {containers: [], b<|>ad: {a: 1}}\n`, 'Remove bad')).toBe(`${head}spec: {containers: []}\n`);
    expect(fix(`${pod}    b<|>ad: 1`, 'Remove bad')).toBe(pod);
  });
});

describe('duplicates', () => {
  it('are removed', () => {
    expect(fix(`${pod}    ima<|>ge: j\n`, 'Remove this duplicate of image')).toBe(pod);
  });
});

describe('types', () => {
  it('are converted', () => {
    expect(fix(`${pod}    env:\n    - name: A\n      value: 8<|>0\n`, 'Convert to "80"')).toContain('value: "80"\n');
    expect(fix(`${pod}    ports:\n    - containerPort: "8<|>0"\n`, 'Convert to 80')).toContain('containerPort: 80\n');
    expect(fix(`${pod}    tty: "tr<|>ue"\n`, 'Convert to true')).toContain('tty: true\n');
    expect(fix(`${pod}    command: slee<|>p\n`, 'Convert to [sleep]')).toContain('command: [sleep]\n');
    expect(fix(`${pod}    workingDir: y<|>es\n`, 'Convert to "yes"')).toContain('workingDir: "yes"\n');
  });
  it('become list items', () => {
    const fixed = fix(`${pod}    por<|>ts:\n      containerPort: 80\n      name: web\n    tty: true\n`, 'Make it a list item');
    expect(fixed).toBe(`${pod}    ports:\n      - containerPort: 80\n        name: web\n    tty: true\n`);
    expect(findings(fixed)).toEqual([]);
  });
});

describe('kinds', () => {
  it('are corrected and added', () => {
    expect(fix('apiVersion: v<|>1\nkind: Deployment\n', 'Replace by apps/v1')).toBe('apiVersion: apps/v1\nkind: Deployment\n');
    expect(fix('apiVersion: v1\nkind: Pd<|>o\n', 'Replace by Pod')).toBe('apiVersion: v1\nkind: Pod\n');
    expect(fix('ki<|>nd: Pod\nmetadata:\n  name: a\n', 'Add apiVersion')).toBe('apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n');
  });
});

it('are not offered elsewhere', () => {
  expect(actionsAt(`${pod}<|>`).actions).toEqual([]);
});
