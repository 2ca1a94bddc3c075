// Brace expansion of bash: `{a,b}` and `{1..9}`. Busybox ash has none.
import type { Word, WordPart } from './ast.ts';

/** More than this many words from one is refused: the word stays as it is. */
const maxWords = 100_000;

function range(text: string): string[] | undefined {
  const numbers = /^(-?\d+)\.\.(-?\d+)(?:\.\.(-?\d+))?$/.exec(text);
  const letters = /^([A-Za-z])\.\.([A-Za-z])$/.exec(text);
  const from = numbers ? Number(numbers[1]) : letters?.[1]?.charCodeAt(0);
  const to = numbers ? Number(numbers[2]) : letters?.[2]?.charCodeAt(0);
  if (from === undefined || to === undefined) return undefined;
  const step = Math.max(1, Math.abs(Number(numbers?.[3] ?? 1)));
  if (Math.abs(to - from) / step > maxWords) return undefined;
  const width = numbers && /^-?0\d/.test(`${numbers[1] ?? ''}`) ? (numbers[1] ?? '').length : 0;
  const words: string[] = [];
  for (let i = from; from <= to ? i <= to : i >= to; i += from <= to ? step : -step) words.push(numbers ? String(i).padStart(width, '0') : String.fromCharCode(i));
  return words;
}

function splitTop(text: string): string[] {
  const items: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '{') depth++;
    else if (text[i] === '}') depth--;
    else if (text[i] === ',' && depth === 0) {
      items.push(text.slice(start, i));
      start = i + 1;
    }
  }
  items.push(text.slice(start));
  return items;
}

function expandText(text: string): string[] {
  for (let open = text.indexOf('{'); open >= 0; open = text.indexOf('{', open + 1)) {
    let depth = 0;
    for (let i = open; i < text.length; i++) {
      if (text[i] === '{') depth++;
      else if (text[i] === '}' && --depth === 0) {
        const inner = text.slice(open + 1, i);
        const items = splitTop(inner);
        const words = items.length > 1 ? items.flatMap(expandText) : range(inner);
        if (words === undefined) break;
        const tails = expandText(text.slice(i + 1));
        if (words.length * tails.length > maxWords) return [text];
        return words.flatMap((word) => tails.map((tail) => text.slice(0, open) + word + tail));
      }
    }
  }
  return [text];
}

/** The words that `word` stands for. Differs from bash: braces that contain expansions are left alone. */
export function expandBraces(word: Word): readonly Word[] {
  if (!word.some((part) => part.t === 'text' && !part.isQuoted && part.text.includes('{'))) return [word];
  let words: WordPart[][] = [[]];
  for (const part of word) {
    const choices: WordPart[] = part.t === 'text' && !part.isQuoted ? expandText(part.text).map((text) => ({ ...part, text })) : [part];
    if (words.length * choices.length > maxWords) return [word];
    words = words.flatMap((before) => choices.map((choice) => [...before, choice]));
  }
  return words;
}
