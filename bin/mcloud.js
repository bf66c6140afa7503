#!/usr/bin/env node
import module from 'node:module'

// Present from Node 22.8 on; Node 20 starts without it.
module.enableCompileCache?.()

const { main } = await import('../dist/main.js')
// Everything printed has left the process by then; what still waits for a dead cloud must not hold it.
process.exit(await main(process))
