// Advice that the API server would accept: never an error, each with an id, a reason and a way to switch it off.
import type { Span } from '../../document/position.ts';
import type { Severity } from '../finding.ts';
import type { VisitedStruct } from '../visit-structs.ts';

export interface Advice {
  readonly span: Span;
  readonly message: string;
  readonly path: readonly (string | number)[];
}

export interface Lint {
  readonly id: string;
  /** Why it is worth a thought, in a sentence. */
  readonly reason: string;
  readonly severity: Exclude<Severity, 'error'>;
  /** Go types of the structs that it looks at. */
  readonly types: readonly string[];
  readonly check: (struct: VisitedStruct) => Advice[];
}
