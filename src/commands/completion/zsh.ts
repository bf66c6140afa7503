import { valueOptions, walkBranches } from './shell-case.ts'
import type { CompletionNode, CompletionOption, Described } from './words.ts'

/** The script for zsh, to be autoloaded from a folder of $fpath or sourced. */
export function zshScript(nodes: readonly CompletionNode[]): string {
  const values = valueOptions(nodes)
  return `#compdef mcloud
# Completion of mcloud for zsh
_mcloud() {
  local cur="\${words[CURRENT]}" prev="\${words[CURRENT-1]}" path_="" word before=""
  local -a found
  if [[ $cur == --*=* ]]; then
    prev="\${cur%%=*}"
    compset -P '*='
  fi
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$path_:$before" in
      ${values.map(({ pattern }) => pattern).join(' | ')}) before=""; continue ;;
    esac
    before="$word"
    case "$path_/$word" in
      ${walkBranches(nodes)}) path_="\${path_:+$path_ }$word" ;;
    esac
  done
  case "$path_:$prev" in
${values.map(({ pattern, value }) => `    ${pattern}) ${valueLine(value)}; return ;;`).join('\n')}
  esac
  case "$path_" in
${nodes.map(nodeBranch).join('\n')}
  esac
}
if [[ "\${funcstack[1]}" == _mcloud ]]; then _mcloud "$@"; else compdef _mcloud mcloud; fi
`
}

function valueLine(value: Exclude<CompletionOption['value'], 'none'>): string {
  if (value === 'text') return ':'
  if (value === 'file') return '_files'
  return `compadd -- ${value.map(quoted).join(' ')}`
}

function nodeBranch({ path, next, options, arguments: words, files }: CompletionNode): string {
  const plain = [...next, ...words.map((word) => ({ word, summary: '' }))]
  return `    "${path}")
      if [[ $cur == -* ]]; then found=(${described(options)}); _describe option found
      else found=(${described(plain)}); _describe command found${files ? '; _files' : ''}; fi ;;`
}

function described(items: readonly Described[]): string {
  return items
    .map(({ word, summary }) => quoted(summary === '' ? word : `${word}:${summary.replaceAll(':', '\\:')}`))
    .join(' ')
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
