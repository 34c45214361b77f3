interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: (address: string) => string },
  ): { createScriptURL(address: string): string }
}

const WORKER = '/worker.js'

/** Makes tickets that were opened once available without a connection. Nothing happens where a browser cannot. */
export function startOffline(): void {
  if (!('serviceWorker' in navigator)) return
  navigator.serviceWorker.register(workerAddress()).catch(() => {
    // A browser that is told to keep nothing refuses: the pages work as before, with a connection.
  })
}

/** Where addresses of scripts have to be trusted ones, this is the only one that there is. */
function workerAddress(): string {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes }
  if (!trustedTypes) return WORKER
  return trustedTypes.createPolicy('fairground', { createScriptURL: onlyTheWorker }).createScriptURL(WORKER)
}

function onlyTheWorker(address: string): string {
  if (address !== WORKER) throw new TypeError(`${address} is no script of ours`)
  return address
}
