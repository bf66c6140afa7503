import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { labDown, labReset } from '../../src/lab/control/lab-down.ts'
import type { LabUpInput } from '../../src/lab/control/lab-up.ts'
import { labUp } from '../../src/lab/control/lab-up.ts'
import { labFolder } from '../../src/lab/lab-folder.ts'
import { bundleForNode } from './lab-bundle.ts'

/** A lab of its own in a temporary folder, whose clouds are the test double (`plain-lab-cloud.ts`). */
export async function makePlainLab() {
  const root = mkdtempSync(join(tmpdir(), 'mcloud-lab-test-'))
  const folder = labFolder(root, {}, '/')
  const entry = await bundleForNode('test/support/plain-lab-process.ts')
  return {
    folder,
    entry,
    up: (change: Partial<LabUpInput> = {}) =>
      labUp({
        folder,
        entry,
        environment: process.env,
        signal: new AbortController().signal,
        report: () => {},
        ...change,
      }),
    down: () => labDown(folder),
    async remove() {
      await labReset(folder)
      for (const path of [root, dirname(entry)]) rmSync(path, { recursive: true, force: true })
    },
  }
}

export type PlainLab = Awaited<ReturnType<typeof makePlainLab>>
