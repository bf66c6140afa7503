/** Names of environment variables whose value is a secret. */
const SECRET_NAME =
  /(^|_)(SECRET|PASSWORD|PASSWD|PASSPHRASE|TOKEN|CREDENTIALS?|API_?KEY|ACCESS_KEY|PRIVATE_KEY)(_|$)/i
/** What such a name ends with when its value only says where the secret is. */
const PLACE_NAME = /_(FILE|PATH|DIR|URL|URI|ID|NAME|ENDPOINT|TYPE|TTL)$/i
/** Shorter values would blacken ordinary words. */
const SHORTEST_SECRET = 8
const URL_PASSWORD = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@"']*:)([^\s@"']+)(@)/gi
const HIDDEN = '***'

/** Takes secrets out of a text before it is printed. */
export type Redact = (text: string) => string

/**
 * Hides the values of environment variables whose names say that they are secrets, the passwords of connection
 * strings found in the environment, and the password part of every URL in the text.
 */
export function makeRedaction(environment: Readonly<Record<string, string | undefined>>): Redact {
  const secrets = new Set<string>()
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined) continue
    if (SECRET_NAME.test(name) && !PLACE_NAME.test(name)) secrets.add(value)
    for (const match of value.matchAll(URL_PASSWORD)) {
      const password = match[2] ?? ''
      secrets.add(password)
      secrets.add(decoded(password))
    }
  }
  const hidden = [...secrets]
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)])
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .sort((one, other) => other.length - one.length)
  return (text) => {
    let clean = text.replace(URL_PASSWORD, `$1${HIDDEN}$3`)
    for (const secret of hidden) clean = clean.replaceAll(secret, HIDDEN)
    return clean
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
