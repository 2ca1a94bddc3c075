// `[[ … ]]`: conditions without splitting, with patterns and regular expressions.
import type { Condition } from './ast.ts';
import { expandPattern, expandString, matchesCase } from './expand.ts';
import type { Shell } from './shell.ts';
import { compileRegex, findMatch } from '../text/regex.ts';
import { searchSteps } from '../commands/command.ts';
import { arithmeticValue } from './parameters.ts';
import { ShellError } from './shell-error.ts';
import { TestError, testBinary, testFile } from './test-expression.ts';

export async function evaluateCondition(shell: Shell, condition: Condition): Promise<boolean> {
  switch (condition.t) {
    case 'not': return !(await evaluateCondition(shell, condition.of));
    case 'and': return (await evaluateCondition(shell, condition.left)) && evaluateCondition(shell, condition.right);
    case 'or': return (await evaluateCondition(shell, condition.left)) || evaluateCondition(shell, condition.right);
    case 'unary': {
      const operand = await expandString(shell, condition.word);
      if (condition.op === '-n') return operand !== '';
      if (condition.op === '-z') return operand === '';
      if (condition.op === '-v' || condition.op === '-o' || condition.op === '-R') return testShell(shell, condition.op, operand);
      return testFile(shell.process, condition.op, operand);
    }
    case 'binary': return evaluateBinary(shell, condition);
  }
}

async function evaluateBinary(shell: Shell, condition: Extract<Condition, { t: 'binary' }>): Promise<boolean> {
  const { op } = condition;
  const left = await expandString(shell, condition.left);
  if (op === '=' || op === '==' || op === '!=') {
    return matchesCase(shell, await expandPattern(shell, condition.right), left) === (op !== '!=');
  }
  const right = await expandString(shell, condition.right);
  if (op === '=~') {
    const match = await findMatch(compileRegex(right, { isExtended: true, ignoreCase: shell.shellOptions.has('nocasematch') }), left, 0, () => shell.process.tick(searchSteps));
    if (match) {
      const groups = shell.variables.array('BASH_REMATCH');
      groups.clear();
      match.forEach((group, i) => { groups.set(String(i), group === undefined ? '' : left.slice(group[0], group[1])); });
    }
    return match !== undefined;
  }
  try {
    return testBinary(shell.process, op, left, right) ?? false;
  } catch (error) {
    if (error instanceof TestError) throw new ShellError(error.message);
    throw error;
  }
}

/** bash's tests that ask the shell itself: `-v` a variable or element, `-o` an option, `-R` a reference. */
export function testShell(shell: Shell, op: string, operand: string): boolean {
  if (op === '-v') return arithmeticValue(shell, operand) !== undefined || (shell.variables.find(operand)?.array?.size ?? 0) > 0;
  if (op === '-R') return shell.variables.findReference(operand)?.refersTo !== undefined;
  const options: Readonly<Record<string, boolean>> = { ...shell.options };
  return options[operand] ?? false;
}
