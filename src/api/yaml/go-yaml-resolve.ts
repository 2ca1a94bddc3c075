// Which plain texts YAML 1.1 would read as something else than a string: go-yaml v2's resolve.

const words = new Set([
  '~', 'null', 'Null', 'NULL', '<<',
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON', 'n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'],
  ...['.nan', '.NaN', '.NAN', '.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF', '-.inf', '-.Inf', '-.INF'],
]);

/** Whether the text, unquoted, stays the string it is. */
export function resolvesToString(text: string): boolean {
  if (text === '' || words.has(text)) return false;
  if (/^[+-]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/.test(text)) return false;
  if (!/^[+\-.0-9]/.test(text)) return true;
  return !isNumber(text) && !isTimestamp(text);
}

function isNumber(text: string): boolean {
  const plain = text.replaceAll('_', '');
  if (/^[-+]?(0x[0-9a-fA-F]+|0o?[0-7]+|0b[01]+|[0-9]+)$/.test(plain)) return true;
  return /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/.test(plain);
}

/** Dates and times as go-yaml's timestamp formats read them. */
function isTimestamp(text: string): boolean {
  const match = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt]|[ \t]+)\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d*)?[ \t]*(?:Z|[-+]\d{1,2}(?::\d{1,2})?)?)?$/.exec(text);
  return match !== null && Number(match[2]) >= 1 && Number(match[2]) <= 12 && Number(match[3]) >= 1 && Number(match[3]) <= 31;
}
