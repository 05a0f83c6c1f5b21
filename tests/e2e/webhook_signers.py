"""Genuine webhooks of each telephone provider, signed as its documentation says: what a caller's call brings,
and what is told at its end. peers_test holds the same against the providers' own SDKs."""
import base64
import hashlib
import hmac
import json
import subprocess
import time
import urllib.parse

PUBLIC = "https://desk.example"
FORM, JSON = "application/x-www-form-urlencoded", "application/json"


class Sent:
    """A request: method, path with query, headers, body."""

    def __init__(self, method, path, headers, body):
        self.method, self.path, self.headers, self.body = method, path, dict(headers), body

    def to(self, daemon):
        return daemon.http(self.method, self.path, self.body, headers=self.headers)


def _mac(method, secret, text):
    return hmac.new(secret.encode(), text.encode() if isinstance(text, str) else text, method)


class Provider:
    secret = "a-secret-of-this-provider"
    signs_time = False

    def __init__(self, name, folder=""):
        self.name, self.folder = name, folder

    def path(self, line, rest=""):
        return "/voice/%s/%s%s" % (self.name, line, rest)

    def arrives(self, line, call, caller, called="+18665206414"):
        return self.signed(self.path(line), self.calls(call, caller, called))

    def asks(self, url, call, caller, keys=None, called="+18665206414"):
        """The turn whose address an answer gave."""
        return self.signed(url[len(PUBLIC):], self.calls(call, caller, called, keys))

    def ended(self, line, call, caller, called="+18665206414"):
        return self.signed(self.path(line, "/status"), self.ends(call, caller, called))


class Twilio(Provider):
    header, call_id, field = "X-Twilio-Signature", "CallSid", "CallStatus"

    def calls(self, call, caller, called, keys=None):
        return {self.call_id: call, "From": caller, "To": called, self.field: "ringing", "Direction": "inbound",
                **({"Digits": keys} if keys is not None else {})}

    def ends(self, call, caller, called):
        return {**self.calls(call, caller, called), self.field: "completed", "CallDuration": "7"}

    def signed(self, path, sent, at=None):
        text = PUBLIC + path + "".join(name + sent[name] for name in sorted(sent))
        mac = base64.b64encode(_mac("sha1", self.secret, text).digest()).decode()
        return Sent("POST", path, {"Content-Type": FORM, self.header: mac}, urllib.parse.urlencode(sent))


class SignalWire(Twilio):
    header = "X-SignalWire-Signature"


class Plivo(Twilio):
    call_id = "CallUUID"

    def signed(self, path, sent, at=None):
        nonce = str(time.time_ns())
        url = PUBLIC + path
        text = url + ("." if "?" in url else "?") + "".join(name + sent[name] for name in sorted(sent))
        mac = base64.b64encode(_mac("sha256", self.secret, text + "." + nonce).digest()).decode()
        return Sent("POST", path, {"Content-Type": FORM, "X-Plivo-Signature-V3": mac,
                                   "X-Plivo-Signature-V3-Nonce": nonce}, urllib.parse.urlencode(sent))


class Jambonz(Provider):
    signs_time, header = True, "Jambonz-Signature"

    def calls(self, call, caller, called, keys=None):
        return {"call_sid": call, "direction": "inbound", "from": caller, "to": called, "call_status": "ringing",
                **({"digits": keys} if keys is not None else {})}

    def ends(self, call, caller, called):
        return {**self.calls(call, caller, called), "call_status": "completed", "duration": 7}

    def signed(self, path, sent, at=None):
        body, at = json.dumps(sent), int(at or time.time())
        mac = _mac("sha256", self.secret, "%d.%s" % (at, body)).hexdigest()
        return Sent("POST", path, {"Content-Type": JSON, self.header: "t=%d,v1=%s" % (at, mac)}, body)


class Generic(Jambonz):
    header = "Frontdesk-Signature"
    count = 0

    def calls(self, call, caller, called, keys=None):
        Generic.count += 1
        return {"asks": True, "call": call, "id": str(Generic.count), "from": caller, "to": called,
                **({"keys": keys} if keys is not None else {})}

    def ends(self, call, caller, called):
        return {**self.calls(call, caller, called), "asks": False, "progress": "ended", "ending": "completed"}


class Vonage(Provider):
    signs_time = True

    def calls(self, call, caller, called, keys=None):
        return {"from": caller.lstrip("+"), "to": called.lstrip("+"), "uuid": "u-" + call, "conversation_uuid": call,
                **({"dtmf": {"digits": keys, "timed_out": not keys}} if keys is not None else {})}

    def ends(self, call, caller, called):
        return {**self.calls(call, caller, called), "status": "completed", "direction": "inbound", "duration": "7"}

    def signed(self, path, sent, at=None):
        body, at = json.dumps(sent), int(at or time.time())
        plain = lambda data: base64.urlsafe_b64encode(data).rstrip(b"=").decode()
        claims = {"iss": "Vonage", "iat": at, "jti": str(time.time_ns()), "api_key": "a1",
                  "payload_hash": hashlib.sha256(body.encode()).hexdigest()}
        text = plain(b'{"alg":"HS256","typ":"JWT"}') + "." + plain(json.dumps(claims).encode())
        token = text + "." + plain(_mac("sha256", self.secret, text).digest())
        return Sent("POST", path, {"Content-Type": JSON, "Authorization": "Bearer " + token}, body)


class Bandwidth(Provider):
    """Nothing is signed: it shows a user and a password."""
    secret = "desk:a-password-of-this-provider"

    def calls(self, call, caller, called, keys=None):
        return {"eventType": "initiate" if keys is None else "gather", "eventTime": "2026-06-03T12:00:00.000Z",
                "callId": call, "from": caller, "to": called, "direction": "inbound", "tag": str(time.time_ns()),
                **({"digits": keys} if keys is not None else {})}

    def ends(self, call, caller, called):
        return {**self.calls(call, caller, called), "eventType": "disconnect", "cause": "hangup"}

    def signed(self, path, sent, at=None):
        shown = base64.b64encode(self.secret.encode()).decode()
        return Sent("POST", path, {"Content-Type": JSON, "Authorization": "Basic " + shown}, json.dumps(sent))


class Telnyx(Provider):
    signs_time = True

    def __init__(self, name, folder):
        super().__init__(name, folder)
        self.key = folder + "/telnyx.pem"
        subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", self.key], check=True)
        der = subprocess.run(["openssl", "pkey", "-in", self.key, "-pubout", "-outform", "DER"], check=True,
                             stdout=subprocess.PIPE).stdout
        self.secret = base64.b64encode(der[-32:]).decode()

    def event(self, kind, call, caller, called, **more):
        return {"data": {"event_type": kind, "id": "e%d" % time.time_ns(), "occurred_at": "2026-06-03T12:00:00.000000Z",
                         "payload": {"call_session_id": call, "call_leg_id": "leg-" + call,
                                     "call_control_id": "v3:" + call, "from": caller, "to": called,
                                     "direction": "incoming", "state": "parked", **more}}}

    def calls(self, call, caller, called, keys=None):
        return self.event("call.initiated", call, caller, called)

    def ends(self, call, caller, called):
        return self.event("call.hangup", call, caller, called, hangup_cause="normal_clearing")

    def ended(self, line, call, caller, called="+18665206414"):
        return self.signed(self.path(line), self.ends(call, caller, called))

    def signed(self, path, sent, at=None):
        body, at = json.dumps(sent), str(int(at or time.time()))
        text = self.folder + "/signed"
        with open(text, "w", encoding="utf-8") as file:
            file.write(at + "|" + body)
        mac = subprocess.run(["openssl", "pkeyutl", "-sign", "-inkey", self.key, "-rawin", "-in", text], check=True,
                             stdout=subprocess.PIPE).stdout
        return Sent("POST", path, {"Content-Type": JSON, "Telnyx-Timestamp": at,
                                   "Telnyx-Signature-Ed25519": base64.b64encode(mac).decode()}, body)


PROVIDERS = {"twilio": Twilio, "signalwire": SignalWire, "telnyx": Telnyx, "plivo": Plivo, "vonage": Vonage,
             "bandwidth": Bandwidth, "jambonz": Jambonz, "generic": Generic}
