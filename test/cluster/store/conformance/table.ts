// The shared storage tests of k8s.io/apiserver (pkg/storage/testing, RunTest…): which are played here under the same names, and why the others do not apply.

/** Of store_tests.go. */
export const storeTests = [
  'Create', 'CreateWithTTL', 'CreateWithKeyExist', 'Get', 'UnconditionalDelete', 'ConditionalDelete', 'DeleteWithSuggestion', 'DeleteWithSuggestionAndConflict', 'DeleteWithConflict',
  'DeleteWithSuggestionOfDeletedObject', 'ValidateDeletionWithSuggestion', 'ValidateDeletionWithOnlySuggestionValid', 'PreconditionalDeleteWithSuggestion', 'PreconditionalDeleteWithOnlySuggestionPass',
  'DeleteWithSuggestionAndMissingExpectedTransformOrDecodeError', 'List', 'ListPaging', 'ConsistentList', 'GetListNonRecursive', 'GetListRecursivePrefix', 'KeySchema', 'ListContinuation',
  'ListPaginationRareObject', 'ListContinuationWithFilter', 'ListInconsistentContinuation', 'ListResourceVersionMatch', 'NamespaceScopedList', 'CompactRevision', 'GuaranteedUpdate', 'GuaranteedUpdateWithTTL',
  'GuaranteedUpdateChecksStoredData', 'GuaranteedUpdateWithConflict', 'GuaranteedUpdateWithSuggestionAndConflict', 'TransformationFailure', 'Stats',
] as const;

/** Of watcher_tests.go. */
export const watcherTests = [
  'Watch', 'ClusterScopedWatch', 'NamespaceScopedWatch', 'DeleteTriggerWatch', 'WatchFromZero', 'WatchFromNonZero', 'DelayedWatchDelivery', 'WatchError', 'WatchContextCancel', 'WatcherTimeout',
  'WatchDeleteEventObjectHaveLatestRV', 'WatchInitializationSignal', 'ProgressNotify', 'WatchWithUnsafeDelete', 'WatchDispatchBookmarkEvents', 'OptionalWatchBookmarksWithCorrectResourceVersion',
  'SendInitialEventsBackwardCompatibility', 'WatchSemantics', 'WatchSemanticInitialEventsExtended', 'WatchListMatchSingle', 'WatchErrorIsBlockingFurtherEvents',
] as const;

const noTransformer = 'about encryption and decoding at rest: the store holds objects, not bytes';
const noTtl = 'the store has no leases: Events, the only objects with a time to live, are removed by a controller';

export const notApplicable: Readonly<Record<string, string>> = {
  CreateWithTTL: noTtl,
  GuaranteedUpdateWithTTL: noTtl,
  DeleteWithSuggestionAndMissingExpectedTransformOrDecodeError: noTransformer,
  GuaranteedUpdateChecksStoredData: noTransformer,
  TransformationFailure: noTransformer,
  WatchError: noTransformer,
  WatchWithUnsafeDelete: noTransformer,
  WatchErrorIsBlockingFurtherEvents: noTransformer,
  KeySchema: 'about the layout of etcd’s keys below a configured prefix',
  WatchInitializationSignal: 'about priority and fairness, which waits for a watch’s first events',
};
