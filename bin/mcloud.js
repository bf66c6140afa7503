#!/usr/bin/env node
import module from 'node:module'

// Present from Node 22.8 on; Node 20 starts without it.
module.enableCompileCache?.()

const { main } = await import('../dist/main.js')
process.exitCode = await main(process)
