import { beforeEach } from 'vitest'

/** Vitest prints an error's message and not what it carries; without its problems a failed check has no name. */
beforeEach(({ onTestFailed }) => {
  onTestFailed(({ task }) => {
    for (const error of task.result?.errors ?? []) {
      const { problems, details } = error as { problems?: unknown; details?: unknown }
      if (problems !== undefined)
        console.error(JSON.stringify({ test: task.name, problems, details }, null, 2))
    }
  })
})
