// For each provider: a genuine request, and what its SDK says of any.
'use strict';

const crypto = require('crypto');
const querystring = require('querystring');
const twilio = require('twilio');
const plivo = require('plivo');
const jsonwebtoken = require('jsonwebtoken');
const { verifySignature } = require('@vonage/jwt');
const signalwire = require('@signalwire/compatibility-api').RestClient;
const { WebhookResponse } = require('@jambonz/node-client');
const { TelnyxWebhook } = require('telnyx/lib/webhooks');

const form = 'application/x-www-form-urlencoded';
const words = ['1', '', 'ringing', '+12125550142', 'Ann Lee & Sons', 'é ü', 'a=b&c', '100%', "it's", 'sip:a@b.example'];
const names = ['From', 'To', 'CallStatus', 'Digits', 'a', 'B', 'b', 'Zz', '_', 'caller name'];

function pick(below, list) {
  return list[below(list.length)];
}

// Parameters, of which `id` is the call's.
function params(below, id) {
  const found = { [id]: 'CA' + below(1e9) };
  for (let i = below(6); i > 0; --i) found[pick(below, names)] = pick(below, words);
  return found;
}

function urlOf(below, query) {
  const base = pick(below, ['https://desk.example/voice/x/us', 'https://desk.example:8443/v', 'https://desk.example/']);
  return query ? base + '?' + query : base;
}

function queryOf(below) {
  const found = {};
  for (let i = below(4); i > 0; --i) found[pick(below, names)] = pick(below, words);
  return querystring.stringify(found);
}

function header(request, name) {
  const found = Object.keys(request.headers).find((each) => each.toLowerCase() === name.toLowerCase());
  return found ? request.headers[found] : undefined;
}

function hmac(method, key, text, encoding) {
  return crypto.createHmac(method, key).update(text).digest(encoding);
}

// As a framework hands them to the SDK.
function parsed(text) {
  return { ...querystring.parse(text) };
}

const twilioForm = {
  name: 'twilio, a form',
  provider: 'twilio',
  make(below) {
    const sent = params(below, 'CallSid');
    if (below(3) === 0) sent.a = ['2', '1', '2'];
    const url = urlOf(below, queryOf(below));
    const secret = 'token' + below(1e6);
    return {
      secrets: ['old', secret],
      method: 'POST',
      url,
      body: querystring.stringify(sent),
      headers: { 'Content-Type': form, 'X-Twilio-Signature': twilio.getExpectedTwilioSignature(secret, url, sent) },
    };
  },
  holds: (r) => r.secrets.some((s) => twilio.validateRequest(s, header(r, 'X-Twilio-Signature'), r.url, parsed(r.body))),
};

const twilioJson = {
  name: 'twilio, JSON',
  provider: 'twilio',
  make(below) {
    const body = JSON.stringify({ CallSid: 'CA' + below(1e9), word: pick(below, words) });
    const url = urlOf(below, 'CallSid=CA1&bodySHA256=' + twilio.getExpectedBodyHash(body));
    const secret = 'token' + below(1e6);
    return {
      secrets: [secret],
      method: 'POST',
      url,
      body,
      headers: { 'Content-Type': 'application/json', 'X-Twilio-Signature': twilio.getExpectedTwilioSignature(secret, url, {}) },
    };
  },
  holds: (r) => r.secrets.some((s) => twilio.validateRequestWithBody(s, header(r, 'X-Twilio-Signature'), r.url, r.body)),
};

// Verified by its SDK, which does not sign.
const signalwireForm = {
  name: 'signalwire, a form',
  provider: 'signalwire',
  make(below) {
    const sent = params(below, 'CallSid');
    const url = urlOf(below, queryOf(below));
    const secret = 'PT' + below(1e6);
    const name = pick(below, ['X-SignalWire-Signature', 'X-Twilio-Signature']);
    const text = url + Object.keys(sent).sort().map((each) => each + sent[each]).join('');
    return {
      secrets: [secret],
      method: 'POST',
      url,
      body: querystring.stringify(sent),
      headers: { 'Content-Type': form, [name]: hmac('sha1', secret, text, 'base64') },
    };
  },
  holds(r) {
    const given = header(r, 'X-SignalWire-Signature') || header(r, 'X-Twilio-Signature');
    return r.secrets.some((s) => signalwire.validateRequest(s, given, r.url, parsed(r.body), true));
  },
};

// The SDK only verifies: it has to hold what is signed here.
const plivoV3 = {
  name: 'plivo, V3',
  provider: 'plivo',
  make(below) {
    const method = pick(below, ['GET', 'POST']);
    const sent = params(below, 'CallUUID');
    if (below(3) === 0) sent.a = ['2', '1'];
    const query = method === 'GET' ? sent : parsed(queryOf(below));
    const sorted = (pairs, middle, between) =>
      Object.keys(pairs).sort()
        .flatMap((name) => [].concat(pairs[name]).sort().map((value) => name + middle + value)).join(between);
    const base = pick(below, ['https://desk.example/v/', 'https://desk.example:443/v/a', 'https://desk.example:8443/v']);
    const queryText = sorted(query, '=', '&');
    let text = base + (queryText || method === 'POST' ? '?' : '') + queryText;
    if (method === 'POST') text += (queryText ? '.' : '') + sorted(sent, '', '');
    const secret = 'tok' + below(1e6);
    const nonce = String(below(1e9));
    const signature = hmac('sha256', secret, text + '.' + nonce, 'base64');
    const raw = querystring.stringify(query);
    return {
      secrets: [secret],
      method,
      url: raw ? base + '?' + raw : base,
      body: method === 'POST' ? querystring.stringify(sent) : '',
      headers: {
        ...(method === 'POST' ? { 'Content-Type': form } : {}),
        'X-Plivo-Signature-V3': pick(below, ['', 'AAAA,']) + signature,
        'X-Plivo-Signature-V3-Nonce': nonce,
      },
    };
  },
  holds: (r) =>
    r.secrets.some((s) =>
      plivo.validateV3Signature(r.method, r.url, header(r, 'X-Plivo-Signature-V3-Nonce'), s,
        header(r, 'X-Plivo-Signature-V3'), r.method === 'POST' ? parsed(r.body) : {})),
};

const pair = crypto.generateKeyPairSync('ed25519');
const publicKey = pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64');

// The SDK has the machine's clock; a moved `now` moves what was signed the other way.
const telnyx = {
  name: 'telnyx',
  provider: 'telnyx',
  make(below) {
    const time = String(Math.floor(Date.now() / 1000) - below(200));
    const body = JSON.stringify({
      data: { event_type: 'call.initiated', id: 'e' + below(1e9), payload: { call_session_id: 's1', from: pick(below, words) } },
    });
    const signature = crypto.sign(null, Buffer.from(`${time}|${body}`), pair.privateKey).toString('base64');
    return {
      secrets: [publicKey],
      method: 'POST',
      url: urlOf(below, ''),
      body,
      headers: { 'Content-Type': 'application/json', 'telnyx-timestamp': time, 'telnyx-signature-ed25519': signature },
    };
  },
  async holds(r) {
    const moved = r.now - Math.floor(Date.now() / 1000);
    if (Math.abs(moved) > 1000) return false;
    try {
      await new TelnyxWebhook(r.secrets[0]).verify(r.body, r.headers);
      return true;
    } catch {
      return false;
    }
  },
};

// The SDK looks at the signature alone: the hash and the time are what its documentation adds.
const vonage = {
  name: 'vonage',
  provider: 'vonage',
  make(below) {
    const sent = { from: pick(below, words), to: '18665206414', uuid: 'u1', conversation_uuid: 'CON-' + below(1e9) };
    const method = pick(below, ['GET', 'POST']);
    const body = JSON.stringify(sent);
    const secret = 'signature secret ' + below(1e6);
    const hash = crypto.createHash('sha256').update(body).digest('hex');
    const token = jsonwebtoken.sign({ iss: 'Vonage', api_key: 'a1', jti: 'j', payload_hash: hash }, secret, { algorithm: 'HS256' });
    return {
      secrets: [secret],
      method,
      url: urlOf(below, method === 'GET' ? querystring.stringify(sent) : ''),
      body: method === 'POST' ? body : '',
      headers: { ...(method === 'POST' ? { 'Content-Type': 'application/json' } : {}), Authorization: 'Bearer ' + token },
    };
  },
  holds(r) {
    const given = header(r, 'Authorization') || '';
    if (!given.startsWith('Bearer ') || !verifySignature(given.slice(7), r.secrets[0])) return false;
    const claims = jsonwebtoken.decode(given.slice(7));
    const text = r.method === 'GET' ? JSON.stringify(parsed(new URL(r.url).search.slice(1))) : r.body;
    return Math.abs(r.now - claims.iat) <= 300 &&
      claims.payload_hash === crypto.createHash('sha256').update(text).digest('hex');
  },
};

const keys = crypto.generateKeyPairSync('rsa', { modulusLength: 2048 });
const rsaPublic = keys.publicKey.export({ format: 'pem', type: 'spki' });

// What the SDK takes and we do not: another algorithm than the one that webhooks have.
const vonageRs256 = {
  ...vonage,
  name: 'vonage, RS256 (which its SDK takes, and we never)',
  make(below) {
    const made = vonage.make(below);
    const claims = jsonwebtoken.decode(made.headers.Authorization.slice(7));
    const token = jsonwebtoken.sign(claims, keys.privateKey, { algorithm: 'RS256' });
    if (!verifySignature(token, rsaPublic)) throw new Error('the SDK refuses RS256 now');
    return { ...made, secrets: [rsaPublic], headers: { ...made.headers, Authorization: 'Bearer ' + token } };
  },
  never: true,
  holds: () => false,
};

const jambonz = {
  name: 'jambonz',
  provider: 'jambonz',
  make(below) {
    const body = JSON.stringify({ call_sid: 'j' + below(1e9), call_status: 'trying', from: pick(below, words) });
    const secret = 'whsec' + below(1e6);
    const time = Math.floor(Date.now() / 1000) - below(200);
    const signature = hmac('sha256', secret, `${time}.${body}`, 'hex');
    return {
      secrets: ['old', secret],
      method: 'POST',
      url: urlOf(below, ''),
      body,
      headers: { 'Content-Type': 'application/json', 'Jambonz-Signature': `t=${time},v1=${signature}` },
    };
  },
  holds(r) {
    const moved = r.now - Math.floor(Date.now() / 1000);
    if (Math.abs(moved) > 1000) return false;
    try {
      let passed = false;
      const request = { url: r.url, body: r.body, get: (name) => header(r, name) };
      WebhookResponse.verifyJambonzSignature(r.secrets)(request, {}, () => { passed = true; });
      return passed;
    } catch {
      return false;
    }
  },
};

module.exports = { signers: [twilioForm, twilioJson, signalwireForm, plivoV3, telnyx, vonage, vonageRs256, jambonz] };
