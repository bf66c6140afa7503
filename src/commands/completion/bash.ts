import { valueOptions, walkBranches } from './shell-case.ts'
import type { CompletionNode, CompletionOption } from './words.ts'

/** The script for bash 3.2 and newer; it asks nothing of mcloud while one types. */
export function bashScript(nodes: readonly CompletionNode[]): string {
  const values = valueOptions(nodes)
  return `# Completion of mcloud for bash: source <(mcloud completion bash)
_mcloud() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" path="" word before="" index
  COMPREPLY=()
  # bash makes three words of --option=value
  if [[ $cur == "=" ]]; then cur=""
  elif [[ $prev == "=" ]]; then prev="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  for ((index = 1; index < COMP_CWORD; index++)); do
    word="\${COMP_WORDS[index]}"
    case "$path:$before" in
      ${values.map(({ pattern }) => pattern).join(' | ')}) before=""; continue ;;
    esac
    before="$word"
    case "$path/$word" in
      ${walkBranches(nodes)}) path="\${path:+$path }$word" ;;
    esac
  done
  local IFS=$'\\n'
  case "$path:$prev" in
${values.map(({ pattern, value }) => `    ${pattern}) ${valueLine(value)}; return ;;`).join('\n')}
  esac
  case "$path" in
${nodes.map(nodeBranch).join('\n')}
  esac
}
complete -F _mcloud mcloud
`
}

const FILES = '$(compgen -f -- "$cur")'
const AS_FILES = 'compopt -o filenames 2>/dev/null'

function valueLine(value: Exclude<CompletionOption['value'], 'none'>): string {
  if (value === 'text') return ':'
  if (value === 'file') return `COMPREPLY=(${FILES}); ${AS_FILES}`
  return `COMPREPLY=($(compgen -W $'${value.join('\\n')}' -- "$cur"))`
}

function nodeBranch({ path, next, options, arguments: words, files }: CompletionNode): string {
  const plain = [...next.map(({ word }) => word), ...words].join('\\n')
  const flags = options.map(({ word }) => word).join('\\n')
  return `    "${path}")
      if [[ $cur == -* ]]; then COMPREPLY=($(compgen -W $'${flags}' -- "$cur"))
      else COMPREPLY=($(compgen -W $'${plain}' -- "$cur")${files ? ` ${FILES}` : ''})${files ? `; ${AS_FILES}` : ''}; fi ;;`
}
