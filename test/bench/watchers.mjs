// 64 watches of all Pods, and a writer that changes 100 Pods a second, until it is ended. usage: node watchers.mjs URL TOKEN
import https from 'node:https';

const [url, token] = process.argv.slice(2);
const pods = `${url}/api/v1/namespaces/default/pods`;
const authorization = `Bearer ${token}`;
const watching = Array.from({ length: 64 }, () => new Promise((resolve) => {
  https.get(`${pods}?watch=1`, { agent: false, rejectUnauthorized: false, headers: { authorization } }, (response) => {
    response.resume();
    resolve();
  });
}));
await Promise.all(watching);
console.log('watching');
const agent = new https.Agent({ keepAlive: true, maxSockets: 1, rejectUnauthorized: false });
let i = 0;
setInterval(() => {
  const body = JSON.stringify({ metadata: { labels: { seen: String(i) } } });
  https.request(`${pods}/bench-${i++ % 100}`, { method: 'PATCH', agent, headers: { authorization, 'content-type': 'application/merge-patch+json', 'content-length': Buffer.byteLength(body) } }, (response) => { response.resume(); }).end(body);
}, 10);
