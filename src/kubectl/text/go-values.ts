// Small helpers of Go's standard library that kubectl leans on: ParseBool and the escaper of its terminals.

/** Strips what could command a terminal: kubectl's terminal escaper. */
export function escapeTerminal(text: string): string {
  return text.replaceAll('\u001b', '^[').replaceAll('\r', '\\r');
}

/** `1` for true … as Go's strconv.ParseBool reads it; undefined when it is neither. */
export function parseGoBool(text: string): boolean | undefined {
  if (['1', 't', 'T', 'true', 'TRUE', 'True'].includes(text)) return true;
  if (['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(text)) return false;
  return undefined;
}
