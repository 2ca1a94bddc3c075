// Completions of what is typed in quotes, as all of JSON is: the quotes stay, and an editor's filter sees them.
import { resolvePlain } from '../../document/scalar.ts';
import { isJson, type Completion, type CompletionContext } from './completion-context.ts';

/** The completion with the quotes of what it replaces; numbers and booleans lose them, as their fields want. */
export function withKeptQuotes(context: CompletionContext, completion: Completion): Completion {
  const { cursor, lines: { text } } = context;
  const { label, snippet, replace, filterText = label } = completion;
  const [quote] = /^["']/.exec(text.slice(replace.start, replace.end)) ?? [];
  if (quote === undefined) return isJson(context) ? quotedValue(context, completion) : completion;
  const isText = cursor.kind === 'key' || (snippet === label && typeof resolvePlain(label) === 'string');
  const isKept = isText && snippet.startsWith(label) && !/["'\\]/.test(label);
  return { ...completion, filterText: filterText.startsWith(quote) ? filterText : `${quote}${filterText}`, ...(isKept && { snippet: `${quote}${label}${quote}${snippet.slice(label.length)}` }) };
}

/** In JSON a text gets quotes where none are typed yet. */
function quotedValue({ cursor }: CompletionContext, completion: Completion): Completion {
  const { label, snippet } = completion;
  const isText = cursor.kind === 'value' && snippet.trimStart() === label && typeof resolvePlain(label) === 'string' && !/["\\]/.test(label);
  return isText ? { ...completion, snippet: snippet.replace(label, () => `"${label}"`), filterText: completion.filterText ?? label } : completion;
}
