#!/usr/bin/env bash
# sign.sh ASKS CALL FROM TO PROGRESS: a request of the generic dialect and its signature, a line each. The secret is in
# the file that SIGN_SECRET names.
set -euo pipefail
body=$(printf '{"asks":%s,"call":"%s","id":"%s","from":"%s","to":"%s","progress":"%s"}' "$1" "$2" "$5" "$3" "$4" "$5")
t=$(date +%s)
printf '%s\nt=%s,v1=%s\n' "$body" "$t" "$(printf '%s.%s' "$t" "$body" | openssl dgst -sha256 -hmac "$(cat "$SIGN_SECRET")" -r | cut -d' ' -f1)"
