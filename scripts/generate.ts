// Runs every generator: what is derived from facts and dependencies is made at build, marked, and never edited.
import './generate/api-types.ts';
