import { BlockList, isIP } from 'node:net'

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8)
loopback.addAddress('::1', 'ipv6')

/** Whether the address of a service is this machine's own, by its name alone. */
export function isLoopback(server: string): boolean {
  const name = new URL(server).hostname.replace(/^\[(.*)\]$/, '$1')
  const version = isIP(name)
  if (version === 0) return name === 'localhost'
  return loopback.check(name, version === 4 ? 'ipv4' : 'ipv6')
}
