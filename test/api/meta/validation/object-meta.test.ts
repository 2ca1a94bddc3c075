import { expect, test } from 'vitest';
import { errorText } from '../../../../src/api/field/error.ts';
import { FieldPath } from '../../../../src/api/field/path.ts';
import { nameIsDNSSubdomain } from '../../../../src/api/meta/validation/names.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from '../../../../src/api/meta/validation/object-meta.ts';

const path = FieldPath.of('metadata');
const options = { isNamespaced: true, validateName: nameIsDNSSubdomain };

test('an object has a name and a namespace', () => {
  expect(validateObjectMeta({}, options, path).map(errorText)).toEqual(['metadata.name: Required value: name or generateName is required', 'metadata.namespace: Required value']);
  expect(validateObjectMeta({ name: 'a', namespace: 'b' }, options, path)).toEqual([]);
  expect(validateObjectMeta({ name: 'a', namespace: 'b' }, { ...options, isNamespaced: false }, path).map(errorText)).toEqual(['metadata.namespace: Forbidden: not allowed on this type']);
});

test('only one owner is the controller', () => {
  const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'a', uid: '1', controller: true };
  expect(validateObjectMeta({ name: 'a', namespace: 'b', ownerReferences: [owner, { ...owner, name: 'b' }] }, options, path).map(errorText)).toEqual([
    'metadata.ownerReferences: Invalid value: [{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"a","uid":"1","controller":true},{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"b","uid":"1","controller":true}]: Only one reference can have Controller set to true. Found "true" in references for ReplicaSet/a and ReplicaSet/b',
  ]);
});

test('identity does not change on update', () => {
  const old = { name: 'a', namespace: 'b', uid: 'u', resourceVersion: '1', deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['x/y'] };
  expect(validateObjectMetaUpdate({ ...old, uid: 'v', finalizers: ['x/y', 'x/z'] }, old, path).map(errorText)).toEqual([
    'metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"x/z"}',
    'metadata.uid: Invalid value: "v": field is immutable',
  ]);
});
