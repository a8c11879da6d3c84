// Makes vectors.json and certificate.pem with Node's cryptography and OpenSSL: messages as providers send them, signed by
// keys that are thrown away. Run it here, with `node vectors.mjs`.
import crypto from 'node:crypto';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const mail = '00112233445566778899aabbccddeeff';
const to = 'ann@example.com';
const at = '1800000000';
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vectors-'));
const rsaFile = path.join(folder, 'rsa.key');
execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', rsaFile, '-out', 'certificate.pem',
  '-subj', '/CN=sns.amazonaws.com', '-days', '10900'], { stdio: 'ignore' });
const rsa = fs.readFileSync(rsaFile);
const elliptic = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' });
fs.rmSync(folder, { recursive: true });

const key = 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=';
const standard = (id, body, sent = at) => 'v1,'
  + crypto.createHmac('sha256', Buffer.from(key, 'base64')).update(`${id}.${sent}.${body}`).digest('base64');
const vectors = {
  key: `whsec_${key}`,
  event_key: elliptic.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
};

const hook = JSON.stringify({
  type: 'mail.bounced', timestamp: '2027-01-15T08:00:00Z',
  data: { id: mail, to, permanent: true, reason: '550 no such user' },
});
vectors.hook = { body: hook, sig: standard('msg_1', hook) };
vectors.late = { body: hook, sig: standard('msg_3', hook, '1799999000') };

const resend = JSON.stringify({
  type: 'email.complained', created_at: '2027-01-15T08:00:00.000Z',
  data: {
    email_id: '56761188-7520-42d8-8898-ff6fc54ce618', from: 'Example <no-reply@example.com>', to: [to], subject: 'x',
    tags: { rekey: mail },
  },
});
vectors.resend = { body: resend, sig: standard('msg_2', resend) };

const sendgrid = JSON.stringify([
  {
    email: to, timestamp: 1800000000, 'smtp-id': `<${mail}@example.com>`, event: 'bounce', type: 'bounce',
    reason: '550 5.1.1 unknown user', status: '5.1.1', sg_event_id: 'e1', sg_message_id: 'm1', rekey: mail,
  },
  { email: to, timestamp: 1800000000, event: 'spamreport', sg_event_id: 'e3', sg_message_id: 'm1', rekey: mail },
  { email: to, timestamp: 1800000001, event: 'processed', sg_event_id: 'e2', sg_message_id: 'm1', rekey: mail },
]) + '\r\n';
vectors.sendgrid = {
  body: sendgrid,
  sig: crypto.createSign('sha256').update(at + sendgrid).sign(elliptic.privateKey).toString('base64'),
};

const topic = 'arn:aws:sns:eu-central-1:123456789012:mails';
const sign = (message, names) => {
  const lines = names.filter((name) => name in message).map((name) => `${name}\n${message[name]}\n`);
  const hash = message.SignatureVersion === '1' ? 'sha1' : 'sha256';
  return { ...message, Signature: crypto.createSign(hash).update(lines.join('')).sign(rsa).toString('base64') };
};
const event = JSON.stringify({
  eventType: 'Bounce',
  bounce: {
    bounceType: 'Permanent', bounceSubType: 'General', timestamp: '2027-01-15T08:00:00.000Z',
    bouncedRecipients: [
      { emailAddress: to, action: 'failed', status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 user unknown' },
    ],
  },
  mail: { messageId: '0100', tags: { rekey: [mail], 'ses:configuration-set': ['rekey'] }, destination: [to] },
});
const notification = (SignatureVersion, TopicArn = topic) => sign({
  Type: 'Notification', MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324', TopicArn,
  Subject: 'Amazon SES Email Event Notification', Message: event, Timestamp: '2027-01-15T08:00:00.000Z',
  SignatureVersion,
}, ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type']);
vectors.sns1 = notification('1');
vectors.sns2 = notification('2');
vectors.foreign = notification('2', topic.replace(':mails', ':others'));
vectors.confirm = sign({
  Type: 'SubscriptionConfirmation', MessageId: '165545c9-2a5c-472c-8df2-7ff2be2b3b1b', Token: '2336412f37',
  TopicArn: topic, Message: 'You have chosen to subscribe',
  SubscribeURL: `https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${topic}&Token=2336412f37`,
  Timestamp: '2027-01-15T08:00:00.000Z', SignatureVersion: '2',
}, ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type']);
fs.writeFileSync('vectors.json', JSON.stringify(vectors, null, 1));
