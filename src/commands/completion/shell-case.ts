import type { CompletionNode, CompletionOption } from './words.ts'

/** Branches of a `case` that walks from one path to the next, as bash and zsh both write them. */
export function walkBranches(nodes: readonly CompletionNode[]): string {
  const steps = nodes.flatMap(({ path, next }) => next.map(({ word }) => `"${path}/${word}"`))
  return steps.join(' | ')
}

/** Patterns of `path:--option` for every option that takes a value. */
export function valueOptions(
  nodes: readonly CompletionNode[],
): readonly { readonly pattern: string; readonly value: Exclude<CompletionOption['value'], 'none'> }[] {
  return nodes.flatMap(({ path, options }) =>
    options.flatMap(({ word, value }) => (value === 'none' ? [] : [{ pattern: `"${path}:${word}"`, value }])),
  )
}
