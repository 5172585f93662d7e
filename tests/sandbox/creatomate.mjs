// What the official client does with a sandbox, told as JSON: node creatomate.mjs <folder of web/> <address>
import { createRequire } from 'node:module'
import http from 'node:http'
import path from 'node:path'

const [, , web, address] = process.argv
const require = createRequire(path.join(path.resolve(web), 'package.json'))

// The client knows one address; what goes there comes here instead. It is not touched itself.
const https = require('node:https')
const sandbox = new URL(address)
https.request = (options, answer) => {
  if (options.hostname !== 'api.creatomate.com') throw new Error(`asked ${options.hostname}`)
  const { hostname, port } = sandbox
  const there = { hostname, port, host: hostname, protocol: 'http:', path: sandbox.pathname + options.path }
  return http.request({ ...options, ...there, agent: undefined, agents: undefined }, answer)
}

const Creatomate = require('creatomate')

const client = new Creatomate.Client('key')
const source = new Creatomate.Source({
  outputFormat: 'mp4',
  width: 1080,
  height: 1920,
  frameRate: 30,
  duration: 1,
  elements: [
    new Creatomate.Text({
      name: 'menu',
      text: '새우 파스타',
      font: new Creatomate.Font('Pretendard', 800, 'normal', '9 vmin'),
      fillColor: '#ffffff',
      enter: new Creatomate.Fade({ duration: 0.5 }),
    }),
  ],
})

const failure = async (options, key = 'key') => {
  try {
    await new Creatomate.Client(key).startRender(options)
    return null
  } catch (error) {
    return { name: error.constructor.name, message: error.message }
  }
}

const rendered = await client.render({ source, metadata: 'k', modifications: { 'menu.text': '크림 파스타' } }, 60)
const started = await client.startRender({ source, maxWidth: 720 })
const fetched = await client.fetchRender(started[0].id)
const failed = await client.render({ source, metadata: '[fault:failed]' }, 60)
const errors = {
  unkeyed: await failure({ source }, 'wrong'),
  invalid: await failure({ source, metadata: '[fault:invalid]' }),
  unpaid: await failure({ source, metadata: '[fault:unpaid]' }),
  busy: await failure({ source, metadata: '[fault:busy]' }),
  broken: await failure({ source, metadata: '[fault:broken]' }),
  nothing: await failure({}),
}
console.log(JSON.stringify({ rendered, started, fetched, failed, errors }))
