import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { get as httpsGet } from 'node:https'
import { json } from 'node:stream/consumers'
import { DnsManagementClient } from '@azure/arm-dns'
import { ClientSecretCredential } from '@azure/identity'
import { describe, expect, it } from 'vitest'
import { makeToken, tenantId } from '../../../src/lab/azure/token.ts'
import { all, database, postgres, served, subscription, tls, useAzureLab } from './azure-lab.ts'

useAzureLab()

describe('PostgreSQL flexible servers through the SDK', () => {
  const state = async () => (await postgres.servers.get('shop', 'orders-azure')).state

  it('shows the server', async () => {
    expect((await all(postgres.servers.listBySubscription())).map((server) => server.name)).toEqual([
      'orders-azure',
    ])
    expect((await all(postgres.servers.listByResourceGroup('shop'))).length).toBe(1)
    expect(await postgres.servers.get('shop', 'orders-azure')).toMatchObject({
      state: 'Ready',
      version: '18',
      minorVersion: '4',
      fullyQualifiedDomainName: '127.9.3.1',
      administratorLogin: 'mcloud_admin',
      location: 'eastus',
    })
    await expect(postgres.servers.get('shop', 'none')).rejects.toMatchObject({
      statusCode: 404,
      code: 'ResourceNotFound',
    })
  })

  it('stops and starts the real server as long-running operations', async () => {
    const options = { updateIntervalInMs: 1 }
    const stop = await postgres.servers.beginStop('shop', 'orders-azure', options)
    expect(stop.getOperationState().status).toBe('running')
    expect(await state()).toBe('Stopping')
    await expect(postgres.servers.beginStop('shop', 'orders-azure', options)).rejects.toMatchObject({
      code: 'ServerIsBusy',
    })
    served.world.advance(5000)
    await stop.pollUntilDone()
    expect([await state(), database.up]).toEqual(['Stopped', false])
    await expect(postgres.servers.beginStop('shop', 'orders-azure', options)).rejects.toMatchObject({
      code: 'ServerIsNotReady',
    })
    const start = await postgres.servers.beginStart('shop', 'orders-azure', options)
    expect(await state()).toBe('Starting')
    served.world.advance(5000)
    await start.pollUntilDone()
    expect([await state(), database.up]).toEqual(['Ready', true])
    await expect(postgres.servers.beginStart('shop', 'orders-azure', options)).rejects.toMatchObject({
      code: 'ServerIsNotStopped',
    })
  })

  it('reports an operation whose server did not follow', async () => {
    database.fails = true
    const stop = await postgres.servers.beginStop('shop', 'orders-azure', { updateIntervalInMs: 1 })
    served.world.advance(5000)
    await expect(stop.pollUntilDone()).rejects.toThrow(/did not follow/)
  })
})

describe('sign-in and resources', () => {
  const get = async (path: string, headers: Record<string, string> = {}) => {
    const request = httpsGet(served.url + path, { headers, ca: tls.ca })
    const [answer] = (await once(request, 'response')) as [IncomingMessage]
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body: (await json(answer)) as Record<string, unknown>,
    }
  }
  const bearer = (nowMs = served.world.nowMs) => ({
    authorization: `Bearer ${makeToken({ issuer: served.url, nowMs, lifetimeSeconds: 60, clientId: 'x', audience: 'x' })}`,
  })

  it('lets the real credential sign in', async () => {
    served.world.nowMs = Date.now()
    const credential = new ClientSecretCredential(tenantId, 'client', 'secret', {
      authorityHost: served.url,
      disableInstanceDiscovery: true,
      tlsOptions: { ca: tls.ca },
    } as never)
    const client = new DnsManagementClient(credential, subscription, {
      endpoint: served.url,
      tlsOptions: { ca: tls.ca },
    })
    expect((await all(client.zones.list())).length).toBe(1)
    const token = await credential.getToken('https://management.azure.com/.default')
    const claims = JSON.parse(Buffer.from(token.token.split('.')[1] ?? '', 'base64url').toString())
    expect(claims).toMatchObject({
      tid: tenantId,
      appid: 'client',
      upn: 'operator@shop.test',
      aud: 'https://management.azure.com',
    })
    const wrong = new ClientSecretCredential('11111111-0000-0000-0000-000000000000', 'client', 'secret', {
      authorityHost: served.url,
      disableInstanceDiscovery: true,
      tlsOptions: { ca: tls.ca },
    } as never)
    await expect(wrong.getToken('https://management.azure.com/.default')).rejects.toThrow(/AADSTS90002/)
  })

  it('refuses a call without a token, with none that is one, and with an old one', async () => {
    const path = `/subscriptions/${subscription}?api-version=2022-12-01`
    for (const [headers, code] of [
      [{}, 'AuthenticationFailed'],
      [{ authorization: 'Basic eDp5' }, 'AuthenticationFailedInvalidHeader'],
      [{ authorization: 'Bearer opaque' }, 'InvalidAuthenticationToken'],
      [bearer(served.world.nowMs - 3_600_000), 'ExpiredAuthenticationToken'],
    ] as const) {
      const answer = await get(path, headers)
      expect(answer).toMatchObject({ status: 401, body: { error: { code } } })
      expect(answer.headers['www-authenticate']).toMatch(/^Bearer /)
      expect(answer.headers['x-ms-request-id']).toMatch(/^[0-9a-f-]{36}$/)
    }
  })

  it('shows subscription and resource group, and checks API versions', async () => {
    const headers = bearer()
    expect((await get(`/subscriptions/${subscription}?api-version=2022-12-01`, headers)).body).toMatchObject({
      subscriptionId: subscription,
      state: 'Enabled',
      tenantId,
    })
    expect((await get('/subscriptions?api-version=2022-12-01', headers)).body).toMatchObject({
      value: [{ subscriptionId: subscription }],
    })
    expect(
      (await get(`/subscriptions/${subscription}/resourcegroups/SHOP?api-version=2021-04-01`, headers)).body,
    ).toMatchObject({ name: 'shop' })
    expect((await get(`/subscriptions/${subscription}`, headers)).body).toMatchObject({
      error: { code: 'MissingApiVersionParameter' },
    })
    expect((await get(`/subscriptions/${subscription}?api-version=1999-01-01`, headers)).body).toMatchObject({
      error: { code: 'NoRegisteredProviderFound' },
    })
    expect(
      (
        await get(
          `/subscriptions/${subscription}/providers/Microsoft.Compute/virtualMachines?api-version=2024-01-01`,
          headers,
        )
      ).body,
    ).toMatchObject({ error: { code: 'InvalidResourceType' } })
    expect((await get('/subscriptions/other?api-version=2022-12-01', headers)).body).toMatchObject({
      error: { code: 'SubscriptionNotFound' },
    })
    expect((await get('/nothing', headers)).status).toBe(404)
    const of = (url: string) =>
      served.cloud.serviceOf({ method: 'GET', url, headers: {}, body: Buffer.alloc(0) })
    expect(
      [
        `/${tenantId}/oauth2/v2.0/token`,
        `/subscriptions/${subscription}`,
        `/subscriptions/${subscription}/providers/Microsoft.Network/trafficmanagerprofiles`,
      ].map(of),
    ).toEqual(['login', 'resources', 'trafficmanager'])
    expect(served.cloud.throttled('dns')).toMatchObject({ status: 429, headers: { 'retry-after': '1' } })
  })
})
