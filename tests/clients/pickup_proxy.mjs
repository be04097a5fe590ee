// A reverse proxy that puts a server below a path, and can change what it answers.
import { createServer } from 'node:http';

/** `change(path, body)` of what is text. */
export async function proxy(base, prefix) {
  const outside = { change: (_, body) => body };
  const server = createServer(async (request, response) => {
    if (!request.url.startsWith(`${prefix}/`)) return response.writeHead(404).end();
    const path = request.url.slice(prefix.length);
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    // What is changed here has another ETag than the server's.
    const { host, connection, 'accept-encoding': _, 'if-none-match': __, ...passed } = request.headers;
    const says = { 'x-forwarded-prefix': prefix, 'x-forwarded-host': host, 'x-forwarded-proto': 'http', 'accept-encoding': 'identity' };
    const answer = await fetch(base + path, {
      method: request.method, headers: { ...passed, ...says }, redirect: 'manual', ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
    });
    const bytes = Buffer.from(await answer.arrayBuffer());
    const isText = /text|json/.test(answer.headers.get('content-type') ?? '');
    const headers = Object.fromEntries([...answer.headers].filter(([name]) => !['content-length', 'connection', 'transfer-encoding'].includes(name)));
    response.writeHead(answer.status, headers).end(isText ? outside.change(path, bytes.toString()) : bytes);
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  outside.address = `http://127.0.0.1:${server.address().port}`;
  outside.close = () => {
    server.closeAllConnections();
    server.close();
  };
  return outside;
}
