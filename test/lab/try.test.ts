import { mkdtempSync } from 'node:fs'
import { test } from 'vitest'
import { labUp } from '../../src/lab/control/lab-up.ts'
import { labDown } from '../../src/lab/control/lab-down.ts'
import { labFolder } from '../../src/lab/lab-folder.ts'
import { bundleForNode } from '../support/lab-bundle.ts'
test('try', async () => {
  const dir = mkdtempSync('/tmp/labtry-')
  const t0 = Date.now()
  const entry = await bundleForNode('test/support/plain-lab-process.ts', `${dir}/bin`)
  console.log('bundle', Date.now() - t0)
  const folder = labFolder(`${dir}/lab`, process.env, '/')
  try {
  for (let i=0;i<2;i++){
  const up = await labUp({ folder, entry, environment: process.env, signal: new AbortController().signal, report: (t) => console.log(Date.now()-t0, t) })
  console.log(JSON.stringify(up, null, 1))
  const t1 = Date.now()
  console.log(await labDown(folder), Date.now() - t1)
  }
  } catch (e) { console.log(e); await labDown(folder).catch(()=>{}); throw e}
})
