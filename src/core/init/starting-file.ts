import { cloudSections, databaseSection, promiseSections, storeSection } from './sections.ts'
import type { StartingPoint } from './starting-point.ts'
import { storageSection, trafficSection } from './traffic-section.ts'

const STRATEGIES = {
  'active-active': 'all clouds serve at once; the database still has one writer',
  'active-passive': 'the first cloud serves; the others stand ready',
  hybrid: 'each cloud has its own part of the work',
} as const

/** The commented text of a first platform file; it is valid as it stands. */
export function startingFile(start: StartingPoint): string {
  return [
    '# yaml-language-server: $schema=./platform-file.schema.json',
    `# The platform ${start.name}. \`mcloud config schema > platform-file.schema.json\` gives editors the schema,`,
    '# `mcloud config validate` checks this file, `mcloud config explain` tells where each value comes from.',
    `platform: ${start.name}`,
    `# ${STRATEGIES[start.strategy]}`,
    `strategy: ${start.strategy}`,
    '',
    ...cloudSections(start),
    '',
    ...databaseSection(start),
    '',
    ...trafficSection(start),
    '',
    ...(start.strategy === 'hybrid' ? [...storageSection(start), ''] : []),
    ...promiseSections(start),
    '',
    ...storeSection(start),
    '',
  ].join('\n')
}
