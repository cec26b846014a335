const ISSUER_UNKNOWN = 'its issuer is not known';

/**
 * Certificate errors of OpenSSL and Node in plain words. A code that is not listed is no
 * certificate error.
 */
const CERTIFICATE_REASONS: ReadonlyMap<string, string> = new Map([
  ['CERT_HAS_EXPIRED', 'it has expired'],
  ['CERT_NOT_YET_VALID', 'it is not valid yet'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'it is for another host'],
  ['HOSTNAME_MISMATCH', 'it is for another host'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'it is self-signed'],
  ['SELF_SIGNED_CERT_IN_CHAIN', ISSUER_UNKNOWN],
  ['UNABLE_TO_GET_ISSUER_CERT', ISSUER_UNKNOWN],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', ISSUER_UNKNOWN],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', ISSUER_UNKNOWN],
  ['CERT_UNTRUSTED', ISSUER_UNKNOWN],
  ['CERT_REVOKED', 'it has been revoked'],
  ['CERT_REJECTED', 'it is rejected'],
  ['CERT_SIGNATURE_FAILURE', 'its signature is wrong'],
  ['CERT_CHAIN_TOO_LONG', 'its chain is too long'],
  ['PATH_LENGTH_EXCEEDED', 'its chain is too long'],
  ['INVALID_CA', 'its issuer may not issue certificates'],
  ['INVALID_PURPOSE', 'it is not for a server'],
  ['UNABLE_TO_DECRYPT_CERT_SIGNATURE', 'its signature is wrong'],
  ['UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY', 'its signature is wrong'],
  ['ERROR_IN_CERT_NOT_BEFORE_FIELD', 'its dates cannot be read'],
  ['ERROR_IN_CERT_NOT_AFTER_FIELD', 'its dates cannot be read'],
]);

export const certificateReason = (code: string): string | undefined =>
  CERTIFICATE_REASONS.get(code);

/** Errors that more roots could fix. */
export const lacksRoot = (code: string): boolean =>
  code === 'DEPTH_ZERO_SELF_SIGNED_CERT' || certificateReason(code) === ISSUER_UNKNOWN;
