import { refusal } from './guard.ts';

const asked = (headers: Record<string, string>, method = 'GET') =>
  refusal({ method, headers: { host: '127.0.0.1:3001', ...headers }, port: 3001 })?.status;

it.each(['127.0.0.1:3001', 'localhost:3001', '[::1]:3001'])('answers to the name %s', (host) => {
  expect(asked({ host })).toBeUndefined();
});

it.each(['evil.example:3001', '127.0.0.1', '127.0.0.1:3002', 'localhost.evil.example:3001', ''])(
  'does not answer to the name "%s"',
  (host) => {
    expect(asked({ host })).toBe(421);
  },
);

it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('refuses %s', (method) => {
  expect(asked({}, method)).toBe(405);
});

it('lets another site link to it, and load nothing from it', () => {
  expect(asked({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' })).toBeUndefined();
  expect(asked({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' })).toBe(403);
  expect(asked({ 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' })).toBe(403);
  expect(asked({ 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' })).toBeUndefined();
});
