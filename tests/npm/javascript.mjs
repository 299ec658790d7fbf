// Evaluates JavaScript with the client at hand. Each line of the input is a task, each line of the output its answer:
//
//   {"id": 1, "url", "token", "names": {...}, "reach": "...", "code": "..."}  ->  {"id": 1, "value": ...}
//
// `reach` and `code` are bodies of arrow functions: an expression, or statements in braces. Both see the names, and
// `client`; what `reach` gives is `one` for `code`. A task has a client of its own, of the user that the token is of;
// `options` are more options of it. What is thrown is answered as {"id": 1, "error": {"name", "message", ...}}.

import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const require = createRequire(`${process.argv[2]}/`);
const apify = require('apify-client');
const AsyncFunction = (async () => {}).constructor;

async function evaluate(body, names) {
    const make = new AsyncFunction(...Object.keys(names), `return await (async () => ${body})()`);
    return make(...Object.values(names));
}

/** All that an iterable gives, one after the other. */
async function all(iterable) {
    const found = [];
    for await (const one of iterable) found.push(one);
    return found;
}

async function answer({ url, token, options, names, reach, code }) {
    const connect = (more) =>
        new apify.ApifyClient({ baseUrl: url, publicBaseUrl: url, token, minDelayBetweenRetriesMillis: 1, ...options, ...more });
    const scope = { ...names, apify, all, connect, require, client: connect() };
    const one = reach === null ? undefined : await evaluate(reach, scope);
    return evaluate(code, { ...scope, one });
}

function thrown(error) {
    const { name, message, stack, statusCode, type, attempt, data } = error;
    return { name, message, stack, statusCode, type, attempt, data };
}

for await (const line of createInterface({ input: process.stdin })) {
    const task = JSON.parse(line);
    const told = await answer(task).then(
        (value) => ({ value }),
        (error) => ({ error: thrown(error) }),
    );
    process.stdout.write(`${JSON.stringify({ id: task.id, ...told })}\n`);
}
