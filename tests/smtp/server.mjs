#!/usr/bin/env node
// A real SMTP server for the tests. Prints its port as the first line; with TLS its certificate as a JSON line
// {"certificate": PEM}; then each accepted mail as a JSON line. Ends when its standard input does.
//
//   node server.mjs [--starttls | --tls] [--self-signed-authority | --signed | --signed-by-leaf] [--name NAME] [--days=DAYS]
//                   [--login USER:PASSWORD] [--no-smtputf8] [--port PORT]
//
// The certificate that is printed is the server's own, which signs itself and does not claim to be an authority;
// with --self-signed-authority it does; with --signed it is an authority's, which signed the server's; with
// --signed-by-leaf a certificate without that right did.
// --name is the certificate's host name, instead of this machine's loopback names. --days is how long it is valid: 1 by
// default; --days=-1 expired yesterday.

import { parseArgs } from 'node:util'
import { simpleParser } from 'mailparser'
import { generate } from 'selfsigned'
import { SMTPServer } from 'smtp-server'

const { values: options } = parseArgs({
  options: {
    starttls: { type: 'boolean', default: false },
    tls: { type: 'boolean', default: false },
    'self-signed-authority': { type: 'boolean', default: false },
    signed: { type: 'boolean', default: false },
    'signed-by-leaf': { type: 'boolean', default: false },
    name: { type: 'string', default: 'localhost' },
    days: { type: 'string', default: '1' },
    login: { type: 'string' },
    'no-smtputf8': { type: 'boolean', default: false },
    port: { type: 'string', default: '0' },
  },
})

const print = (value) => process.stdout.write(`${typeof value === 'string' ? value : JSON.stringify(value)}\n`)

const DAY = 24 * 60 * 60 * 1000

/** A certificate and its key. */
async function certificate({ name, authority = false, ca }) {
  const notAfterDate = new Date(Date.now() + Number(options.days) * DAY)
  const extensions = [
    { name: 'basicConstraints', cA: authority, critical: true },
    { name: 'subjectAltName', altNames: [{ type: 2, value: name }] },
  ]
  const { cert, private: key } = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(notAfterDate - 90 * DAY),
    notAfterDate,
    extensions,
    ca,
  })
  return { cert, key }
}

/** What the server shows, and the certificate that clients are to trust. */
async function certificates() {
  const { name } = options
  if (options.signed || options['signed-by-leaf']) {
    const signer = await certificate({ name: 'Test Authority', authority: options.signed })
    return { pair: await certificate({ name, ca: signer }), trusted: signer.cert }
  }
  const pair = await certificate({ name, authority: options['self-signed-authority'] })
  return { pair, trusted: pair.cert }
}

const encrypted = options.starttls || options.tls
const { pair, trusted } = encrypted ? await certificates() : { pair: {} }

const disabledCommands = []
if (!options.starttls) disabledCommands.push('STARTTLS')
if (!options.login) disabledCommands.push('AUTH')

const server = new SMTPServer({
  ...pair,
  secure: options.tls,
  disabledCommands,
  authOptional: !options.login,
  allowInsecureAuth: !encrypted,
  hideSMTPUTF8: options['no-smtputf8'],
  disableReverseLookup: true,
  onAuth({ username, password }, session, callback) {
    if (`${username}:${password}` === options.login) callback(null, { user: username })
    else callback(new Error('Invalid username or password'))
  },
  onData(stream, session, callback) {
    const chunks = []
    stream.on('data', (chunk) => chunks.push(chunk))
    stream.on('end', async () => {
      try {
        print(await describe(Buffer.concat(chunks), session))
        callback(null)
      } catch (error) {
        callback(error)
      }
    })
  },
})

/** A received mail, raw and as a mail program reads it. */
async function describe(source, session) {
  const mail = await simpleParser(source, { skipImageLinks: true, skipTextLinks: true })
  return {
    connection: session.id,
    secure: session.secure,
    user: session.user || null,
    hello: session.hostNameAppearsAs,
    from: session.envelope.mailFrom.address,
    to: session.envelope.rcptTo.map(({ address }) => address),
    headers: Object.fromEntries(mail.headerLines.map(({ key, line }) => [key, line.slice(key.length + 1).trim()])),
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    source: source.toString('utf8'),
  }
}

// A client that hangs up in the middle is part of the tests, not a reason to exit.
server.on('error', (error) => process.stderr.write(`${error.message}\n`))
process.stdin.resume().on('end', () => process.exit(0))

const listener = server.listen(Number(options.port), '127.0.0.1', () => {
  print(String(listener.address().port))
  if (encrypted) print({ certificate: trusted })
})
