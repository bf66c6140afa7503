/** A name as PostgreSQL takes it, quoted. https://www.postgresql.org/docs/current/sql-syntax-lexical.html */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** A text as a literal, for the statements that take no parameters (utility statements). */
export function literal(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`
  return text.includes('\\') ? ` E${quoted.replaceAll('\\', '\\\\')}` : quoted
}

/** A table or sequence with its schema. */
export interface QualifiedName {
  readonly schema: string
  readonly name: string
}

/** `"public"."orders"`. */
export function qualified(name: QualifiedName): string {
  return `${identifier(name.schema)}.${identifier(name.name)}`
}

/** `"public"."orders", "public"."items"`. */
export function qualifiedList(names: readonly QualifiedName[]): string {
  return names.map(qualified).join(', ')
}

/** A role as the grantee of GRANT and REVOKE. */
export function grantee(role: string): string {
  return role === 'PUBLIC' ? 'PUBLIC' : identifier(role)
}
