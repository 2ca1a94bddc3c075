// The rows of the events group in the validation registry; the rules stand with those of core Events.
import { validateEventV1, validateEventV1Update } from '../../core/validation/event.ts';
import type { Event } from '../../generated/events-v1.ts';
import { kindRules } from '../../kind-rules.ts';

export const eventsRules = [kindRules<Event>('events/v1.Event', { validateCreate: validateEventV1, validateUpdate: validateEventV1Update })];
