import { describe, expect, test } from 'vitest';
import { parseFlags, type FlagSpec } from '../../src/kubectl/flags.ts';

const specs: readonly FlagSpec[] = [
  { name: 'namespace', short: 'n', type: 'string' }, { name: 'follow', short: 'f', type: 'bool' }, { name: 'tail', type: 'int', default: '-1' }, { name: 'since', type: 'duration' },
  { name: 'dry-run', type: 'string', default: 'none', bare: 'unchanged' }, { name: 'image', type: 'commaList' }, { name: 'env', type: 'list' }, { name: 'stdin', short: 'i', type: 'bool' }, { name: 'tty', short: 't', type: 'bool' },
];

test('flags and arguments mix until --', () => {
  const { values, args, dashAt } = parseFlags(['-n', 'x', 'pod', '--tail=5', '-it', '--', '--not', '-a', 'flag'], specs);
  expect(args).toEqual(['pod', '--not', '-a', 'flag']);
  expect(dashAt).toBe(1);
  expect([values.string('namespace'), values.number('tail'), values.bool('stdin'), values.bool('tty'), values.bool('follow')]).toEqual(['x', 5, true, true, false]);
});

test('attached values, bare values and lists', () => {
  const { values } = parseFlags(['-nx', '--dry-run', '--image=a,b', '--image', 'c', '--env', 'A=1,2', '--follow=false'], specs);
  expect([values.string('namespace'), values.string('dry-run'), values.list('image'), values.list('env'), values.bool('follow')]).toEqual(['x', 'unchanged', ['a', 'b', 'c'], ['A=1,2'], false]);
});

describe('faults are said in pflag\'s words', () => {
  test.each([
    [['--nope'], 'unknown flag: --nope'], [['-x'], "unknown shorthand flag: 'x' in -x"], [['-fx'], "unknown shorthand flag: 'x' in -x"], [['--namespace'], 'flag needs an argument: --namespace'], [['-n'], "flag needs an argument: 'n' in -n"],
    [['--tail=x'], 'invalid argument "x" for "--tail" flag: strconv.ParseInt: parsing "x": invalid syntax'], [['--follow=maybe'], 'invalid argument "maybe" for "-f, --follow" flag: strconv.ParseBool: parsing "maybe": invalid syntax'],
    [['--since=abc'], 'invalid argument "abc" for "--since" flag: time: invalid duration "abc"'], [['--=x'], 'bad flag syntax: --=x'],
  ])('%j', (argv, message) => {
    expect(() => parseFlags(argv, specs)).toThrow(message);
  });
});
