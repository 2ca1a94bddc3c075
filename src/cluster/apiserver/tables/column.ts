// Columns of tables and what prints one kind's rows.
import type { KubeObject } from '../../../api/meta/object.ts';

export interface Column {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly description: string;
  /** 0: always shown; 1: with `-o wide`. */
  readonly priority: number;
}

export interface Printer {
  readonly columns: readonly Column[];
  cells(object: KubeObject, nowMs: number): readonly unknown[];
}
