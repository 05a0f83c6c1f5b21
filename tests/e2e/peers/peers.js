// The telephone providers' own SDKs against the adapters of intake/voice: what an SDK signs, or
// holds to be signed, is accepted, and what it refuses is refused; what the adapters answer is what an
// SDK builds. Over requests by a seeded generator, genuine and changed at one place each.
//
//   node peers.js VERIFY_WEBHOOK [REQUESTS]
'use strict';

const { spawnSync } = require('child_process');
const assert = require('assert');
const { signers } = require('./signers');
const { renderings } = require('./renderings');

const program = process.argv[2];
const requests = Number(process.argv[3] || 200);

// The same numbers in every run.
let state = 20260603;
function below(end) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * end);
}

function ask(lines) {
  const run = spawnSync(program, {
    input: lines.map((line) => JSON.stringify(line) + '\n').join(''),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  assert.strictEqual(run.status, 0, `${program} ended with ${run.status}: ${run.stderr}`);
  const answers = run.stdout.trim().split('\n').map((line) => JSON.parse(line));
  assert.strictEqual(answers.length, lines.length);
  return answers;
}

// One place of a request is changed, or a secret.
function changed(request) {
  const other = { ...request, headers: { ...request.headers }, secrets: [...request.secrets] };
  const flip = (text) => {
    if (!text) return 'x';
    // Not in base64's last characters, whose unused bits one decoder minds and another does not.
    const at = below(Math.max(1, text.length - 4));
    const put = text[at] === 'x' ? 'y' : 'x';  // no hex digit, of which %c3 and %C3 are the same
    return text.slice(0, at) + put + text.slice(at + 1);
  };
  const names = Object.keys(other.headers).filter((name) => name.toLowerCase() !== 'content-type');
  const place = other.body ? below(5) : 1 + below(4);  // a GET has none
  if (place === 0) other.body = flip(other.body);
  else if (place === 1) other.url = other.url.replace(/^(https:..[^/]+.)(.*)/, (_, host, rest) => host + flip(rest));
  else if (place === 2) other.secrets = other.secrets.map((secret) => secret.split('').reverse().join(''));
  else if (place === 3) other.now += below(2) ? 4000 : -4000;
  else {
    const name = names[below(names.length)];
    other.headers[name] = flip(other.headers[name]);
  }
  return other;
}

async function compareVerdicts(signer) {
  const lines = [];
  const expected = [];
  for (let i = 0; i < requests; ++i) {
    const request = { provider: signer.provider, now: Math.floor(Date.now() / 1000), ...(await signer.make(below)) };
    for (const one of [request, changed(request)]) {
      lines.push(one);
      expected.push(await signer.holds(one));
    }
  }
  const answers = ask(lines);
  let accepted = 0;
  answers.forEach((answer, i) => {
    const holds = answer.verdict === 'accepted';
    accepted += holds;
    assert.strictEqual(holds, expected[i],
      `${signer.name}: the SDK says ${expected[i]}, the adapter ${answer.verdict}: ${JSON.stringify(lines[i], null, 1)}`);
    if (i % 2 === 0 && !signer.never) assert.ok(holds && answer.call, `${signer.name}: a genuine request: ${JSON.stringify(lines[i])}`);
  });
  const refused = answers.length - accepted;
  assert.ok(refused > requests / 4, `${signer.name}: only ${refused} refused`);
  const said = signer.never ? 'all refused' : `${accepted} accepted and ${refused} refused as its SDK does`;
  console.log(`${signer.name}: ${said}`);
}

async function main() {
  for (const signer of signers) await compareVerdicts(signer);
  for (const { name, lines, check } of renderings) {
    const answers = ask(lines);
    for (let i = 0; i < answers.length; ++i) await check(answers[i], i);
    console.log(`${name}: ${answers.length} answers as its SDK has them`);
  }
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
