// Moments of the cluster's time as they stand in documents.

/** `12:00:01.250`, in UTC as every time of the API. */
export function timeText(ms: number): string {
  return new Date(ms).toISOString().slice(11, 23);
}
