import { loadCatalogue } from './catalogue.ts'
import { defineCommand } from './command.ts'

/** Prints what makes a shell complete mcloud's words. */
export const completion = defineCommand({
  description: [
    'bash: add `source <(mcloud completion bash)` to ~/.bashrc.',
    'zsh: write it to a file named _mcloud in a folder of $fpath.',
    'fish: write it to ~/.config/fish/completions/mcloud.fish.',
  ].join('\n'),
  arguments: { shell: { summary: 'Shell', required: true, choices: ['bash', 'zsh', 'fish'] } },
  examples: [
    { command: 'mcloud completion bash', means: 'Print the script for bash' },
    { command: 'mcloud completion fish', means: 'Print the script for fish' },
  ],
  run: async ({ arguments: { shell } }) => {
    const { completionWords } = await import('./completion/words.ts')
    const words = completionWords(await loadCatalogue())
    const script = await scriptOf(shell as Shell, words)
    return { kind: 'done', data: { shell, script } }
  },
  human: ({ data }, page) => page.line(data.script.trimEnd()),
})

type Shell = 'bash' | 'zsh' | 'fish'
type Words = Parameters<typeof import('./completion/bash.ts').bashScript>[0]

async function scriptOf(shell: Shell, words: Words): Promise<string> {
  switch (shell) {
    case 'bash':
      return (await import('./completion/bash.ts')).bashScript(words)
    case 'zsh':
      return (await import('./completion/zsh.ts')).zshScript(words)
    case 'fish':
      return (await import('./completion/fish.ts')).fishScript(words)
  }
}
