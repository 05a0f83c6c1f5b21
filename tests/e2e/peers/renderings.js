// For each provider: lists of instructions, and a check of what they are rendered to against what its
// SDK builds, takes or would send.
'use strict';

const assert = require('assert');
const twilio = require('twilio');
const plivo = require('plivo');
const Telnyx = require('telnyx').default;
const { RestClient } = require('@signalwire/compatibility-api');
const { WebhookResponse } = require('@jambonz/node-client');

const next = 'https://desk.example/voice/x/us/next?call=1&round=2';
const status = 'https://desk.example/voice/x/us/status?call=1';
const greeting = 'Hello <Ann> & "Bo", it\'s Frontdesk:\nplease hold. Grüße, 日本';
const number = '+12125550100';
const sip = 'sip:desk@pbx.example';
const line = '+18665206414';

const say = { do: 'say', text: greeting, language: 'en-US' };
const play = { do: 'play', url: 'https://desk.example/hold.mp3?a=1&b=2' };
const pause = { do: 'pause', length: 5 };
const ask = { do: 'ask', text: 'Press 1 to leave a message.', language: 'en-GB', keys: 1, patience: 8, next };
const dial = { do: 'dial', target: number, caller_id: line, patience: 20, record: true, status, next };
const dialSip = { do: 'dial', target: sip, caller_id: '', patience: 25, record: false, status: '', next };
const record = { do: 'record', longest: 120, finish_key: '#', next, status };
const redirect = { do: 'redirect', next };
const reject = { do: 'reject' };
const hangup = { do: 'hangup' };

const lists = [
  [say, play, pause, redirect], [say, ask], [say, dial], [dialSip], [say, record], [reject], [say, hangup], [],
];

function linesOf(provider) {
  return lists.map((instructions) => ({ provider, instructions, answered: true }));
}

const twiml = {
  say: (xml, i) => xml.say({ language: i.language }, i.text),
  play: (xml, i) => xml.play(i.url),
  pause: (xml, i) => xml.pause({ length: i.length }),
  ask: (xml, i) => xml.gather({
    input: 'dtmf', action: i.next, method: 'POST', timeout: i.patience, numDigits: i.keys, actionOnEmptyResult: true,
  }).say({ language: i.language }, i.text),
  dial(xml, i) {
    const recording = { record: 'record-from-answer-dual', recordingStatusCallback: i.status, recordingStatusCallbackMethod: 'POST' };
    const outer = xml.dial({
      action: i.next, method: 'POST', timeout: i.patience,
      ...(i.caller_id ? { callerId: i.caller_id } : {}), ...(i.record ? recording : {}),
    });
    const told = { statusCallback: i.status, statusCallbackMethod: 'POST', statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'] };
    // The SDKs of these versions differ in how they write a list.
    if (i.status) told.statusCallbackEvent = told.statusCallbackEvent.join(' ');
    const attributes = i.status ? told : {};
    return i.target.startsWith('sip:') ? outer.sip(attributes, i.target) : outer.number(attributes, i.target);
  },
  record: (xml, i) => xml.record({
    action: i.next, method: 'POST', maxLength: i.longest, finishOnKey: i.finish_key, playBeep: true,
    recordingStatusCallback: i.status, recordingStatusCallbackMethod: 'POST',
  }),
  redirect: (xml, i) => xml.redirect({ method: 'POST' }, i.next),
  reject: (xml) => xml.reject(),
  hangup: (xml) => xml.hangup(),
};

function twimlRendering(provider, Response) {
  return {
    name: provider,
    lines: linesOf(provider),
    check(answer, index) {
      const xml = new Response();
      for (const instruction of lists[index]) twiml[instruction.do](xml, instruction);
      assert.strictEqual(answer.body, xml.toString(), provider);
    },
  };
}

const plivoXml = {
  say: (xml, i) => xml.addSpeak(i.text, { language: i.language }),
  play: (xml, i) => xml.addPlay(i.url),
  pause: (xml, i) => xml.addWait({ length: i.length }),
  ask(xml, i) {
    xml.addGetDigits({ action: i.next, method: 'POST', timeout: i.patience, numDigits: i.keys, retries: 1, redirect: true })
      .addSpeak(i.text, { language: i.language });
    xml.addRedirect(i.next, { method: 'POST' });
  },
  dial(xml, i) {
    if (i.record)
      xml.addRecord({
        recordSession: true, startOnDialAnswer: true, redirect: false, maxLength: 14400, callbackUrl: i.status, callbackMethod: 'POST',
      });
    const outer = xml.addDial({
      action: i.next, method: 'POST', timeout: i.patience, ...(i.caller_id ? { callerId: i.caller_id } : {}), redirect: true,
      ...(i.status ? { callbackUrl: i.status, callbackMethod: 'POST' } : {}),
    });
    if (i.target.startsWith('sip:')) outer.addUser(i.target);
    else outer.addNumber(i.target);
  },
  record: (xml, i) => xml.addRecord({
    action: i.next, method: 'POST', maxLength: i.longest, finishOnKey: i.finish_key, playBeep: true, redirect: true,
    callbackUrl: i.status, callbackMethod: 'POST',
  }),
  redirect: (xml, i) => xml.addRedirect(i.next, { method: 'POST' }),
  reject: (xml) => xml.addHangup({ reason: 'rejected' }),
  hangup: (xml) => xml.addHangup(),
};

const plivoRendering = {
  name: 'plivo',
  lines: linesOf('plivo'),
  check(answer, index) {
    const xml = plivo.Response();
    for (const instruction of lists[index]) plivoXml[instruction.do](xml, instruction);
    assert.strictEqual(answer.body, '<?xml version="1.0" encoding="UTF-8"?>' + xml.toXML(), 'plivo');
  },
};

// Its SDK refuses a verb or a member that it does not know.
const jambonzRendering = {
  name: 'jambonz',
  lines: linesOf('jambonz'),
  check(answer, index) {
    const built = new WebhookResponse();
    const verbs = JSON.parse(answer.body);
    for (const { verb, ...members } of verbs) built.addVerb(verb.replace(':', '_') === 'sip_decline' ? 'sip:decline' : verb, members);
    assert.deepStrictEqual(JSON.parse(JSON.stringify(built)), verbs.map(({ verb, ...members }) => ({ verb, ...members })));
    assert.strictEqual(verbs.length, lists[index].length);
  },
};

// Each command is sent by the SDK's own method of that action, to a server that is none.
const methods = {
  answer: 'answer', reject: 'reject', hangup: 'hangup', speak: 'speak', playback_start: 'startPlayback', gather: 'gather',
  gather_using_speak: 'gatherUsingSpeak', transfer: 'transfer', record_start: 'startRecording', record_stop: 'stopRecording',
};

const telnyxRendering = {
  name: 'telnyx',
  lines: [
    ...linesOf('telnyx'),
    ...lists.map((instructions) => ({ provider: 'telnyx', instructions, answered: false })),
    ...[play, pause, ask, dial, record, redirect, { ...ask, text: '' }].map((one) => ({ provider: 'telnyx', instructions: [one], answered: true })),
  ],
  async check(answer) {
    assert.ok(answer.commands.length > 0);
    for (const command of answer.commands) {
      const sent = [];
      const client = new Telnyx({
        apiKey: 'KEY',
        fetch: async (url, init) => {
          sent.push({ path: new URL(url).pathname, method: init.method, body: init.body });
          return new Response('{"data":{"result":"ok"}}', { headers: { 'content-type': 'application/json' } });
        },
      });
      const action = command.path.split('/').pop();
      assert.ok(methods[action], `the SDK has no ${action}`);
      await client.calls.actions[methods[action]]('v3:c1', JSON.parse(command.body));
      assert.deepStrictEqual(sent.map((one) => [one.method, one.path, JSON.parse(one.body)]),
        [['POST', command.path, JSON.parse(command.body)]]);
      const { client_state: state } = JSON.parse(command.body);
      if (state) JSON.parse(Buffer.from(state, 'base64').toString());
    }
  },
};

module.exports = {
  renderings: [
    twimlRendering('twilio', twilio.twiml.VoiceResponse),
    twimlRendering('signalwire', RestClient.LaML.VoiceResponse),
    plivoRendering, jambonzRendering, telnyxRendering,
  ],
};
