// A JSONPath that cannot be read, or that does not fit the value.

export class JsonPathError extends Error {}
