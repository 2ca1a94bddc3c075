// Kinds of which the API server says on every use that they are deprecated.

/** The warnings by `apiVersion kind`. */
export const deprecatedKinds: Readonly<Record<string, readonly string[]>> = {
  'v1 ComponentStatus': ['v1 ComponentStatus is deprecated in v1.19+'],
  'v1 Endpoints': ['v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice'],
};
