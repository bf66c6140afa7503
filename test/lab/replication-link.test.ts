import { describe, expect, test } from 'vitest'
import { startupReader } from '../../src/lab/daemon/replication-link.ts'

const SSL_REQUEST = 80_877_103
const PROTOCOL_3 = 196_608

function message(code: number, text: string): Buffer {
  const body = Buffer.from(text)
  const header = Buffer.alloc(8)
  header.writeUInt32BE(8 + body.length, 0)
  header.writeUInt32BE(code, 4)
  return Buffer.concat([header, body])
}

const STARTUP = message(
  PROTOCOL_3,
  'user\0application_name\0application_name\0mcloud_gcp\0replication\0database\0\0',
)

describe('the first message of a subscription', () => {
  test('tells its name, whatever comes before it and however it is cut', () => {
    const bytes = Buffer.concat([message(SSL_REQUEST, ''), STARTUP, Buffer.from('more')])
    for (const size of [1, 3, bytes.length]) {
      const reader = startupReader()
      for (let at = 0; at < bytes.length; at += size) reader.read(bytes.subarray(at, at + size))
      expect(reader.applicationName()).toBe('mcloud_gcp')
    }
  })

  test('is unknown until it is whole, and empty where it has no name', () => {
    const reader = startupReader()
    reader.read(STARTUP.subarray(0, 20))
    expect(reader.applicationName()).toBeUndefined()
    const nameless = startupReader()
    nameless.read(message(PROTOCOL_3, 'user\0replicator\0\0'))
    expect(nameless.applicationName()).toBe('')
  })
})
