/**
 * Deployments have a lock of their own: a failover must never wait for a deployment. (A deployment does wait for a
 * failover: it does not begin while one is unfinished.)
 */
export function deployLane(platform: string): string {
  return `${platform}/deploy`
}
