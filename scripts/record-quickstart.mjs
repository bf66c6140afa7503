// Runs the quickstart and keeps what it prints: docs/quickstart.txt as text, docs/quickstart.svg as a picture of
// the terminal. `npm run record`
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'

const COLUMNS = 118
const CHARACTER_WIDTH = 7.8
const LINE_HEIGHT = 17
const COLOURS = {
  31: '#ff7b72',
  32: '#7ee787',
  33: '#e3b341',
  34: '#79c0ff',
  35: '#d2a8ff',
  36: '#76e3ea',
  90: '#8b949e',
}

function record() {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [new URL('./quickstart.mjs', import.meta.url).pathname], {
      env: { ...process.env, FORCE_COLOR: '1', COLUMNS: String(COLUMNS) },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => {
        output += text
        process.stderr.write(text)
      })
    child.on('close', (code) =>
      code === 0 ? resolve(output) : reject(new Error(`the quickstart ended with ${code}`)),
    )
  })
}

const toXml = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** One line with its colour codes as SVG spans; what is wider than the terminal is cut. */
function svgLine(line) {
  let colour
  let bold = false
  let dim = false
  let column = 0
  let spans = ''
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the terminal's own codes
  for (const part of line.split(/(\u001b\[[0-9;]*m)/)) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the terminal's own codes
    const codes = /^\u001b\[([0-9;]*)m$/.exec(part)?.[1]
    if (codes === undefined) {
      const text = part.slice(0, Math.max(0, COLUMNS - column))
      column += text.length
      if (text === '') continue
      const style = `${colour ? ` fill="${colour}"` : ''}${bold ? ' font-weight="bold"' : ''}${dim ? ' opacity="0.65"' : ''}`
      spans += style === '' ? toXml(text) : `<tspan${style}>${toXml(text)}</tspan>`
      continue
    }
    for (const code of codes.split(';').map(Number)) {
      if (code === 0) [colour, bold, dim] = [undefined, false, false]
      else if (code === 1) bold = true
      else if (code === 2) dim = true
      else if (code === 22) [bold, dim] = [false, false]
      else if (code === 39) colour = undefined
      else if (COLOURS[code]) colour = COLOURS[code]
    }
  }
  return spans
}

function toSvg(lines) {
  const width = Math.ceil(COLUMNS * CHARACTER_WIDTH + 32)
  const height = lines.length * LINE_HEIGHT + 32
  const rows = lines.map(
    (line, index) =>
      `<text x="16" y="${28 + index * LINE_HEIGHT}" xml:space="preserve">${svgLine(line)}</text>`,
  )
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    '<title>What the quickstart prints</title>',
    `<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>`,
    '<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="13" fill="#e6edf3">',
    ...rows,
    '</g>',
    '</svg>',
    '',
  ].join('\n')
}

const printed = (await record()).trim()
const lines = printed.split('\n').map((line) => line.trimEnd())
writeFileSync(new URL('../docs/quickstart.svg', import.meta.url), toSvg(lines))
writeFileSync(
  new URL('../docs/quickstart.txt', import.meta.url),
  `${lines.map(stripVTControlCharacters).join('\n')}\n`,
)
