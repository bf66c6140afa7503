import { makeAwsHarness } from '../support/aws-harness.ts'
import { findMoto, startMoto } from '../support/moto.ts'
import { describeProvider } from './provider.contract.ts'

// A second opinion: an emulator that has nothing in common with the lab.
const moto = findMoto()

describeProvider(
  moto === undefined ? 'aws over moto (skipped: moto_server is not installed)' : 'aws over moto',
  async () => makeAwsHarness(await startMoto(moto ?? 'moto_server')),
  {
    skip: moto === undefined,
    // moto lets records of different policies stand side by side, so that nothing shows the record has moved.
    lacks: [
      'commits what was prepared although the record has moved since',
      // moto's checkers are always content.
      'says what the checkers see of each target',
    ],
  },
)
