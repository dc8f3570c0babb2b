// Drives a silo with real engines with the official JavaScript client and prints what it saw, as one line of JSON.
import OpenAI from "openai";
import { failure } from "./failure.mjs";

const [baseURL, apiKey, content, maxTokens] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 });
const chat = {
  model: "auto", temperature: 0, max_completion_tokens: Number(maxTokens),
  messages: [{ role: "user", content }],
};

const whole = await client.chat.completions.create(chat);

let streamed = "";
let chunks = 0;
let usage = null;
for await (const chunk of await client.chat.completions.create({ ...chat, stream: true, stream_options: { include_usage: true } })) {
  const text = chunk.choices[0]?.delta?.content ?? "";
  streamed += text;
  chunks += text === "" ? 0 : 1;
  usage ??= chunk.usage;
}

const texts = [
  "The cat sat with my dog in the house",
  "A dog and a cat are friends of the family",
  "The invoice for the server contract is a cost",
];
const one = await client.embeddings.create({ model: "auto", input: texts[0] });
const many = await client.embeddings.create({ model: "auto", input: texts });

console.log(JSON.stringify({
  whole: whole.choices[0].message.content,
  usage: whole.usage.total_tokens,
  streamed,
  chunks,
  streamedUsage: usage?.total_tokens,
  one: one.data.map(item => item.embedding),
  many: many.data.map(item => item.embedding),
  stranger: await failure(() => new OpenAI({ baseURL, apiKey: "wrong", maxRetries: 0 }).chat.completions.create(chat)),
  value: await failure(() => client.chat.completions.create({ ...chat, temperature: 9 })),
  field: await failure(() => client.chat.completions.create({ ...chat, temperatur: 1 })),
  model: await failure(() => client.chat.completions.create({ ...chat, model: "no-such-model" })),
}));
