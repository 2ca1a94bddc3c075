// ajv as an independent peer of the decoder: both accept and refuse the same structures.
import { Ajv2020 } from 'ajv/dist/2020.js';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { decode } from '../../../src/api/decode/decode.ts';
import { kindRows, type KindRow } from '../../../src/api/scheme.ts';
import { jsonSchemaOf } from '../../../src/api/schema/json-schema.ts';
import { typeSchema } from '../../../src/api/schema/schema.ts';
import { readCases, targetOf } from '../../support/validate-oracle.ts';

type Validate = (value: unknown) => boolean;

/** Compiled ahead of time to source, as it would have to be where `eval` is forbidden, and run from that source. */
function compile(row: KindRow): Validate {
  const ajv = new Ajv2020({ code: { source: true }, strict: false, validateFormats: false });
  const source = standaloneCode(ajv, ajv.compile(jsonSchemaOf(row.apiVersion, row.kind) ?? {}));
  const module: { exports: Validate & { default?: Validate } } = { exports: () => false };
  new Function('module', 'exports', 'require', source)(module, module.exports, createRequire(import.meta.url));
  return module.exports.default ?? module.exports;
}

test('every kind has a schema that compiles ahead of time', () => {
  for (const row of kindRows) expect(jsonSchemaOf(row.apiVersion, row.kind), row.kind).toBeDefined();
  expect(jsonSchemaOf('v1', 'Nope')).toBeUndefined();
});

test('ajv and the decoder agree on every recorded manifest', { timeout: 60_000 }, () => {
  const validators = new Map<KindRow, Validate>();
  const disagreements: string[] = [];
  let refused = 0;
  for (const { id, path, manifest } of [...readCases('cases'), ...readCases('pairs')]) {
    const { row } = targetOf(path);
    const validate = validators.get(row) ?? compile(row);
    validators.set(row, validate);
    const { wrong, strict } = decode(typeSchema(row.goType), manifest);
    const isAccepted = wrong.length === 0 && strict.length === 0;
    if (!isAccepted) refused++;
    if (validate(manifest) !== isAccepted) disagreements.push(`${id}: decoder ${isAccepted ? 'accepts' : `refuses: ${wrong[0]?.message ?? strict[0]?.message ?? ''}`}`);
  }
  expect(disagreements).toEqual([]);
  expect(refused).toBeGreaterThan(3000);
});
