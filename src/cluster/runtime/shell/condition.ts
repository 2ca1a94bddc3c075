// `[[ … ]]`: conditions without splitting, with patterns and regular expressions.
import type { Condition } from './ast.ts';
import { expandPattern, expandString } from './expand.ts';
import type { Shell } from './shell.ts';
import { compileRegex, findMatch } from '../text/regex.ts';
import { searchSteps } from '../commands/command.ts';
import { compilePattern, matchesPattern } from './pattern.ts';
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
      if (condition.op === '-v') return shell.variables.get(operand) !== undefined;
      return testFile(shell.process, condition.op, operand);
    }
    case 'binary': return evaluateBinary(shell, condition);
  }
}

async function evaluateBinary(shell: Shell, condition: Extract<Condition, { t: 'binary' }>): Promise<boolean> {
  const { op } = condition;
  const left = await expandString(shell, condition.left);
  if (op === '=' || op === '==' || op === '!=') {
    const pattern = compilePattern(await expandPattern(shell, condition.right));
    return matchesPattern(pattern, left) === (op !== '!=');
  }
  const right = await expandString(shell, condition.right);
  if (op === '=~') {
    const match = await findMatch(compileRegex(right, { isExtended: true, ignoreCase: false }), left, 0, () => shell.process.tick(searchSteps));
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
