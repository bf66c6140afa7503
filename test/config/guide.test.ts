import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { readText } from './read-text.ts'

const BASE = {
  platform: 'shop',
  strategy: 'active-passive',
  clouds: { aws: { region: 'us-east-1' }, gcp: { region: 'us-central1', project: 'shop' } },
}

it('the pieces of the guide make one valid platform', async () => {
  const guide = await readFile(join(import.meta.dirname, '../../docs/platform-file.md'), 'utf8')
  const pieces = [...guide.matchAll(/```yaml\n([\s\S]*?)```/g)].map(
    ([, piece]) => parse(piece as string) as object | null,
  )
  const sections = pieces.filter((piece) => piece !== null && !('timeout' in piece))
  const { platform } = await readText(stringify(Object.assign({}, BASE, ...sections)))
  expect(platform.warnings).toEqual([])
  expect(platform).toMatchObject({
    databases: { orders: { primary: 'aws' } },
    traffic: { records: { app: { policy: 'failover' } } },
    coordination: { kind: 's3' },
  })
})
