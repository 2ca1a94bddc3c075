// Times as metav1.Time and MicroTime read and write them: Go's time.Parse with its error texts.

interface Element {
  readonly name: string;
  readonly digits?: number;
  readonly isFixed?: boolean;
  readonly max?: readonly [number, number, string];
}
const dateAndTime: readonly Element[] = [
  { name: '2006', digits: 4, isFixed: true }, { name: '-' }, { name: '01', digits: 2, isFixed: true, max: [1, 12, 'month'] }, { name: '-' }, { name: '02', digits: 2, isFixed: true },
  { name: 'T' }, { name: '15', digits: 2, max: [0, 23, 'hour'] }, { name: ':' }, { name: '04', digits: 2, isFixed: true, max: [0, 59, 'minute'] }, { name: ':' }, { name: '05', digits: 2, isFixed: true, max: [0, 59, 'second'] },
];

const usual = /^\d{4}-(\d\d)-(\d\d)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/;
const usualMicro = /^\d{4}-(\d\d)-(\d\d)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}Z$/;
/** Of the months of every year. */
const days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether the text is how the server writes a time already; 29 February is not looked into. */
function isServersForm(text: string, isMicro: boolean): boolean {
  const match = (isMicro ? usualMicro : usual).exec(text);
  if (match === null) return false;
  const day = Number(match[2]);
  return day >= 1 && day <= (days[Number(match[1]) - 1] ?? 0);
}

/** One object names the same second again and again. */
let lastUsual = '';

/** The time in the server's form, UTC with seconds (or microseconds), or `{ error }` in Go's words. */
export function readTime(text: string, isMicro: boolean): string | { readonly error: string } {
  if (!isMicro && text === lastUsual) return text;
  if (isServersForm(text, isMicro)) {
    if (!isMicro) lastUsual = text;
    return text;
  }
  const layout = isMicro ? '2006-01-02T15:04:05.000000Z07:00' : '2006-01-02T15:04:05Z07:00';
  const cannot = (rest: string, element: string): { error: string } => ({ error: `parsing time ${goQuote(text)} as ${goQuote(layout)}: cannot parse ${goQuote(rest)} as ${goQuote(element)}` });
  let rest = text;
  let outOfRange = '';
  const numbers: number[] = [];
  for (const { name, digits, isFixed, max } of dateAndTime) {
    if (digits === undefined) {
      if (!rest.startsWith(name)) return cannot(rest, name);
      rest = rest.slice(name.length);
      continue;
    }
    const match = (isFixed === true ? new RegExp(`^\\d{${digits}}`) : /^\d\d?/).exec(rest)?.[0];
    if (match === undefined) return cannot(rest, name);
    if (max !== undefined && (Number(match) < max[0] || Number(match) > max[1]) && outOfRange === '') outOfRange = max[2];
    numbers.push(Number(match));
    rest = rest.slice(match.length);
    if (outOfRange !== '') return { error: `parsing time ${goQuote(text)}: ${outOfRange} out of range` };
  }
  let micros = 0;
  const fraction = (isMicro ? /^\.\d{6}/ : /^[.,]\d+/).exec(rest)?.[0];
  if (isMicro && fraction === undefined) return cannot(rest, '.000000');
  if (fraction !== undefined) {
    micros = Number(fraction.slice(1, 7).padEnd(6, '0'));
    rest = rest.slice(fraction.length);
  }
  const zone = /^(?:Z|([+-])(\d\d):(\d\d))/.exec(rest);
  if (zone === null) return cannot(rest, 'Z07:00');
  rest = rest.slice(zone[0].length);
  if (rest !== '') return { error: `parsing time ${goQuote(text)}: extra text: ${goQuote(rest)}` };
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = numbers;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (day < 1 || date.getUTCDate() !== day) return { error: `parsing time ${goQuote(text)}: day out of range` };
  date.setUTCHours(hour, minute, second);
  const offsetMinutes = zone[1] === undefined ? 0 : (zone[1] === '-' ? -1 : 1) * (Number(zone[2]) * 60 + Number(zone[3]));
  const whole = new Date(date.getTime() - offsetMinutes * 60_000).toISOString().slice(0, 19);
  return isMicro ? `${whole}.${String(micros).padStart(6, '0')}Z` : `${whole}Z`;
}

/** Go's `time` package quotes bytes beyond ASCII and control characters as `\xNN`. */
function goQuote(text: string): string {
  let quoted = '"';
  for (const byte of new TextEncoder().encode(text)) {
    const char = String.fromCharCode(byte);
    if (char === '"' || char === '\\') quoted += `\\${char}`;
    else if (byte < 0x20 || byte >= 0x80) quoted += `\\x${byte.toString(16).padStart(2, '0')}`;
    else quoted += char;
  }
  return `${quoted}"`;
}
