import { valueOptions } from './shell-case.ts'
import type { CompletionNode, CompletionOption } from './words.ts'

/** The script for fish 3 and newer. */
export function fishScript(nodes: readonly CompletionNode[]): string {
  const steps = nodes.flatMap(({ path, next }) => next.map(({ word }) => quoted(`${path}/${word}`)))
  const withValue = valueOptions(nodes).map(({ pattern }) => quoted(pattern.slice(1, -1)))
  return `# Completion of mcloud for fish: mcloud completion fish > ~/.config/fish/completions/mcloud.fish
function __mcloud_at
    set -l path ''
    set -l before ''
    set -l typed (commandline -opc)
    for word in $typed[2..-1]
        if contains -- "$path:$before" ${withValue.join(' ')}
            set before ''
            continue
        end
        set before $word
        if contains -- "$path/$word" ${steps.join(' ')}
            set path (string trim -- "$path $word")
        end
    end
    test "$path" = "$argv[1]"
end
complete -c mcloud -f
${nodes.flatMap(nodeLines).join('\n')}
`
}

function nodeLines({ path, next, options, arguments: words, files }: CompletionNode): readonly string[] {
  const at = `complete -c mcloud -n ${quoted(`__mcloud_at ${quoted(path)}`)}`
  return [
    ...next.map(({ word, summary }) => `${at} -a ${word}${summary === '' ? '' : ` -d ${quoted(summary)}`}`),
    ...words.map((word) => `${at} -a ${word}`),
    ...(files ? [`${at} -F`] : []),
    ...options.map(
      ({ word, summary, value }) => `${at} -l ${word.slice(2)}${valuePart(value)} -d ${quoted(summary)}`,
    ),
  ]
}

function valuePart(value: CompletionOption['value']): string {
  if (value === 'none') return ''
  if (value === 'file') return ' -r -F'
  if (value === 'text') return ' -x'
  return ` -x -a ${quoted(value.join(' '))}`
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
