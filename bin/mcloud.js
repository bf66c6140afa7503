#!/usr/bin/env node
const { enableCompileCache } = require('node:module')

// Present from Node 22.8 on; Node 20 starts without it.
enableCompileCache?.()

const { main } = require('../dist/main.js')
// Everything printed has left the process by then; what still waits for a dead cloud must not hold it.
main(process).then((code) => process.exit(code))
