// What makes a word of a document about an object a link (target-links.ts). Knows nothing of VS Code.

/** Stands before a field's path. */
export const fieldMark = '→ ';
/** Stands before an Event's reason. */
export const eventMark = 'Event ';
