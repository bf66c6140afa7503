// Loaded before the program by `node --import`: it lets the unchanged program die by SIGKILL at one of its effects.
// An effect is whatever another process can see: a document of the coordination store, a statement or a commit that
// changes a server, a request that changes a cloud. What only reads is passed over.
//
//   MCLOUD_TEST_DIE=gap:N    dies right before effect N is sent; all before it have been answered or are under way
//   MCLOUD_TEST_DIE=sent:N   dies right after effect N was sent, without waiting for the answer
//   MCLOUD_TEST_DIE=before:TEXT dies before the first effect whose line begins so
//   MCLOUD_TEST_DIE=stop:TEXT  stops (SIGSTOP) before the first effect whose line begins so; SIGCONT lets it go on
//   MCLOUD_TEST_EFFECTS      file that gets a line for each effect and one for the death
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'

const [wantedMoment, wantedText] = (process.env.MCLOUD_TEST_DIE ?? 'never:-1').split(':')
const wanted = Number(wantedText)
const isNamed = wantedMoment === 'stop' || wantedMoment === 'before'
let named = isNamed ? process.env.MCLOUD_TEST_DIE.slice(wantedMoment.length + 1) : undefined
const log = process.env.MCLOUD_TEST_EFFECTS
let count = 0

/** Has one effect, unless the process is to die before or right after it. */
function effect(label, send) {
  const place = count++
  if (wantedMoment === 'gap' && place === wanted) die(label)
  if (named !== undefined && label.startsWith(named)) wantedMoment === 'stop' ? stop(label) : die(label)
  note(label)
  const sent = send()
  if (wantedMoment === 'sent' && place === wanted) die(label)
  return sent
}

function stop(label) {
  named = undefined
  note(`stopped before: ${label}`)
  process.kill(process.pid, 'SIGSTOP')
}

function note(line) {
  if (log !== undefined) fs.appendFileSync(log, `${line}\n`)
}

function die(label) {
  note(`died ${wantedMoment === 'sent' ? 'in' : 'before'}: ${label}`)
  process.kill(process.pid, 'SIGKILL')
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0) // nothing more, however late the signal comes
}

// The coordination store in a folder: a document appears in the moment its link does.
const link = fs.promises.link
fs.promises.link = (from, to) => effect(documentOf(from, to), () => link(from, to))
syncBuiltinESMExports()

function documentOf(from, to) {
  const { key, value } = JSON.parse(fs.readFileSync(from, 'utf8'))
  if (value?.epochs !== undefined) return `control ${controlOf(value)}`
  if (value?.kind === undefined || value.sequence === undefined)
    return `store ${
      key
        .split('/')
        .filter((word) => !/^\d|^[0-9a-f]{40}/.test(word))
        .join('/') || to
    }`
  return `journal ${[value.kind, value.step, value.key, value.state].filter(Boolean).join(' ')}`
}

function controlOf({ run }) {
  if (run === undefined) return 'released'
  return [run.direction, run.committed ? 'committed' : '', run.owner === undefined ? 'left' : '']
    .filter(Boolean)
    .join(' ')
}

// PostgreSQL and HTTP: both end in the one place through which all sockets write.
const write = net.Socket.prototype._writeGeneric
net.Socket.prototype._writeGeneric = function (isMany, data, encoding, done) {
  const send = () => write.call(this, isMany, data, encoding, done)
  // what is written before the connection stands comes here again when it does
  if (this.connecting) return send()
  const bytes = isMany
    ? Buffer.concat(data.map(({ chunk, encoding: each }) => Buffer.from(chunk, each)))
    : Buffer.from(data, encoding)
  const label = this.speaksPostgres === undefined ? requestOf(this, bytes) : statementOf(this, bytes)
  return label === undefined ? send() : effect(label, send)
}

/** Protocol 3.0: https://www.postgresql.org/docs/current/protocol-message-formats.html */
function requestOf(socket, bytes) {
  if (bytes.length >= 8 && bytes.readInt32BE(4) === 196608) {
    socket.speaksPostgres = { inTransaction: false, changed: [] }
    return undefined
  }
  const text = bytes.toString('latin1')
  const [, method, target] = /^(POST|PUT|PATCH|DELETE) (\S+) HTTP/.exec(text) ?? []
  if (method === undefined || /Action=(Describe|List|Get)/.test(text)) return undefined
  const action = /Action=(\w+)/.exec(text)?.[1]
  return `request ${method} ${action ?? target.replace(/[0-9A-Z]{10,}/g, 'ID')}`
}

// At once and for good, also inside a transaction that is rolled back later.
const LASTING =
  /\b(pg_create_logical_replication_slot|pg_drop_replication_slot|pg_replication_slot_advance|pg_terminate_backend|setval|dblink)\b/i
// As a statement of its own or inside a WITH; words in a literal change nothing.
const CHANGING = /(^|;|\()\s*(INSERT|UPDATE|DELETE|TRUNCATE|ALTER|CREATE|DROP|GRANT|REVOKE|DO)\b/i

function statementOf(socket, bytes) {
  const session = socket.speaksPostgres
  const labels = []
  for (let at = 0; at + 5 <= bytes.length; at += 1 + bytes.readInt32BE(at + 1)) {
    const type = String.fromCharCode(bytes[at])
    if (type !== 'Q' && type !== 'P') continue
    const body = bytes.subarray(at + 5, at + 1 + bytes.readInt32BE(at + 1)).toString('utf8')
    const sql = type === 'Q' ? body : body.slice(body.indexOf('\0') + 1)
    const changes = CHANGING.test(sql.replaceAll(/'[^']*'/g, "''"))
    if (/^\s*BEGIN\b/i.test(sql)) Object.assign(session, { inTransaction: true, changed: [] })
    const commits = /\bCOMMIT\b(?! PREPARED)/i.test(sql) && session.inTransaction
    const takesEffect = commits ? session.changed.length > 0 : changes && !session.inTransaction
    if (changes) session.changed.push(firstWords(sql))
    if (takesEffect || LASTING.test(sql))
      labels.push(
        `sql :${socket.remotePort} ${commits ? `COMMIT of ${session.changed.join(', ')}` : shortened(sql)}`,
      )
    if (commits || /^\s*ROLLBACK\b/i.test(sql)) session.inTransaction = false
  }
  return labels.length === 0 ? undefined : labels.join('; ')
}

function firstWords(sql) {
  return shortened(sql.replace(/^\s*BEGIN;\s*((SELECT|SET LOCAL idle)[^;]*;\s*)*/i, ''))
    .split(' ')
    .slice(0, 3)
    .join(' ')
}

function shortened(sql) {
  return sql.replaceAll(/\s+/g, ' ').replaceAll('\0', '').trim().slice(0, 70)
}
