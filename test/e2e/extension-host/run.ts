// What is true inside the extension host, whichever it is: the same checks in VS Code for the Web, in a Node host and on the desktop. Its `run` is what VS Code's test runner calls.
import { checks } from './checks.ts';

/** Prints `ok NAME` or `not ok NAME: why` for each check, and fails when one fails. */
export async function run(): Promise<void> {
  const failed: string[] = [];
  for (const [name, check] of Object.entries(checks)) {
    try {
      const note = await check();
      console.log(`ok ${name}${note === undefined ? '' : ` (${note})`}`);
    } catch (error) {
      failed.push(name);
      console.log(`not ok ${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (failed.length > 0) throw new Error(`${failed.length} failed: ${failed.join('; ')}`);
}
