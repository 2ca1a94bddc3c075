// Codes of findings that quick fixes know. The others are the types of FieldError.

export const unknownFieldCode = 'unknown-field';
export const wrongTypeCode = 'FieldValueTypeInvalid';
export const duplicateKeyCode = 'duplicate-key';
export const missingKindCode = 'missing-kind';
export const missingApiVersionCode = 'missing-api-version';
export const noMatchesCode = 'no-matches-for-kind';
export const templateCode = 'template';
export const featureGateCode = 'feature-gate';
