// ListOptions: what selects, pages and versions a list or a watch, with apimachinery's validation.
import { type FieldError, forbidden, invalid, notSupported } from '../../../api/field/error.ts';
import { FieldPath } from '../../../api/field/path.ts';
import type { KubeObject } from '../../../api/meta/object.ts';
import { newBadRequest, newInvalid } from '../../../api/meta/status-error.ts';
import { unreasonedError } from '../unreasoned-error.ts';
import { checkFieldSelector, type FieldRequirement, matchesFields, parseFieldSelector } from '../selectors/field-selector.ts';
import { matchesRequirements, type Requirement } from '../../../api/meta/label-selector.ts';
import { parseLabelSelector, SelectorError } from '../../../api/meta/parse-label-selector.ts';
import { isQuerySet, queryOf, type RequestContext } from '../request-context.ts';

export interface ListOptions {
  readonly labels: readonly Requirement[];
  readonly fields: readonly FieldRequirement[];
  /** Undefined: everything matches. */
  readonly filter: ((object: KubeObject) => boolean) | undefined;
  readonly limit: number;
  readonly continue: string;
  readonly resourceVersion: string;
  readonly resourceVersionMatch: string;
  readonly timeoutSeconds: number | undefined;
  readonly allowWatchBookmarks: boolean;
  readonly sendInitialEvents: boolean | undefined;
}

/** Throws 400 or 422. */
export function listOptions(context: RequestContext, isWatch: boolean): ListOptions {
  const { request } = context;
  if (request.query === undefined) return emptyOptions;
  const timeoutSeconds = integerOption(context, 'timeoutSeconds');
  const limit = integerOption(context, 'limit') ?? 0;
  const labels = parsed(() => parseLabelSelector(queryOf(request, 'labelSelector')));
  const fields = parsed(() => parseFieldSelector(queryOf(request, 'fieldSelector')));
  const given: ListOptions = {
    labels, fields, filter: makeFilter(context, labels, fields), limit, continue: queryOf(request, 'continue'),
    resourceVersion: queryOf(request, 'resourceVersion'), resourceVersionMatch: queryOf(request, 'resourceVersionMatch'), timeoutSeconds,
    allowWatchBookmarks: isQuerySet(request, 'allowWatchBookmarks'),
    sendInitialEvents: request.query['sendInitialEvents'] === undefined ? undefined : isQuerySet(request, 'sendInitialEvents'),
  };
  const options = isWatch ? withInitialEvents(given) : given;
  validate(options, isWatch);
  // Only then is asked whether the kind has such fields.
  parsed(() => { checkFieldSelector(context.row, fields); });
  return options;
}

/** A watch that names no version begins with the state, as if it had asked for that. */
function withInitialEvents(options: ListOptions): ListOptions {
  const { sendInitialEvents, resourceVersionMatch, resourceVersion } = options;
  if (sendInitialEvents !== undefined || resourceVersionMatch !== '' || (resourceVersion !== '' && resourceVersion !== '0')) return options;
  return { ...options, sendInitialEvents: true, resourceVersionMatch: 'NotOlderThan' };
}

const emptyOptions: ListOptions = {
  labels: [], fields: [], filter: undefined, limit: 0, continue: '', resourceVersion: '', resourceVersionMatch: '', timeoutSeconds: undefined,
  allowWatchBookmarks: false, sendInitialEvents: undefined,
};

function parsed<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof SelectorError) throw newBadRequest(error.message);
    throw error;
  }
}

function integerOption({ request }: RequestContext, option: string): number | undefined {
  if (request.query?.[option] === undefined) return undefined;
  const text = queryOf(request, option);
  if (!/^[+-]?\d+$/.test(text)) throw newBadRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Number(text);
}

function makeFilter({ row }: RequestContext, labels: readonly Requirement[], fields: readonly FieldRequirement[]): ListOptions['filter'] {
  if (labels.length === 0 && fields.length === 0) return undefined;
  return (object) => matchesRequirements(labels, object.metadata.labels) && matchesFields(row, fields, object);
}

function validate(options: ListOptions, isWatch: boolean): void {
  const { resourceVersionMatch: match, resourceVersion, sendInitialEvents } = options;
  const path = FieldPath.of('resourceVersionMatch');
  const errors: FieldError[] = [];
  if (isWatch) {
    if (match !== '' && sendInitialEvents === undefined) errors.push(forbidden(path, 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided'));
    if (sendInitialEvents !== undefined && match !== 'NotOlderThan') errors.push(forbidden(path, 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'));
    if (match !== '' && match !== 'NotOlderThan') errors.push(notSupported(path, match, ['NotOlderThan']));
    if (match !== '' && options.continue !== '') errors.push(forbidden(path, forbiddenWithContinue));
  } else {
    if (match !== '') {
      if (resourceVersion === '') errors.push(forbidden(path, 'resourceVersionMatch is forbidden unless resourceVersion is provided'));
      if (options.continue !== '') errors.push(forbidden(path, forbiddenWithContinue));
      if (match !== 'Exact' && match !== 'NotOlderThan') errors.push(notSupported(path, match, ['Exact', 'NotOlderThan', '']));
      if (match === 'Exact' && resourceVersion === '0') errors.push(forbidden(path, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'));
    }
    if (sendInitialEvents !== undefined) errors.push(forbidden(FieldPath.of('sendInitialEvents'), 'sendInitialEvents is forbidden for list'));
  }
  if (errors.length > 0) throw newInvalid({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', errors);
}

const forbiddenWithContinue = 'resourceVersionMatch is forbidden when continue is provided';

/** A resourceVersion of a read: 0 for none. Throws the server's 500 for what is no number. */
export function parseResourceVersion(text: string): number {
  if (text === '' || text === '0') return 0;
  if (!/^\d+$/.test(text)) throw unreasonedError(`resourceVersion: ${invalidText(text)}`);
  return Number(text);
}

function invalidText(text: string): string {
  const error = invalid(undefined, text, `strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`);
  return `Invalid value: ${JSON.stringify(error.badValue)}: ${error.detail}`;
}
