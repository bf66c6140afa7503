import { McloudError } from '../../errors/mcloud-error.ts'
import type { Call, Zone, ZoneRef } from '../provider.ts'
import type { HostedZone, Route53 } from './route-53.ts'

const AT = 'traffic.providers.aws.zoneId'

/** Finds hosted zones by id or by domain; what was found once is kept. */
export function makeZoneFinder(route53: Route53) {
  const ids = new Map<string, string>()

  async function lookUp(zone: ZoneRef, call: Call): Promise<HostedZone | undefined> {
    if (zone.id !== undefined) {
      const found = await route53.zone(zone.id, call)
      if (found !== undefined && found.domain !== zone.domain) {
        throw invalid(`${zone.id} is the zone ${found.domain}`, `the id of the zone ${zone.domain}`)
      }
      return found
    }
    const [found, ...others] = await route53.zonesNamed(zone.domain, call)
    if (found !== undefined && others.length > 0) {
      const all = [found, ...others].map((each) => `${each.id} (${each.isPrivate ? 'private' : 'public'})`)
      throw invalid(`there are ${all.length} hosted zones named ${zone.domain}`, all.join(' or '))
    }
    return found
  }

  return {
    /** @throws McloudError CONFIG_INVALID where the domain names several zones, or the id another domain's */
    async find(zone: ZoneRef, call: Call): Promise<Zone | undefined> {
      const found = await lookUp(zone, call)
      if (found === undefined) return undefined
      const whole =
        found.nameServers.length > 0 || zone.id !== undefined ? found : await route53.zone(found.id, call)
      if (whole === undefined) return undefined
      ids.set(keyOf(zone), whole.id)
      return { id: whole.id, domain: whole.domain, nameServers: whole.nameServers }
    },

    /** @throws McloudError NOT_FOUND, CONFIG_INVALID */
    async idOf(zone: ZoneRef, call: Call): Promise<string> {
      const known = ids.get(keyOf(zone))
      if (known !== undefined) return known
      const found = await lookUp(zone, call)
      if (found === undefined) {
        throw new McloudError({
          code: 'NOT_FOUND',
          provider: 'aws',
          message: `aws: there is no hosted zone ${zone.id ?? zone.domain}`,
        })
      }
      ids.set(keyOf(zone), found.id)
      return found.id
    },
  }
}

function keyOf(zone: ZoneRef): string {
  return `${zone.domain} ${zone.id ?? ''}`
}

function invalid(message: string, expected: string): McloudError {
  return new McloudError({
    code: 'CONFIG_INVALID',
    provider: 'aws',
    message: `${AT}: ${message}`,
    hint: `Name one in ${AT}: ${expected}.`,
    problems: [{ at: AT, message, expected }],
  })
}
