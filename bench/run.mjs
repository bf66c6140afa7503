#!/usr/bin/env node
// Runs the benchmarks of this folder and prints their figures as a table and as one line of JSON.
//
//   npm run bench                        all of them
//   npm run bench -- --only startup      one of them; may be repeated
//   npm run bench -- --json              the JSON alone
//
// A benchmark is a file `<name>.bench.mjs` that exports `name` and `run(bench)`, which resolves to its figures:
// `{ figure, value, unit, target? }`, where a target is the highest value that is still good.
import { readdir } from 'node:fs/promises'
import { arch, cpus, release } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const folder = dirname(fileURLToPath(import.meta.url))
const { values } = parseArgs({
  options: { only: { type: 'string', multiple: true }, json: { type: 'boolean' } },
})

const files = (await readdir(folder)).filter((name) => name.endsWith('.bench.mjs')).sort()
const benches = await Promise.all(files.map((file) => import(join(folder, file))))
const unknown = (values.only ?? []).filter((name) => !benches.some((bench) => bench.name === name))
if (unknown.length > 0) {
  console.error(`no benchmark ${unknown.join(', ')}; there are ${benches.map(({ name }) => name).join(', ')}`)
  process.exit(2)
}

// A process that a signal ends tells nobody; one that exits has its servers and folders taken away.
for (const [signal, code] of Object.entries({ SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }))
  process.once(signal, () => process.exit(code))

const figures = []
for (const bench of benches.filter(({ name }) => values.only?.includes(name) ?? true)) {
  const note = (text) => console.error(`${bench.name}: ${text}`)
  for (const figure of await bench.run({ root: dirname(folder), note })) {
    figures.push({ bench: bench.name, ...figure })
  }
}
const machine = {
  node: process.version,
  cores: cpus().length,
  system: `${process.platform} ${arch()} ${release()}`,
}
if (!values.json) printTable(figures)
console.log(JSON.stringify({ schemaVersion: 1, machine, figures }))

function printTable(rows) {
  const lines = [
    ['bench', 'figure', 'value', 'target', ''],
    ...rows.map(({ bench, figure, value, unit, target }) => [
      bench,
      figure,
      `${round(value)} ${unit}`,
      target === undefined ? '' : `<= ${target} ${unit}`,
      target === undefined ? '' : value <= target ? 'met' : 'MISSED',
    ]),
  ]
  const widths = lines[0].map((_, column) => Math.max(...lines.map((cells) => cells[column].length)))
  for (const cells of lines) {
    console.log(
      cells
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
  }
  console.log()
}

function round(value) {
  return Number(value.toPrecision(3))
}
