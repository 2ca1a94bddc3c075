import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inlayHintKinds } from '../../src/language/hints/inlay-hints.ts';
import { duplicateObjectId } from '../../src/language/lints/duplicate-objects.ts';
import { danglingKeyId, danglingNameId, lints, selectorMismatchId } from '../../src/language/lints/lints.ts';
import { firstSample, samples } from '../../src/extension/samples.ts';

const root = join(import.meta.dirname, '../..');
interface Manifest {
  contributes: {
    commands: { command: string; title: string; category: string }[];
    menus: Record<string, { command: string }[]>;
    walkthroughs: { steps: { description: string; media: { markdown: string } }[] }[];
    viewsWelcome: { contents: string }[];
    configuration: { properties: Record<string, { markdownDescription?: string; default?: unknown }> };
    grammars: { path: string }[];
    viewsContainers: { activitybar: { icon: string }[] };
  };
  capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
  icon: string;
}
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
const { contributes } = manifest;
const declared = contributes.commands.map(({ command }) => command).sort();

describe('the manifest', () => {
  test('declares the commands that exist in the code, and no others', () => {
    const folder = join(root, 'src/extension/commands');
    const written = readdirSync(folder).flatMap((file) => [...readFileSync(join(folder, file), 'utf8').matchAll(/^ {2}id: '([^']+)',$/gm)].map(([, id]) => `podlab.${id ?? ''}`)).sort();
    expect(declared).toEqual(written);
  });

  test('every command that a menu, a welcome or a walkthrough names exists', () => {
    const builtIn = new Set(['podlab.cluster.focus']);
    const texts = [...contributes.viewsWelcome.map(({ contents }) => contents), ...contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ description }) => description))];
    const named = [...Object.values(contributes.menus).flat().map(({ command }) => command), ...texts.flatMap((text) => [...text.matchAll(/command:([\w.]+)/g)].map(([, id]) => id ?? ''))];
    expect(named.filter((id) => !declared.includes(id) && !builtIn.has(id))).toEqual([]);
  });

  test('every file it names exists', () => {
    const files = [manifest.icon, ...contributes.grammars.map(({ path }) => path), ...contributes.viewsContainers.activitybar.map(({ icon }) => icon), ...contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.markdown))];
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });

  test('every setting is described, and what is restricted is a setting', () => {
    const { properties } = contributes.configuration;
    expect(Object.entries(properties).filter(([, setting]) => (setting.markdownDescription ?? '') === '')).toEqual([]);
    expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.filter((name) => !(name in properties))).toEqual([]);
  });
});

describe('samples', () => {
  test('the list and the folder agree, and each sample opens with what to watch', () => {
    const folder = join(root, 'samples');
    expect(readdirSync(folder).filter((file) => file.endsWith('.yaml')).sort()).toEqual(samples.map(({ file }) => file).sort());
    expect(samples).toContain(firstSample);
    for (const { file } of samples) expect(readFileSync(join(folder, file), 'utf8')).toMatch(/^# .+\n# .+/);
  });
});

describe('settings of the editor', () => {
  test('there is one for every lint, with its severity, and one for every inlay hint', () => {
    const { properties } = contributes.configuration;
    const defaults = Object.fromEntries(Object.entries(properties).filter(([name]) => name.startsWith('podlab.lint.')).map(([name, setting]) => [name.slice('podlab.lint.'.length), setting.default]));
    expect(defaults).toEqual({ ...Object.fromEntries(lints.map(({ id, severity }) => [id, severity])), [danglingNameId]: 'warning', [danglingKeyId]: 'warning', [selectorMismatchId]: 'warning', [duplicateObjectId]: 'warning' });
    expect(Object.keys(properties).filter((name) => name.startsWith('podlab.inlayHints.')).sort()).toEqual(inlayHintKinds.map((kind) => `podlab.inlayHints.${kind}`).sort());
  });
});
