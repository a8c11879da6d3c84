// For each provider: the settings of its sender, and how its own SDK sends a mail. A mail is what a hook gets:
// docs/senders.md, "A program of your own".
import { SESv2Client, SendEmailCommand } from "@aws-sdk/client-sesv2";
import { Client as GraphClient } from "@microsoft/microsoft-graph-client";
import { Client as SendGridClient } from "@sendgrid/client";
import { MailService } from "@sendgrid/mail";
import { ServerClient } from "postmark";
import { Resend } from "resend";
import { json } from "./support.mjs";

const written = ({ name, email }) => `${name} <${email}>`;
const credentials = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" };

/**
 * `settings(url, tokens)`: a sender whose API is at `url`.
 * `send(url, mail, source)`: the SDK sends the mail; `source` is the mail as MIME, for those that take it so.
 * `headers`: those in which both must agree.
 * `source(body)`: the MIME in our request.
 * `accepted`: an answer that the SDK takes.
 */
export const PROVIDERS = {
  postmark: {
    settings: (url) => ({ kind: "postmark", url, token: "a-server-token", stream: "transactional" }),
    headers: ["x-postmark-server-token", "content-type"],
    accepted: json(200, { ErrorCode: 0, Message: "OK", MessageID: "an-id" }),
    send: (url, mail) =>
      new ServerClient("a-server-token", { requestHost: new URL(url).host, useHttps: false }).sendEmail({
        From: written(mail.from), To: mail.to, Subject: mail.subject, TextBody: mail.text, HtmlBody: mail.html,
        MessageStream: "transactional",
        // With it Postmark keeps our Message-ID.
        Headers: [...Object.entries(mail.headers), ["X-PM-KeepID", "true"]].map(([Name, Value]) => ({ Name, Value })),
        Metadata: { rekey: mail.id }, TrackOpens: false, TrackLinks: "None",
      }),
  },
  sendgrid: {
    settings: (url) => ({ kind: "sendgrid", url, token: "SG.a-key" }),
    headers: ["authorization", "content-type"],
    accepted: { status: 202, headers: { "x-message-id": "an-id" } },
    send: (url, mail) => {
      const [client, service] = [new SendGridClient(), new MailService()];
      client.setApiKey("SG.a-key");
      client.setDefaultRequest("baseUrl", url);
      service.setClient(client);
      return service.send({
        from: mail.from, to: mail.to, subject: mail.subject, text: mail.text, html: mail.html, headers: mail.headers,
        customArgs: { rekey: mail.id },
        trackingSettings: {
          clickTracking: { enable: false, enableText: false }, openTracking: { enable: false }, subscriptionTracking: { enable: false },
        },
      });
    },
  },
  resend: {
    settings: (url) => ({ kind: "resend", url, token: "re_a_key" }),
    headers: ["authorization", "content-type", "idempotency-key"],
    accepted: json(200, { id: "an-id" }),
    send: (url, mail) =>
      new Resend("re_a_key", { baseUrl: url }).emails.send({
        from: written(mail.from), to: [mail.to], subject: mail.subject, text: mail.text, html: mail.html, headers: mail.headers,
        tags: [{ name: "rekey", value: mail.id }],
      }, { idempotencyKey: mail.id }),
  },
  ses: {
    settings: (url) => ({
      kind: "ses", url, region: "eu-central-1", configuration_set: "mails",
      access_key_id: credentials.accessKeyId, secret_access_key: credentials.secretAccessKey,
    }),
    headers: ["content-type"],
    accepted: json(200, { MessageId: "an-id" }),
    source: ({ Content }) => Buffer.from(Content.Raw.Data, "base64"),
    send: (url, mail, source) =>
      new SESv2Client({ endpoint: url, region: "eu-central-1", credentials }).send(new SendEmailCommand({
        FromEmailAddress: mail.from.email, Destination: { ToAddresses: [mail.to] }, Content: { Raw: { Data: source } },
        EmailTags: [{ Name: "rekey", Value: mail.id }], ConfigurationSetName: "mails",
      })),
  },
  graph: {
    settings: (url, tokens) => ({
      kind: "graph", url, user: "no-reply@example.com", client_id: "an-app", client_secret: "its-secret", token_url: tokens,
    }),
    form: { grant_type: "client_credentials", client_id: "an-app", client_secret: "its-secret", scope: "https://graph.microsoft.com/.default" },
    // The SDK shows its token to https alone.
    headers: ["content-type"],
    accepted: { status: 202 },
    source: (body) => Buffer.from(body, "base64"),
    send: (url, mail, source) =>
      GraphClient.init({ baseUrl: url, defaultVersion: "", authProvider: (done) => done(null, "a-token") })
        .api("/users/no-reply@example.com/sendMail").header("Content-Type", "text/plain").post(source.toString("base64")),
  },
};
