/** An Authorization header with a token of these claims; its signature is none. */
export function bearer(claims: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `Bearer ${part({ alg: 'RS256', kid: '1' })}.${part(claims)}.c2lnbmF0dXJl`;
}
