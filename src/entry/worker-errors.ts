// A web worker that outlives its bugs: they are told, and neither its connection nor what people made in it ends with them.

export function reportWorkerErrors(scope: DedicatedWorkerGlobalScope, report: (error: unknown) => void): void {
  scope.addEventListener('error', (event) => {
    report(event.error);
    event.preventDefault();
  });
  scope.addEventListener('unhandledrejection', (event) => {
    report(event.reason);
    event.preventDefault();
  });
}
