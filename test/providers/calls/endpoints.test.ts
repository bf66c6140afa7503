import { describe, expect, it } from 'vitest'
import { resolveEndpoints } from '../../../src/providers/calls/endpoints.ts'

function endpoints(file: Record<string, string>, environment: Record<string, string> = {}) {
  return resolveEndpoints({
    cloud: 'aws',
    settings: { endpoints: file },
    environment,
    services: ['route53', 'rds'],
    variables: (service) => [`URL_${service.toUpperCase()}`, 'URL'],
  })
}

describe('resolveEndpoints', () => {
  it('takes the file before the environment and the service before the general', () => {
    const both = endpoints(
      { route53: 'http://127.0.0.1:1/' },
      { URL_RDS: 'http://127.0.0.1:2', URL: 'http://127.0.0.1:3' },
    )
    expect(both.of('route53')).toBe('http://127.0.0.1:1')
    expect(both.of('rds')).toBe('http://127.0.0.1:2')
    expect(endpoints({ default: 'http://127.0.0.1:4' }, { URL: 'http://127.0.0.1:3' }).of('rds')).toBe(
      'http://127.0.0.1:4',
    )
  })

  it('lets everything through when nothing is overridden', () => {
    const none = endpoints({})
    expect(none.overridden).toBe(false)
    expect(none.of('rds')).toBeUndefined()
    none.guard('https://rds.us-east-1.amazonaws.com/')
  })

  it('stops every other host as soon as one service is overridden', () => {
    const one = endpoints({ route53: 'http://127.0.0.1:1' })
    one.guard('http://127.0.0.1:1/2013-04-01/hostedzone')
    for (const other of [
      'https://rds.us-east-1.amazonaws.com/',
      'http://127.0.0.1:2/',
      'https://127.0.0.1:1/',
    ]) {
      expect(() => one.guard(other)).toThrow(expect.objectContaining({ code: 'ENDPOINT_REFUSED' }))
    }
  })

  it('refuses what is no URL', () => {
    expect(() => endpoints({}, { URL: '127.0.0.1:80' })).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID' }),
    )
  })
})
