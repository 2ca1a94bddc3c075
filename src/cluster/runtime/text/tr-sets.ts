// The character sets of `tr`: ranges, classes, escapes.

const classes: Readonly<Record<string, string>> = {
  alpha: 'A-Za-z', digit: '0-9', alnum: '0-9A-Za-z', upper: 'A-Z', lower: 'a-z', space: '\\t\\n\\v\\f\\r ', blank: '\\t ', punct: '!-/:-@[-`{-~', xdigit: '0-9A-Fa-f',
};
const escapes: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, a: 7, b: 8, f: 12, v: 11, '\\': 92 };

/** Codes of the members, in order. */
export function expandSet(text: string): number[] {
  const codes: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const named = /^\[:(\w+):\]/.exec(text.slice(i));
    const known = classes[named?.[1] ?? ''];
    if (named && named[1] === 'cntrl') {
      for (let code = 0; code < 32; code++) codes.push(code);
      codes.push(127);
      i += named[0].length - 1;
      continue;
    }
    if (named && (named[1] === 'print' || named[1] === 'graph')) {
      for (let code = named[1] === 'print' ? 32 : 33; code < 127; code++) codes.push(code);
      i += named[0].length - 1;
      continue;
    }
    if (named && known !== undefined) {
      codes.push(...expandSet(known));
      i += named[0].length - 1;
      continue;
    }
    let code = text.charCodeAt(i);
    if (text[i] === '\\' && i + 1 < text.length) {
      const octal = /^[0-7]{1,3}/.exec(text.slice(i + 1))?.[0];
      if (octal !== undefined) {
        code = parseInt(octal, 8) & 255;
        i += octal.length;
      } else code = escapes[text[++i] ?? ''] ?? text.charCodeAt(i);
    }
    if (text[i + 1] === '-' && i + 2 < text.length) {
      const end = text.charCodeAt(i + 2);
      for (let c = code; c <= end; c++) codes.push(c);
      i += 2;
    } else codes.push(code);
  }
  return codes;
}
