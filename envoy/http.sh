# Sourced by bash scripts: HTTP without curl or wget, which Envoy's image has not. It speaks to Consul and Envoys alone, and
# a package more in every image would be one more to keep up to date.

# request METHOD URL: prints the answer with its headers. Fails when nobody answers within 5 s.
request() {
  local method=$1 rest=${2#http://}
  local authority=${rest%%/*}
  {
    printf '%s /%s HTTP/1.1\r\nHost: %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n' \
      "$method" "${rest#*/}" "$authority" >&3
    timeout 5 cat <&3
  } 2>/dev/null 3<>"/dev/tcp/${authority%:*}/${authority##*:}"
}

# status_of METHOD URL: prints the status of the answer, 000 when there is none.
status_of() {
  local answer
  answer=$(request "$@" | head -n 1) || true
  answer=${answer#HTTP/1.1 }
  echo "${answer%% *}" | grep -E '^[0-9]{3}$' || echo 000
}

# body_of URL: prints the body of an answer of 200; fails for any other.
body_of() {
  local answer
  answer=$(request GET "$1") || return 1
  [[ $answer == 'HTTP/1.1 200 '* ]] || return 1
  # Envoy's and Consul's longer answers come in chunks (RFC 9112, section 7.1), of texts that have no CR themselves.
  printf '\r\n%s' "${answer#*$'\r\n\r\n'}" | sed -z 's/\r\n[0-9a-f]*\r\n//g; s/^\r\n//; s/\r\n$//'
}
