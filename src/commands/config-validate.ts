import type { Problem } from '../errors/mcloud-error.ts'
import { defineCommand } from './command.ts'
import { platformFileRequest } from './platform-file-request.ts'

/** `mcloud config validate`: every mistake of a file at once. */
export const configValidate = defineCommand({
  description:
    'Exit 0: the file is valid; warnings and notes are listed. Exit 2: every mistake is listed with file, line, column and what was expected.',
  options: {},
  arguments: { file: { summary: 'The file (default: as every command finds it)', file: true } },
  examples: [
    { command: 'mcloud config validate', means: 'check the file that the commands would use' },
    { command: 'mcloud config validate shop.yaml --json', means: 'check another file, for programs' },
  ],
  run: async ({ arguments: { file } }, context) => {
    const [{ loadPlatformFile }, { notesOn }, { placeProblems }] = await Promise.all([
      import('../config/load-platform.ts'),
      import('../config/check/notes.ts'),
      import('../config/problems.ts'),
    ])
    const read = await loadPlatformFile(platformFileRequest(context, file ?? context.global.config))
    const notes = placeProblems(read.shownPath, read.document, notesOn(read.effective))
    const warnings: readonly Problem[] = read.platform.warnings ?? []
    return {
      kind: 'done' as const,
      data: { file: read.source.path, platform: read.platform.name, warnings, notes },
    }
  },
  human: ({ data }, page) => {
    page.line(`${data.file} is valid: platform ${data.platform}.`)
    for (const [word, problems] of [
      ['warning', data.warnings],
      ['note', data.notes],
    ] as const) {
      for (const { at, message, expected } of problems) {
        page.line(`${word} ${at}: ${message}${expected === undefined ? '' : ` (${expected})`}`)
      }
    }
  },
})
