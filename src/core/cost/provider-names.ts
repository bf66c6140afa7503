/** The cloud that a FOCUS provider name means, or the name itself. */
export function cloudOfProvider(name: string): string {
  const word = name.toLowerCase()
  if (/\baws\b|amazon/.test(word)) return 'aws'
  if (/microsoft|azure/.test(word)) return 'azure'
  if (/google|\bgcp\b/.test(word)) return 'gcp'
  return name === '' ? '(unnamed)' : name
}
