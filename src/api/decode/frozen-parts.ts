// Parts of bodies that their clients froze: a value that a client sends in many bodies is read once, and all objects that have it share what it was read as.
import { deepFreeze } from '../meta/deep-freeze.ts';
import { type Fields, setOwn } from '../meta/json.ts';
import { fieldOf, type TypeSchema } from '../schema/schema.ts';
import { canonical } from './canonical.ts';

interface Reading {
  readonly goType: string;
  /** Canonical and frozen. */
  readonly form: unknown;
}

const readings = new WeakMap<object, Reading>();

export interface FrozenMembers {
  /** The body's members that are still to be read. */
  readonly rest: Fields;
  /** What the others were read as. */
  readonly known: Fields;
  /** Those of `rest` that can be known the next time. */
  readonly fresh: readonly string[];
}

/** The members of a struct of `type` as a body has it. What is frozen in a body is frozen all the way down. */
export function frozenMembers(type: TypeSchema, body: Fields): FrozenMembers {
  const rest: Fields = {};
  const known: Fields = {};
  const fresh: string[] = [];
  for (const name of Object.keys(body)) {
    const member = body[name];
    const isFrozen = typeof member === 'object' && member !== null && Object.isFrozen(member);
    const reading = isFrozen ? readings.get(member) : undefined;
    if (reading !== undefined && reading.goType === fieldOf(type, name)?.type.goType) known[name] = reading.form;
    else {
      setOwn(rest, name, member);
      if (isFrozen) fresh.push(name);
    }
  }
  return { rest, known, fresh };
}

/** Remembers what `read`, a struct of `type` that was read from `body` without findings, has in its `fresh` members, and shares it from then on. */
export function learnFrozenMembers(type: TypeSchema, body: Fields, read: Fields, fresh: readonly string[]): void {
  for (const name of fresh) {
    const member = body[name];
    const field = fieldOf(type, name);
    const form = field === undefined || read[name] === undefined ? null : canonical(field.type, read[name]);
    if (field === undefined || form === null) continue;
    read[name] = deepFreeze(form);
    readings.set(member as object, { goType: field.type.goType, form });
  }
}
